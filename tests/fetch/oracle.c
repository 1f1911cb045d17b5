#include "oracle.h"

#include <stdint.h>
#include <stdio.h>

#include "hooks.h"

#define MOST_OCTETS (1u << 16)

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

static void forget(struct area *a)
{
    size_t i;

    for (i = 0; i < a->size; i++)
        a->count[i] = 0;
}

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
    forget(a);
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
        forget(&areas[i]);
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

static void count(unsigned char *p, size_t size)
{
    struct area *a;

    for (; (a = next_watched(&p, &size)) != NULL; p++, size--) {
        fetched++;
        if (a->count[p - a->base]++ != 0 && twice++ == 0)
            first_twice = p;
    }
}

/* What the access under way loads. */
static struct {
    unsigned char *at;
    size_t size;
} loaded[2];
static unsigned loads;

void fetch_made(void)
{
    while (loads > 0) {
        loads--;
        change(loaded[loads].at, loaded[loads].size);
    }
}

void fetch_loaded(const void *at, size_t len)
{
    unsigned char *p = (unsigned char *)(uintptr_t)at;

    count(p, len);
    loaded[loads].at = p;
    loaded[loads].size = len;
    loads++;
}

void fetch_stored(const void *at, size_t len)
{
    (void)at;
    (void)len;
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
