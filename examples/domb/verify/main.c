/*
 * domb-verify: whether what DomB says of a domain can be believed. Needs no
 * machine with Xen. See domb-verify(1).
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "hex.h"

#define GOOD    0
#define REFUSED 1
#define UNABLE  2

/* Larger than any of DomB's logs, and than consoles that anybody records. */
#define FILE_MAX ((size_t)64 << 20)

struct options {
    const char *console, *nonce, *reference, *latch, *domain, *quote, *log;
};

static const char usage[] =
    "usage: domb-verify --console FILE --nonce HEX [--reference FILE]\n"
    "                   [--domain NUMBER] [--latch NAME] QUOTE LOG\n";

static const char help[] =
    "Says whether a quote and an event log of DomB's can be believed, and\n"
    "which kernel, ramdisk and configuration they are about.\n\n"
    "  --console FILE    what Xen's console said since it booted\n"
    "  --nonce HEX       64 digits: that the quote was asked for with\n"
    "  --reference FILE  what domb-refhash wrote: it has to be the same\n"
    "  --domain NUMBER   what was built last under this number, instead of "
    "the\n"
    "                    domain that asked for the quote\n"
    "  --latch NAME      boolean of the policy (default: boot_phase)\n"
    "  --help, --version\n\n"
    "Exit status 0: it can. 1: it cannot. 2: that could not be found out.\n";

static _Noreturn void give_up(const char *what, const char *why)
{
    (void)fprintf(stderr, "domb-verify: %s: %s\n", what, why);
    exit(UNABLE);
}

/* ---- files ------------------------------------------------------------------------ */

struct file {
    char *octets;
    size_t len;
};

static struct file read_file(const char *path)
{
    struct file f = {malloc(FILE_MAX + 1), 0};
    FILE *in = fopen(path, "rb");

    if (!f.octets)
        give_up(path, "no memory");
    if (!in) {
        perror(path);
        exit(UNABLE);
    }
    f.len = fread(f.octets, 1, FILE_MAX + 1, in);
    if (ferror(in))
        give_up(path, "cannot be read");
    if (f.len > FILE_MAX)
        give_up(path, "is larger than any of DomB's");
    (void)fclose(in);
    return f;
}

/* ---- what was found ---------------------------------------------------------------- */

static void print_digest(const char *name, const unsigned char *digest,
                         bool compared)
{
    char text[2 * MEASURE_DIGEST + 1];

    (void)printf("%s %s%s\n", name, hex_write(text, digest, MEASURE_DIGEST),
                 compared ? "" : " (not compared)");
}

static void print_modules(const struct judge_found *f, bool compared)
{
    struct event e;
    uint32_t n;

    for (n = 0; n < f->replay.events; n++) {
        replay_event(&f->replay, n, &e);
        if (e.tag == EVENT_MODULE)
            print_digest("module ", e.image, compared);
    }
}

static void print_found(const struct judge_found *f, const struct reference *r)
{
    char text[2 * MEASURE_HANDLE + 1];

    (void)printf("asked   domain %lu, handle %s\n",
                 (unsigned long)f->said.domid,
                 hex_write(text, f->said.handle, MEASURE_HANDLE));
    (void)printf("events  %lu\n", (unsigned long)f->said.events);
    if (f->domain.built) {
        (void)printf("handle  %s\n",
                     hex_write(text, f->domain.handle, MEASURE_HANDLE));
        print_digest("kernel ", f->domain.kernel, r && r->has_kernel);
        print_digest("ramdisk", f->domain.ramdisk, r && r->has_ramdisk);
        print_digest("config ", f->domain.config, r && r->has_config);
    } else {
        (void)printf("the domain was not built by DomB\n");
    }
    print_modules(f, r != NULL);
    (void)printf("verified\n");
}

/* ---- the command line --------------------------------------------------------------- */

static _Noreturn void wrong_usage(void)
{
    (void)fputs(usage, stderr);
    exit(UNABLE);
}

static void parse(struct options *o, int argc, char **argv)
{
    static const struct option names[] = {
        {"console", required_argument, NULL, 'c'},
        {"nonce", required_argument, NULL, 'n'},
        {"reference", required_argument, NULL, 'r'},
        {"latch", required_argument, NULL, 'l'},
        {"domain", required_argument, NULL, 'd'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0}};
    int c;

    while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (c == 'h') {
            (void)printf("%s\n%s", usage, help);
            exit(GOOD);
        }
        if (c == 'V') {
            (void)puts("domb-verify (ivmc) " IVMC_VERSION);
            exit(GOOD);
        }
        if (c == 'c')
            o->console = optarg;
        else if (c == 'n')
            o->nonce = optarg;
        else if (c == 'r')
            o->reference = optarg;
        else if (c == 'l')
            o->latch = optarg;
        else if (c == 'd')
            o->domain = optarg;
        else
            wrong_usage();
    }
    if (argc - optind != 2 || !o->console || !o->nonce)
        wrong_usage();
    o->quote = argv[optind];
    o->log = argv[optind + 1];
}

static void read_reference(struct reference *r, const char *path)
{
    struct file f = read_file(path);
    size_t line = reference_read(r, f.octets, f.len);
    char why[64];

    (void)snprintf(why, sizeof why, "line %lu cannot be understood",
                   (unsigned long)line);
    if (line != 0)
        give_up(path, why);
    free(f.octets);
}

static void read_domain(struct judge_given *g, const char *text)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end != '\0' || number > UINT16_MAX)
        give_up("--domain", "takes the number of a domain");
    g->other = true;
    g->domid = (uint32_t)number;
}

static void read_given(struct judge_given *g, const struct options *o,
                       const struct file *quote, const struct file *log)
{
    struct file console = read_file(o->console);
    const char *why;

    if (strlen(o->nonce) != 2 * sizeof g->nonce ||
        !hex_read(g->nonce, sizeof g->nonce, o->nonce, strlen(o->nonce)))
        give_up("--nonce", "takes 64 hexadecimal digits");
    if (!console_key(g->key, console.octets, console.len, o->latch, &why))
        give_up(o->console, why);
    free(console.octets);
    g->quote = quote->octets;
    g->quote_len = quote->len;
    g->log = log->octets;
    g->log_len = log->len;
}

int main(int argc, char **argv)
{
    struct options o = {.latch = "boot_phase"};
    struct judge_given given = {0};
    struct judge_found found;
    struct reference reference;
    struct file quote, log;
    bool good;

    parse(&o, argc, argv);
    if (o.reference) {
        read_reference(&reference, o.reference);
        given.reference = &reference;
    }
    if (o.domain)
        read_domain(&given, o.domain);
    quote = read_file(o.quote);
    log = read_file(o.log);
    read_given(&given, &o, &quote, &log);
    good = judge(&found, &given);
    if (good)
        print_found(&found, given.reference);
    else
        (void)printf("refused: %s\n", found.why);
    free(quote.octets);
    free(log.octets);
    return good ? GOOD : REFUSED;
}
