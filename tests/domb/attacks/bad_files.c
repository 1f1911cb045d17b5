/*
 * A vfsback that is against the builder. It is the honest one, but in its
 * read number VFSBACK_AT (0 is the first) or from then on it does what
 * VFSBACK_DOES says: lie, short, long, slow, die, scribble.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* With another name for what takes its place. */
#define files_epv honest_epv
#include "../../../examples/domb/vfsback/files.c"
#undef files_epv

static const char *does(void)
{
    const char *what = getenv("VFSBACK_DOES");

    return what ? what : "";
}

static uint64_t at(void)
{
    const char *text = getenv("VFSBACK_AT");

    return text ? strtoull(text, NULL, 10) : 0;
}

static volatile unsigned char *place_of(struct files *f,
                                        const struct ivmc_region *window,
                                        uint32_t place)
{
    enum ivmc_status s;
    const struct ivmc_memory *memory = windows_get(&f->windows, window, &s);

    return memory ? ivmc_memory_view_to_write(memory, place, 1) : NULL;
}

/* Writes into the window as long as the process lives. */
static void *scribble(void *where)
{
    volatile unsigned char *octet = where;

    for (;;) {
        *octet = (unsigned char)(*octet ^ 0xff);
        octet[16] = (unsigned char)(octet[16] ^ 0xff);
        usleep(10);
    }
    return NULL;
}

static void start_scribbling(volatile unsigned char *where)
{
    pthread_t thread;

    if (where)
        (void)pthread_create(&thread, NULL, scribble, (void *)(uintptr_t)where);
}

static uint32_t read_badly(void *servant, uint64_t token, uint64_t offset,
                           uint32_t want, const struct ivmc_region *window,
                           uint32_t place, struct ivmc_env *env)
{
    static uint64_t reads;
    const char *what = does();
    volatile unsigned char *octet;
    uint32_t got;

    if (reads == at() && strcmp(what, "die") == 0)
        _exit(0);
    if (reads == at() && strcmp(what, "slow") == 0)
        sleep(7);
    got = read_at(servant, token, offset, want, window, place, env);
    octet = place_of(servant, window, place);
    if (reads == at() && strcmp(what, "lie") == 0 && octet)
        *octet = (unsigned char)(*octet ^ 1);
    if (reads == at() && strcmp(what, "scribble") == 0)
        start_scribbling(octet);
    if (reads >= at() && strcmp(what, "short") == 0)
        got /= 2;
    if (reads >= at() && strcmp(what, "long") == 0)
        got = vfs_WINDOW;
    reads++;
    return got;
}

const struct vfs_Files_epv files_epv = {.read_at = read_badly};
