/*
 * Counts in the pages themselves, which both sides map in one process, each
 * elsewhere. What one side stores may be fetched once by the other until it is
 * stored again. The words that are there to be watched, those of the sides'
 * lines and the states, may be loaded at any time, but only whole.
 */
#define _GNU_SOURCE
#include "connected.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "hooks.h"
#include "page.h"

#define MAPPINGS 64

void *__real_mmap(void *at, size_t size, int rights, int flags, int fd,
                  off_t offset);
void *__wrap_mmap(void *at, size_t size, int rights, int flags, int fd,
                  off_t offset);
int __real_munmap(void *at, size_t size);
int __wrap_munmap(void *at, size_t size);

struct fetch_counts fetch_counts;
static uint64_t watched, torn; /* loads of words to be watched */

static struct mapping {
    uintptr_t at;
    size_t size; /* 0: none */
    ino_t file;
    unsigned char *seen;
} mappings[MAPPINGS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void tell(void)
{
    const struct fetch_counts *n = &fetch_counts;

    printf("%llu mappings, %llu fetches of %llu octets, %llu words watched; "
           "%llu fetched again, %llu torn\n",
           (unsigned long long)n->mappings, (unsigned long long)n->fetches,
           (unsigned long long)n->fetched, (unsigned long long)watched,
           (unsigned long long)n->again, (unsigned long long)torn);
    (void)fflush(stdout);
    if (n->mappings < 2 || n->fetched == 0 || n->stores == 0) {
        puts("error: nothing was counted");
        (void)fflush(stdout);
        _Exit(2);
    }
    if (n->again != 0 || torn != 0)
        _Exit(1);
}

static void add_mapping(uintptr_t at, size_t size, int fd)
{
    static bool tells;
    struct mapping *m = mappings;
    struct stat file;

    while (m < mappings + MAPPINGS && m->size != 0)
        m++;
    if (m == mappings + MAPPINGS || fstat(fd, &file) != 0 ||
        (!tells && atexit(tell) != 0))
        abort();
    tells = true;
    *m = (struct mapping){at, size, file.st_ino, calloc(1, size)};
    if (!m->seen)
        abort();
    fetch_counts.mappings++;
}

void *__wrap_mmap(void *at, size_t size, int rights, int flags, int fd,
                  off_t offset)
{
    void *got = __real_mmap(at, size, rights, flags, fd, offset);

    if (got != MAP_FAILED && fd >= 0 && flags == MAP_SHARED) {
        pthread_mutex_lock(&lock);
        add_mapping((uintptr_t)got, size, fd);
        pthread_mutex_unlock(&lock);
    }
    return got;
}

int __wrap_munmap(void *at, size_t size)
{
    struct mapping *m;

    pthread_mutex_lock(&lock);
    for (m = mappings; m < mappings + MAPPINGS; m++)
        if (m->size != 0 && m->at == (uintptr_t)at) {
            free(m->seen);
            m->size = 0;
        }
    pthread_mutex_unlock(&lock);
    return __real_munmap(at, size);
}

static struct mapping *find(const void *at, size_t *offset)
{
    struct mapping *m;

    for (m = mappings; m < mappings + MAPPINGS; m++) {
        *offset = (uintptr_t)at - m->at;
        if (*offset < m->size)
            return m;
    }
    return NULL;
}

static bool is_watched(size_t offset)
{
    return (offset >= offsetof(struct page_zero, client_side) &&
            offset < offsetof(struct page_zero, reserved)) ||
           offset == offsetof(struct page_hello, state) ||
           offset == offsetof(struct page_zero, server_hello) +
                         offsetof(struct page_hello, state);
}

static void load(struct mapping *m, size_t offset, size_t len)
{
    size_t i;

    if (is_watched(offset)) {
        watched++;
        if (len != 4 || offset % 4 != 0)
            torn++;
        return;
    }
    fetch_counts.fetches++;
    fetch_counts.fetched += len;
    for (i = offset; i < offset + len && i < m->size; i++) {
        if (m->seen[i] && fetch_counts.again++ < 8)
            printf("octet %zu of the pages is fetched again, %zu at once\n", i,
                   len);
        m->seen[i] = 1;
    }
}

void fetch_made(void)
{
}

void fetch_loaded(const void *at, size_t len)
{
    struct mapping *m;
    size_t offset;

    pthread_mutex_lock(&lock);
    m = find(at, &offset);
    if (m && len != 0)
        load(m, offset, len);
    pthread_mutex_unlock(&lock);
}

/* New octets for the others. */
static void store(const struct mapping *by, size_t offset, size_t len)
{
    struct mapping *m;
    size_t i;

    fetch_counts.stores++;
    for (m = mappings; m < mappings + MAPPINGS; m++)
        if (m != by && m->size != 0 && m->file == by->file)
            for (i = offset; i < offset + len && i < m->size; i++)
                m->seen[i] = 0;
}

void fetch_stored(const void *at, size_t len)
{
    const struct mapping *m;
    size_t offset;

    pthread_mutex_lock(&lock);
    m = find(at, &offset);
    if (m)
        store(m, offset, len);
    pthread_mutex_unlock(&lock);
}
