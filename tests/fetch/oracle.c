#include "oracle.h"

#include <stdint.h>
#include <stdio.h>

#define MOST_OCTETS (1u << 16)

/* Those of the C library: calls of them come to the functions below. */
void *__real_memcpy(void *to, const void *from, size_t size);
void *__real_memmove(void *to, const void *from, size_t size);
void *__real_memset(void *to, int octet, size_t size);
int __real_memcmp(const void *a, const void *b, size_t size);

/* In place of a count: the servant's. */
#define LENT 0xff

struct area {
    unsigned char *base;
    size_t size;
    unsigned char *except;
    size_t except_size;
    unsigned char count[MOST_OCTETS];
};

static struct area areas[ORACLE_AREAS];
/* From the first octet that is watched to the last. */
static uintptr_t first_octet = UINTPTR_MAX, end_octet;

static size_t fetched, twice;
static const void *first_twice;

void oracle_watch(unsigned number, void *base, size_t size)
{
    struct area *a = &areas[number];

    a->base = base;
    a->size = size < MOST_OCTETS ? size : MOST_OCTETS;
    if ((uintptr_t)base < first_octet)
        first_octet = (uintptr_t)base;
    if ((uintptr_t)base + a->size > end_octet)
        end_octet = (uintptr_t)base + a->size;
    a->except = NULL;
    a->except_size = 0;
    __real_memset(a->count, 0, a->size);
}

void oracle_except(void *base, size_t size)
{
    areas[0].except = base;
    areas[0].except_size = size;
}

static struct area *next_watched(unsigned char **p, size_t *size);

void oracle_lend(const volatile void *octets, size_t size)
{
    unsigned char *p = (unsigned char *)(uintptr_t)octets;
    struct area *a;

    for (; (a = next_watched(&p, &size)) != NULL; p++, size--)
        a->count[p - a->base] = LENT;
}

void oracle_forget(void)
{
    unsigned i;

    for (i = 0; i < ORACLE_AREAS; i++)
        __real_memset(areas[i].count, 0, areas[i].size);
}

size_t oracle_fetched(void)
{
    return fetched;
}

size_t oracle_twice(void)
{
    return twice;
}

const void *oracle_first_twice(void)
{
    return first_twice;
}

int oracle_verdict(const char *name)
{
    printf("%s: %zu octets of shared memory fetched, %zu of them twice\n", name,
           fetched, twice);
    return fetched != 0 && twice == 0 ? 0 : 1;
}

/* ---- fetches ------------------------------------------------------------------ */

/* What was fetched last: a load is told of before it is made. */
static unsigned char *last;
static size_t last_size;

/* The next octet of [p, p + *size) that is watched; NULL: there is none. */
static struct area *next_watched(unsigned char **p, size_t *size)
{
    uintptr_t at = (uintptr_t)*p;
    unsigned i;

    if (at >= end_octet || at + *size <= first_octet)
        return NULL;
    for (; *size > 0; (*p)++, (*size)--)
        for (i = 0; i < ORACLE_AREAS; i++) {
            struct area *a = &areas[i];

            if ((uintptr_t)*p - (uintptr_t)a->base < a->size &&
                (uintptr_t)*p - (uintptr_t)a->except >= a->except_size &&
                a->count[(uintptr_t)*p - (uintptr_t)a->base] != LENT)
                return a;
        }
    return NULL;
}

static void change(unsigned char *p, size_t size)
{
    for (; next_watched(&p, &size); p++, size--)
        *p ^= 0xff;
}

static void settle(void)
{
    change(last, last_size);
    last_size = 0;
}

static void count(unsigned char *p, size_t size)
{
    struct area *a;

    for (; (a = next_watched(&p, &size)) != NULL; p++, size--) {
        fetched++;
        if (a->count[p - a->base]++ != 0 && twice++ == 0)
            first_twice = p;
    }
}

static void load(void *p, size_t size)
{
    settle();
    count(p, size);
    last = p;
    last_size = size;
}

/* ---- what the compilers call ---------------------------------------------------- */

#define READS(n)                                                               \
    void __tsan_read##n(void *p);                                              \
    void __tsan_read##n(void *p)                                               \
    {                                                                          \
        load(p, n);                                                            \
    }                                                                          \
    void __tsan_write##n(void *p);                                             \
    void __tsan_write##n(void *p)                                              \
    {                                                                          \
        (void)p;                                                               \
        settle();                                                              \
    }
