/*
 * domb: has domains built by the domain builder, and fetches what it says of
 * them. See domb(1).
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "toolstack.h"

#define WITNESS_KEY UINT64_C(1) /* beside the builder, in the same domain */

static const char usage[] =
    "usage: domb build [OPTION]... FILE.cfg [KEY=VALUE]...\n"
    "       domb log FILE\n"
    "       domb quote NONCE FILE\n"
    "       domb verify ARGUMENT...\n";

static const char help[] =
    "Has domains built by the domain builder, and tells what was built.\n\n"
    "  build   creates the domain of an xl.cfg(5); the builder fills it\n"
    "    -p                    leave it paused\n"
    "    -c                    attach to its console\n"
    "    --kernel-digest HEX   refuse any other kernel (SHA-256)\n"
    "    --ramdisk-digest HEX  refuse any other ramdisk\n"
    "  log     writes the builder's event log to FILE\n"
    "  quote   writes its signature over the registers of what was built, and\n"
    "          over NONCE (64 hexadecimal digits), to FILE\n"
    "  verify  is domb-verify(1)\n\n"
    "Exit status 0: done. 1: refused, or it failed. 2: wrong usage.\n";

static int wrong(void)
{
    fputs(usage, stderr);
    return 2;
}

static int failed_to_run(const char *program)
{
    say("%s: %s; is it installed?", program, strerror(errno));
    return 1;
}

/* ---- build ------------------------------------------------------------------- */

/* For libdomb-xl.so, which reads it from there. */
static bool demand(const char *variable, const char *digest)
{
    uint8_t octets[32];

    if (!digest_of(octets, digest)) {
        say("%s: a digest has 64 hexadecimal digits", digest);
        return false;
    }
    return setenv(variable, digest, 1) == 0;
}

static bool preload(void)
{
    const char *library = getenv("DOMB_XL");

    return setenv("LD_PRELOAD", library ? library : "libdomb-xl.so", 1) == 0;
}

/* xl creates the empty domain, and knows it from then on. */
static int build(int argc, char **argv)
{
    static const struct option options[] = {
        {"kernel-digest", required_argument, NULL, 'k'},
        {"ramdisk-digest", required_argument, NULL, 'r'},
        {NULL, 0, NULL, 0},
    };
    char **xl = calloc((size_t)argc + 5, sizeof *xl);
    int n = 0, option;

    if (!xl)
        return failed_to_run("xl");
    xl[n++] = "xl";
    xl[n++] = "create";
    while ((option = getopt_long(argc, argv, "+pc", options, NULL)) != -1) {
        if (option == 'p')
            xl[n++] = "-p";
        else if (option == 'c')
            xl[n++] = "-c";
        else if (option == '?' || !demand(option == 'k' ? "DOMB_KERNEL_DIGEST"
                                                        : "DOMB_RAMDISK_DIGEST",
                                          optarg))
            return wrong();
    }
    if (optind == argc)
        return wrong();
    while (optind < argc)
        xl[n++] = argv[optind++];
    if (preload())
        execvp("xl", xl);
    return failed_to_run("xl");
}

/* ---- what the builder says ---------------------------------------------------- */

static bool open_witness(struct builder *b, struct ivmc_object *witness)
{
    if (!builder_open(b))
        return false;
    if (attest_Witness_bind(b->channel, WITNESS_KEY, witness, &b->env) ==
        IVMC_OK)
        return true;
    say("the builder's witness: %s", ivmc_status_text(b->env.status));
    builder_close(b);
    return false;
}

static bool write_file(const char *path, FILE *file, bool good)
{
    if (good && fclose(file) == 0)
        return true;
    say("%s: %s", path, strerror(errno));
    return false;
}

/* All of the log, piece by piece; false also when the builder did not say. */
static bool copy_log(struct builder *b, const struct ivmc_object *witness,
                     FILE *to)
{
    struct attest_Octets piece;
    uint32_t at = 0, len;

    do {
        len = attest_Witness_log(witness, at, &piece, &b->env);
        if (b->env.status != IVMC_OK) {
            say("the log: %s", ivmc_status_text(b->env.status));
            return false;
        }
        if (fwrite(piece.data, 1, piece.len, to) != piece.len)
            return false;
        at += piece.len;
    } while (at < len && piece.len != 0);
    return at == len;
}

static int fetch_log(const char *path)
{
    struct ivmc_object witness;
    struct builder builder;
    FILE *file;
    bool good;

    if (!open_witness(&builder, &witness))
        return 1;
    file = fopen(path, "wb");
    good = file && copy_log(&builder, &witness, file);
    builder_close(&builder);
    return write_file(path, file, good) ? 0 : 1;
}

/* Registers 10 and 11: modules of Dom0's kernel, domains that were built. */
#define SELECTION UINT32_C(0xc00)

static int fetch_quote(const char *nonce_text, const char *path)
{
    struct ivmc_object witness;
    struct attest_Quote quote;
    struct builder builder;
    uint8_t nonce[32];
    FILE *file;
    bool good;

    /* As it lies in messages: four-octet numbers and octets only. */
    _Static_assert(sizeof quote == 196, "a quote has no padding");
    if (!digest_of(nonce, nonce_text)) {
        say("%s: a nonce has 64 hexadecimal digits", nonce_text);
        return 2;
    }
    if (!open_witness(&builder, &witness))
        return 1;
    attest_Witness_sign(&witness, nonce, SELECTION, &quote, &builder.env);
    if (builder.env.status != IVMC_OK) {
        say("no quote: %s",
            attest_NoKey_caught(&builder.env)
                ? "the builder has no key: its processor has no RDRAND"
                : ivmc_status_text(builder.env.status));
        builder_close(&builder);
        return 1;
    }
    builder_close(&builder);
    file = fopen(path, "wb");
    good = file && fwrite(&quote, sizeof quote, 1, file) == 1;
    return write_file(path, file, good) ? 0 : 1;
}

static int verify(char **argv)
{
    argv[0] = "domb-verify";
    execvp(argv[0], argv);
    return failed_to_run(argv[0]);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return wrong();
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        printf("%s\n%s", usage, help);
        return 0;
    }
    if (strcmp(argv[1], "build") == 0)
        return build(argc - 1, argv + 1);
    if (strcmp(argv[1], "log") == 0 && argc == 3)
        return fetch_log(argv[2]);
    if (strcmp(argv[1], "quote") == 0 && argc == 4)
        return fetch_quote(argv[2], argv[3]);
    if (strcmp(argv[1], "verify") == 0)
        return verify(argv + 1);
    return wrong();
}
