/*
 * calls DOMID...: calls of the builder that it must refuse, each for its
 * reason; the domains are some that run. A line each. Exit status 0: all were,
 * and it goes on building; 1: not; 99: could not be tried.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"

#define MIB 16u

static bool good = true;

void check(const char *name, bool passed)
{
    printf("%s: %s\n", name, passed ? "as it should be" : "WRONG");
    fflush(stdout);
    if (!passed)
        good = false;
}

/* ---- refusals -------------------------------------------------------------------- */

static const char *text_of(enum ivmc_status s, int why)
{
    static char text[64];

    if (why != NOT_REFUSED)
        snprintf(text, sizeof text, "refusal %d", why);
    else
        snprintf(text, sizeof text, "%s", ivmc_status_name(s));
    return text;
}

static void expect(struct stage *s, const char *name,
                   const struct domb_Spec *spec, enum domb_Refusal wanted)
{
    struct domb_Built built;
    int why;
    enum ivmc_status status = stage_build(s, spec, &built, &why);

    printf("    %s\n", text_of(status, why));
    check(name, why == (int)wanted);
}

static void expect_built(struct stage *s, const char *name,
                         const struct domb_Spec *spec)
{
    struct domb_Built built;
    int why;
    enum ivmc_status status = stage_build(s, spec, &built, &why);

    printf("    %s\n", text_of(status, why));
    check(name, status == IVMC_OK);
}

/* One field of what would be a good call, for an empty domain of its own. */
static void expect_of_empty(struct stage *s, const char *name,
                            const struct domb_Image *kernel,
                            void (*change)(struct domb_Spec *),
                            enum domb_Refusal wanted)
{
    struct domb_Spec spec;

    if (!stage_create(s, MIB, kernel, &spec)) {
        check("an empty domain is made", false);
        return;
    }
    change(&spec);
    expect(s, name, &spec, wanted);
    check("    it is paused and not a guest",
          stage_is_untouched(s, spec.domid));
    stage_destroy(s, &spec);
}

static void no_token(struct domb_Spec *spec)
{
    spec->kernel.token = 0;
}

static void other_token(struct domb_Spec *spec)
{
    spec->kernel.token ^= 1;
}

static void no_octets(struct domb_Spec *spec)
{
    spec->kernel.size = 0;
}

static void one_octet(struct domb_Spec *spec)
{
    spec->kernel.size = 1;
}

static void one_less(struct domb_Spec *spec)
{
    spec->kernel.size = 4095;
}

static void one_more(struct domb_Spec *spec)
{
    spec->kernel.size++;
}

static void most_octets(struct domb_Spec *spec)
{
    spec->kernel.size = UINT64_C(1) << 33;
}

static void most_pages(struct domb_Spec *spec)
{
    spec->pages = 16777216;
}

static void more_pages(struct domb_Spec *spec)
{
    spec->pages = 2 * MIB * 256;
}

static void large_ramdisk(struct domb_Spec *spec)
{
    spec->ramdisk = spec->kernel;
    spec->ramdisk.size = UINT64_C(1) << 33;
}

static void ramdisk_without_token(struct domb_Spec *spec)
{
    spec->ramdisk.size = 4096;
}

static void other_digest(struct domb_Spec *spec)
{
    spec->kernel.expected[31] = 1;
}

static void nothing(struct domb_Spec *spec)
{
    (void)spec;
}

static void fields(struct stage *s, const struct domb_Image *kernel,
                   const struct domb_Image *text)
{
    expect_of_empty(s, "no token", kernel, no_token, domb_short_read);
    expect_of_empty(s, "another token", kernel, other_token, domb_short_read);
    expect_of_empty(s, "an empty kernel", kernel, no_octets, domb_bad_image);
    expect_of_empty(s, "one octet of it", kernel, one_octet, domb_bad_image);
    expect_of_empty(s, "a part of it", kernel, one_less, domb_bad_image);
    expect_of_empty(s, "more than there is", kernel, one_more, domb_short_read);
    expect_of_empty(s, "8 GiB of it", kernel, most_octets, domb_short_read);
    expect_of_empty(s, "no ELF file", text, nothing, domb_bad_image);
    expect_of_empty(s, "64 GiB of memory", kernel, most_pages, domb_no_memory);
    expect_of_empty(s, "more memory than it may have", kernel, more_pages,
                    domb_no_memory);
    expect_of_empty(s, "a ramdisk of 8 GiB", kernel, large_ramdisk,
                    domb_too_small);
    expect_of_empty(s, "a ramdisk without a token", kernel,
                    ramdisk_without_token, domb_short_read);
    expect_of_empty(s, "another digest", kernel, other_digest,
                    domb_wrong_digest);
}

