#include "common.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

uint64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void pause_ms(unsigned ms)
{
    struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&t, NULL);
}

static unsigned open_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    unsigned count = 0;

    ck_assert_ptr_nonnull(d);
    while (readdir(d))
        count++;
    closedir(d);
    return count;
}

static unsigned shared_mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[4096], rights[8];
    unsigned count = 0;

    ck_assert_ptr_nonnull(maps);
    while (fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%*s %7s", rights) == 1 && rights[3] == 's')
            count++;
    }
    fclose(maps);
    return count;
}

#define DESCRIPTORS 1024

static struct rlimit unlimited;
static int used_up[DESCRIPTORS];
static unsigned used_count;

/*
 * The limit is one of numbers, and the system takes it for one of descriptors
 * under way, too, whoever of this user sent them: so it stays high, and what is
 * below it is used up.
 */
void descriptors_limit(unsigned more)
{
    struct rlimit limit;
    int fd;

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &unlimited), 0);
    limit = unlimited;
    limit.rlim_cur = DESCRIPTORS;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    while ((fd = dup(0)) >= 0)
        used_up[used_count++] = fd;
    for (; more > 0; more--)
        close(used_up[--used_count]);
}

void descriptors_unlimit(void)
{
    while (used_count > 0)
        close(used_up[--used_count]);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &unlimited), 0);
}

struct holdings holdings_now(void)
{
    struct holdings h = {open_descriptors(), shared_mappings()};

    return h;
}

bool holdings_are(struct holdings wanted)
{
    struct holdings h = holdings_now();

    return h.descriptors == wanted.descriptors && h.mappings == wanted.mappings;
}

void holdings_come_back(struct holdings wanted, const char *what)
{
    uint64_t end = now_ms() + 1000;
    struct holdings h;

    while (!holdings_are(wanted) && now_ms() < end)
        pause_ms(2);
    h = holdings_now();
    ck_assert_msg(h.descriptors == wanted.descriptors,
                  "%s: %u descriptors open instead of %u", what, h.descriptors,
                  wanted.descriptors);
    ck_assert_msg(h.mappings == wanted.mappings,
                  "%s: %u shared mappings instead of %u", what, h.mappings,
                  wanted.mappings);
}