READS(1)
READS(2)
READS(4)
READS(8)
READS(16)

#define UNALIGNED(n)                                                           \
    void __tsan_unaligned_read##n(void *p);                                    \
    void __tsan_unaligned_read##n(void *p)                                     \
    {                                                                          \
        load(p, n);                                                            \
    }                                                                          \
    void __tsan_unaligned_write##n(void *p);                                   \
    void __tsan_unaligned_write##n(void *p)                                    \
    {                                                                          \
        (void)p;                                                               \
        settle();                                                              \
    }
UNALIGNED(2)
UNALIGNED(4)
UNALIGNED(8)
UNALIGNED(16)

void __tsan_read_range(void *p, size_t size);
void __tsan_read_range(void *p, size_t size)
{
    load(p, size);
}

void __tsan_write_range(void *p, size_t size);
void __tsan_write_range(void *p, size_t size)
{
    (void)p;
    (void)size;
    settle();
}

void __tsan_init(void);
void __tsan_init(void)
{
}

void __tsan_func_entry(void *p);
void __tsan_func_entry(void *p)
{
    (void)p;
}

void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
}

#define ATOMICS(bits)                                                          \
    uint##bits##_t __tsan_atomic##bits##_load(const volatile void *p,          \
                                              int order);                      \
    uint##bits##_t __tsan_atomic##bits##_load(const volatile void *p,          \
                                              int order)                       \
    {                                                                          \
        uint##bits##_t value = *(const volatile uint##bits##_t *)p;            \
                                                                               \
        (void)order;                                                           \
        settle();                                                              \
        count((unsigned char *)(uintptr_t)p, sizeof value);                    \
        change((unsigned char *)(uintptr_t)p, sizeof value);                   \
        return value;                                                          \
    }                                                                          \
    void __tsan_atomic##bits##_store(volatile void *p, uint##bits##_t value,   \
                                     int order);                               \
    void __tsan_atomic##bits##_store(volatile void *p, uint##bits##_t value,   \
                                     int order)                                \
    {                                                                          \
        (void)order;                                                           \
        settle();                                                              \
        *(volatile uint##bits##_t *)p = value;                                 \
    }
ATOMICS(8)
ATOMICS(16)
ATOMICS(32)
ATOMICS(64)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
    (void)order;
}

/* ---- octets that servants are given ------------------------------------------------ */

struct ivmc_dec;
const volatile uint8_t *__real_ivmc_get_shared_octets(struct ivmc_dec *d,
                                                      uint32_t count);
const volatile uint8_t *__wrap_ivmc_get_shared_octets(struct ivmc_dec *d,
                                                      uint32_t count);
const volatile uint8_t *__wrap_ivmc_get_shared_octets(struct ivmc_dec *d,
                                                      uint32_t count)
{
    const volatile uint8_t *octets = __real_ivmc_get_shared_octets(d, count);

    if (octets)
        oracle_lend(octets, count);
    return octets;
}

/* ---- the four functions of the C library ------------------------------------------ */

static unsigned char *cast(const void *p)
{
    return (unsigned char *)(uintptr_t)p;
}

/* The linker hands every call of memcpy to __wrap_memcpy (--wrap=memcpy). */
void *__wrap_memcpy(void *to, const void *from, size_t size);
void *__wrap_memcpy(void *to, const void *from, size_t size)
{
    settle();
    count(cast(from), size);
    __real_memcpy(to, from, size);
    change(cast(from), size);
    return to;
}

void *__wrap_memmove(void *to, const void *from, size_t size);
void *__wrap_memmove(void *to, const void *from, size_t size)
{
    settle();
    count(cast(from), size);
    __real_memmove(to, from, size);
    change(cast(from), size);
    return to;
}

int __wrap_memcmp(const void *a, const void *b, size_t size);
int __wrap_memcmp(const void *a, const void *b, size_t size)
{
    int result;

    settle();
    count(cast(a), size);
    count(cast(b), size);
    result = __real_memcmp(a, b, size);
    change(cast(a), size);
    change(cast(b), size);
    return result;
}

void *__wrap_memset(void *to, int octet, size_t size);
void *__wrap_memset(void *to, int octet, size_t size)
{
    settle();
    return __real_memset(to, octet, size);
}
