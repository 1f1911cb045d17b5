/*
 * What code calls that was compiled for -fsanitize=thread, and the four
 * functions that core and stubs need of a C library. Copies are told of after
 * they were made; the compiler's calls come right before an access.
 */
#include "hooks.h"

#include <stdint.h>

void __tsan_init(void);
void __tsan_func_entry(void *caller);
void __tsan_func_exit(void);
void __tsan_read_range(void *at, size_t len);
void __tsan_write_range(void *at, size_t len);
void *__tsan_memcpy(void *to, const void *from, size_t len);
void *__tsan_memmove(void *to, const void *from, size_t len);
void *__tsan_memset(void *to, int octet, size_t len);
void *memcpy(void *to, const void *from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int octet, size_t len);
int memcmp(const void *a, const void *b, size_t len);

/* ---- accesses ----------------------------------------------------------------- */

static void load(const void *at, size_t len)
{
    fetch_made();
    fetch_loaded(at, len);
}

static void store(const void *at, size_t len)
{
    fetch_made();
    fetch_stored(at, len);
}

void __tsan_init(void)
{
}

void __tsan_func_entry(void *caller)
{
    (void)caller;
}

void __tsan_func_exit(void)
{
}

void __tsan_read_range(void *at, size_t len)
{
    load(at, len);
}

void __tsan_write_range(void *at, size_t len)
{
    store(at, len);
}

#define ACCESSES(len)                                                          \
    void __tsan_read##len(void *at);                                           \
    void __tsan_read##len(void *at)                                            \
    {                                                                          \
        load(at, len);                                                         \
    }                                                                          \
    void __tsan_unaligned_read##len(void *at);                                 \
    void __tsan_unaligned_read##len(void *at)                                  \
    {                                                                          \
        load(at, len);                                                         \
    }                                                                          \
    void __tsan_write##len(void *at);                                          \
    void __tsan_write##len(void *at)                                           \
    {                                                                          \
        store(at, len);                                                        \
    }                                                                          \
    void __tsan_unaligned_write##len(void *at);                                \
    void __tsan_unaligned_write##len(void *at)                                 \
    {                                                                          \
        store(at, len);                                                        \
    }                                                                          \
    /* Of clang, for one that reads and writes. */                             \
    void __tsan_read_write##len(void *at);                                     \
    void __tsan_read_write##len(void *at)                                      \
    {                                                                          \
        load(at, len);                                                         \
        fetch_stored(at, len);                                                 \
    }                                                                          \
    void __tsan_unaligned_read_write##len(void *at);                           \
    void __tsan_unaligned_read_write##len(void *at)                            \
    {                                                                          \
        load(at, len);                                                         \
        fetch_stored(at, len);                                                 \
    }
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

/* ---- copies ----------------------------------------------------------------- */

void *memmove(void *to, const void *from, size_t len)
{
    unsigned char *t = to;
    const unsigned char *f = from;
    size_t i;

    fetch_made();
    if ((uintptr_t)to <= (uintptr_t)from)
        for (i = 0; i < len; i++)
            t[i] = f[i];
    else
        for (i = len; i > 0; i--)
            t[i - 1] = f[i - 1];
    fetch_loaded(from, len);
    fetch_stored(to, len);
    fetch_made();
    return to;
}

void *memcpy(void *to, const void *from, size_t len)
{
    return memmove(to, from, len);
}

void *memset(void *to, int octet, size_t len)
{
    unsigned char *t = to;
    size_t i;

    fetch_made();
    for (i = 0; i < len; i++)
        t[i] = (unsigned char)octet;
    fetch_stored(to, len);
    fetch_made();
    return to;
}

int memcmp(const void *a, const void *b, size_t len)
{
    const unsigned char *x = a, *y = b;
    int differs = 0;
    size_t i;

    fetch_made();
    for (i = 0; i < len && differs == 0; i++)
        differs = x[i] - y[i];
    fetch_loaded(a, len);
    fetch_loaded(b, len);
    fetch_made();
    return differs;
}

void *__tsan_memcpy(void *to, const void *from, size_t len)
{
    return memmove(to, from, len);
}

void *__tsan_memmove(void *to, const void *from, size_t len)
{
    return memmove(to, from, len);
}

void *__tsan_memset(void *to, int octet, size_t len)
{
    return memset(to, octet, len);
}