/* ---- whose domains they are -------------------------------------------------------- */

static void others(struct stage *s, const struct domb_Image *kernel, int count,
                   char **domids)
{
    struct domb_Spec spec;
    uint64_t before;
    int i;

    if (!stage_create(s, MIB, kernel, &spec)) {
        check("an empty domain is made", false);
        return;
    }
    stage_destroy(s, &spec);
    before = stage_sum_of_domains(s);
    expect(s, "one that is gone", &spec, domb_not_building);
    spec.domid = 32751;
    expect(s, "one that never was", &spec, domb_not_building);
    spec.domid = s->builder_domid;
    expect(s, "the builder itself", &spec, domb_own_domain);
    for (i = 0; i < count; i++) {
        spec.domid = (uint16_t)atoi(domids[i]);
        expect(s, "one that runs", &spec, domb_not_building);
    }
    check("no domain has changed", stage_sum_of_domains(s) == before);
}

static void again(struct stage *s, const struct domb_Image *kernel)
{
    struct domb_Spec spec;

    if (!stage_create(s, MIB, kernel, &spec)) {
        check("an empty domain is made", false);
        return;
    }
    spec.kernel.expected[0] = 1;
    expect(s, "one that fails half-way", &spec, domb_wrong_digest);
    spec.kernel.expected[0] = 0;
    expect(s, "and is not empty then", &spec, domb_not_empty);
    check("nobody can start it", xc_domain_unpause(s->xc, spec.domid) < 0);
    stage_destroy(s, &spec);
    if (!stage_create(s, MIB, kernel, &spec)) {
        check("an empty domain is made", false);
        return;
    }
    expect_built(s, "a good call", &spec);
    expect(s, "the same once more", &spec, domb_not_building);
    stage_destroy(s, &spec);
}

/* ---- at once ------------------------------------------------------------------------- */

#define AT_ONCE 3

/* In a process of its own, with its own connection; gives what happened. */
static pid_t call_elsewhere(const struct domb_Spec *spec)
{
    static struct stage own;
    struct domb_Built built;
    pid_t pid = fork();
    int why;

    if (pid != 0)
        return pid;
    if (!stage_open(&own))
        _exit(99);
    if (stage_build(&own, spec, &built, &why) == IVMC_OK)
        _exit(0);
    _exit(why == NOT_REFUSED ? 98 : 10 + why);
}

static int end_of(pid_t pid)
{
    int status;

    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

static void at_once(struct stage *s, const struct domb_Image *kernel)
{
    int built = 0, refused = 0, i, how;
    struct domb_Spec spec;
    pid_t pid[AT_ONCE];

    if (!stage_create(s, MIB, kernel, &spec)) {
        check("an empty domain is made", false);
        return;
    }
    for (i = 0; i < AT_ONCE; i++)
        pid[i] = call_elsewhere(&spec);
    for (i = 0; i < AT_ONCE; i++) {
        how = end_of(pid[i]);
        built += how == 0;
        refused += how == 10 + domb_not_building;
    }
    check("of several at once one has it built", built == 1);
    check("and the others are refused", refused == AT_ONCE - 1);
    stage_destroy(s, &spec);
}

/* Who called is gone before the reply. */
static void without_caller(struct stage *s, const struct domb_Image *large,
                           const struct domb_Image *kernel)
{
    struct domb_Spec spec;
    pid_t pid;

    if (!stage_create(s, 128, large, &spec)) {
        check("an empty domain is made", false);
        return;
    }
    pid = call_elsewhere(&spec);
    usleep(700000);
    kill(pid, SIGKILL);
    (void)end_of(pid);
    again(s, kernel);
    stage_destroy(s, &spec);
}

int main(int argc, char **argv)
{
    static struct stage s;
    struct domb_Image kernel, large, text;

    if (argc < 2)
        return fprintf(stderr, "usage: calls DOMID...\n"), 2;
    if (!stage_open(&s))
        return 99;
    kernel = stage_mint(&s, "hello-guest");
    large = stage_mint(&s, "vmlinux");
    text = stage_mint(&s, "text");
    if (kernel.token == 0 || large.token == 0 || text.token == 0)
        return say("files are missing"), 99;
    fields(&s, &kernel, &text);
    others(&s, &kernel, argc - 1, argv + 1);
    again(&s, &kernel);
    at_once(&s, &kernel);
    without_caller(&s, &large, &kernel);
    malformed(&s, &kernel, argc - 1, argv + 1);
    again(&s, &kernel);
    stage_close(&s);
    return good ? 0 : 1;
}
