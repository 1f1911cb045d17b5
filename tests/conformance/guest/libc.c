/*
 * What the cases and the servants want of a C library. Files are numbers in a
 * table: they do not travel between domains.
 */
#include "guest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "conformance.h"

/* ---- memory: from one end; what was taken last is given back at once --------- */

static _Alignas(16) unsigned char heap[UINT32_C(48) << 20];
static size_t heap_used;

struct piece {
    struct piece *before;
    bool given_back;
};

static struct piece *last;

void *malloc(size_t size)
{
    struct piece *p = (struct piece *)(void *)(heap + heap_used);

    size = sizeof *p + ((size + 15) & ~(size_t)15);
    if (size > sizeof heap - heap_used)
        return NULL;
    heap_used += size;
    *p = (struct piece){last, false};
    last = p;
    return p + 1;
}

void free(void *memory)
{
    if (memory)
        ((struct piece *)memory - 1)->given_back = true;
    while (last && last->given_back) {
        heap_used = (size_t)((unsigned char *)last - heap);
        last = last->before;
    }
}

void *calloc(size_t count, size_t size)
{
    void *piece = malloc(count * size);

    return piece ? memset(piece, 0, count * size) : NULL;
}

void abort(void)
{
    ivmc_guest_print("FAILED: abort\n");
    ivmc_guest_end(true);
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    uint64_t until = ivmc_guest_now() +
                     (uint64_t)time->tv_sec * UINT64_C(1000000000) +
                     (uint64_t)time->tv_nsec;

    (void)left;
    while (ivmc_guest_now() < until)
        ivmc_guest_wait(NULL, 0, until);
    return 0;
}

/* ---- files -------------------------------------------------------------------- */

static struct {
    bool open;
    uint32_t number;
} files[16];

static bool is_open(int fd)
{
    return fd >= 0 && fd < 16 && files[fd].open;
}

int memfd_create(const char *name, unsigned flags)
{
    int fd = 0;

    (void)name;
    (void)flags;
    while (fd < 16 && files[fd].open)
        fd++;
    if (fd == 16)
        return -1;
    files[fd].open = true;
    return fd;
}

ssize_t write(int fd, const void *octets, size_t len)
{
    if (!is_open(fd) || len != sizeof files[fd].number)
        return -1;
    memcpy(&files[fd].number, octets, len);
    return (ssize_t)len;
}

ssize_t pread(int fd, void *octets, size_t len, off_t at)
{
    if (!is_open(fd) || len != sizeof files[fd].number || at != 0)
        return -1;
    memcpy(octets, &files[fd].number, len);
    return (ssize_t)len;
}

int close(int fd)
{
    if (!is_open(fd))
        return -1;
    files[fd].open = false;
    return 0;
}

unsigned conformance_descriptors(void)
{
    unsigned count = 0;
    int fd;

    for (fd = 0; fd < 16; fd++)
        count += files[fd].open ? 1 : 0;
    return count;
}
