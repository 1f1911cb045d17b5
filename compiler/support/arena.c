#include "support/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ARENA_ALIGN = 16,
    FIRST_CHUNK = 64 * 1024,
    LARGEST_CHUNK = 1024 * 1024,
    STATUS_OUT_OF_MEMORY = 70
};

struct chunk {
    struct chunk *next;
    size_t size; /* of data */
    size_t used;
    bool alone; /* has one block, made while the chunk before it was filled */
    _Alignas(ARENA_ALIGN) unsigned char data[];
};

struct arena {
    struct chunk *chunks; /* the one being filled first */
    size_t next_size;
};

static _Noreturn void out_of_memory(void)
{
    fputs("idlc: out of memory\n", stderr);
    exit(STATUS_OUT_OF_MEMORY);
}

struct arena *arena_create(void)
{
    struct arena *a = calloc(1, sizeof(*a));

    if (!a)
        out_of_memory();
    a->next_size = FIRST_CHUNK;
    return a;
}

void arena_destroy(struct arena *a)
{
    struct chunk *c, *next;

    if (!a)
        return;
    for (c = a->chunks; c; c = next) {
        next = c->next;
        free(c);
    }
    free(a);
}

static struct chunk *chunk_create(size_t size)
{
    struct chunk *c;

    if (size > SIZE_MAX - sizeof(*c))
        out_of_memory();
    /* Zeroed pages come from the kernel as they are touched. */
    c = calloc(1, sizeof(*c) + size);
    if (!c)
        out_of_memory();
    c->size = size;
    return c;
}

/* What is larger than a quarter of a chunk gets its own, behind the first. */
static void *alloc_alone(struct arena *a, size_t size)
{
    struct chunk *c = chunk_create(size);

    c->used = size;
    c->alone = true;
    if (a->chunks) {
        c->next = a->chunks->next;
        a->chunks->next = c;
    } else {
        a->chunks = c;
    }
    return c->data;
}

static void *alloc_aligned(struct arena *a, size_t size, size_t align)
{
    struct chunk *c = a->chunks;
    size_t at = c ? (c->used + align - 1) / align * align : 0;

    if (c && at <= c->size && size <= c->size - at) {
        c->used = at + size;
        return c->data + at;
    }
    if (size > a->next_size / 4)
        return alloc_alone(a, size);
    c = chunk_create(a->next_size);
    if (a->next_size < LARGEST_CHUNK)
        a->next_size *= 2;
    c->next = a->chunks;
    c->used = size;
    a->chunks = c;
    return c->data;
}

void *arena_alloc(struct arena *a, size_t size)
{
    return alloc_aligned(a, size ? size : 1, ARENA_ALIGN);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        out_of_memory();
    return arena_alloc(a, count * size);
}

void *arena_grow(struct arena *a, const void *old, size_t old_count,
                 size_t new_count, size_t size)
{
    void *grown = arena_array(a, new_count, size);
    size_t kept = old_count < new_count ? old_count : new_count;

    if (kept)
        memcpy(grown, old, kept * size);
    return grown;
}

/*
 * The link to the chunk that `old` has to itself, or NULL: what is smaller
 * than the smallest such chunk shares one, and is not looked for.
 */
static struct chunk **find_alone(struct arena *a, const void *old, size_t size)
{
    struct chunk **at;

    if (size <= FIRST_CHUNK / 4)
        return NULL;
    for (at = &a->chunks; *at; at = &(*at)->next)
        if ((*at)->data == old && (*at)->size == size)
            return at;
    return NULL;
}

void *arena_regrow(struct arena *a, void *old, size_t old_count,
                   size_t new_count, size_t size)
{
    struct chunk **at = find_alone(a, old, old_count * size);
    struct chunk *c;

    if (!at || new_count > (SIZE_MAX - sizeof(*c)) / size)
        return arena_grow(a, old, old_count, new_count, size);
    c = realloc(*at, sizeof(*c) + new_count * size);
    if (!c)
        out_of_memory();
    *at = c;
    c->size = new_count * size;
    c->used = c->size;
    return c->data;
}

void arena_give_back(struct arena *a, void *old, size_t size)
{
    struct chunk **at = find_alone(a, old, size);
    struct chunk *c;

    if (!at)
        return;
    c = *at;
    *at = c->next;
    free(c);
}

static bool holds(const struct chunk *c, const void *p)
{
    uintptr_t first = (uintptr_t)c->data, at = (uintptr_t)p;

    return at >= first && at - first < c->used;
}

void arena_free_before(struct arena *a, const void *kept)
{
    struct chunk *c = a->chunks, *old;

    while (c && (c->alone || !holds(c, kept)))
        c = c->next;
    /* What has a chunk to itself may be younger than the one before it. */
    while (c && c->next && c->next->alone)
        c = c->next;
    if (!c)
        return;
    for (old = c->next; old; old = c->next) {
        c->next = old->next;
        free(old);
    }
}

void arena_empty(struct arena *a)
{
    struct chunk *kept = a->chunks, *c, *next;

    if (!kept)
        return;
    for (c = kept->next; c; c = next) {
        next = c->next;
        free(c);
    }
    /* Chunks promise zeros. */
    memset(kept->data, 0, kept->used);
    kept->next = NULL;
    kept->used = 0;
}

char *arena_strndup(struct arena *a, const char *text, size_t len)
{
    char *copy;

    if (len == SIZE_MAX)
        out_of_memory();
    copy = alloc_aligned(a, len + 1, 1);
    if (len)
        memcpy(copy, text, len);
    return copy;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = arena_vprintf(a, format, args);
    va_end(args);
    return text;
}

/* Octets free in the chunk being filled. */
static size_t room_in(const struct chunk *c)
{
    return c ? c->size - c->used : 0;
}

static char *print(struct arena *a, const char *format, va_list args)
{
    struct chunk *c = a->chunks;
    size_t room = room_in(c);
    char *text = room > 0 ? (char *)c->data + c->used : NULL;
    va_list again;
    int len;

    /* Most texts fit where they will stand: they are formatted once. */
    va_copy(again, args);
    len = vsnprintf(text, room, format, again);
    va_end(again);
    if (len < 0)
        out_of_memory();
    if ((size_t)len < room) {
        c->used += (size_t)len + 1;
        return text;
    }
    if (room > 0)
        memset(text, 0, room);
    text = alloc_aligned(a, (size_t)len + 1, 1);
    vsnprintf(text, (size_t)len + 1, format, args);
    return text;
}

/*
 * Text being put together in the rest of a chunk. Names are joined by the
 * hundred for each operation: printf's own machinery would be half the time
 * of a compilation.
 */
struct joint {
    char *at, *end;
};

static bool join(struct joint *j, const char *text, size_t len)
{
    if (len > (size_t)(j->end - j->at))
        return false;
    memcpy(j->at, text, len);
    j->at += len;
    return true;
}

static bool join_number(struct joint *j, unsigned long long value)
{
    char digits[20];
    size_t i = sizeof(digits);

    do
        digits[--i] = (char)('0' + value % 10);
    while ((value /= 10) != 0);
    return join(j, digits + i, sizeof(digits) - i);
}

/* One conversion; *format is behind its '%'. False: left to printf. */
static bool join_argument(struct joint *j, const char **format, va_list *args)
{
    const char *text;
    char c;

    switch (*(*format)++) {
    case 's':
        text = va_arg(*args, const char *);
        return join(j, text, strlen(text));
    case 'c':
        c = (char)va_arg(*args, int);
        return join(j, &c, 1);
    case 'u':
        return join_number(j, va_arg(*args, unsigned));
    case 'l':
        return *(*format)++ == 'u' &&
               join_number(j, va_arg(*args, unsigned long));
    case 'z':
        return *(*format)++ == 'u' && join_number(j, va_arg(*args, size_t));
    case '%':
        return join(j, "%", 1);
    default:
        return false;
    }
}

/* Whether all of it fitted and was of the plain kind. */
static bool join_all(struct joint *j, const char *format, va_list *args)
{
    const char *percent;

    while ((percent = strchr(format, '%')) != NULL) {
        if (!join(j, format, (size_t)(percent - format)))
            return false;
        format = percent + 1;
        if (!join_argument(j, &format, args))
            return false;
    }
    return join(j, format, strlen(format) + 1);
}

static char *join_in_chunk(struct arena *a, const char *format, va_list *args)
{
    struct chunk *c = a->chunks;
    struct joint j;
    char *text;

    if (!c)
        return NULL;
    text = (char *)c->data + c->used;
    j.at = text;
    j.end = (char *)c->data + c->size;
    if (!join_all(&j, format, args)) {
        /* Chunks promise zeros. */
        memset(text, 0, (size_t)(j.at - text));
        return NULL;
    }
    c->used += (size_t)(j.at - text);
    return text;
}

char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
    va_list again;
    char *text;

    va_copy(again, args);
    text = join_in_chunk(a, format, &again);
    va_end(again);
    return text ? text : print(a, format, args);
}

size_t arena_used(const struct arena *a)
{
    const struct chunk *c;
    size_t used = 0;

    for (c = a->chunks; c; c = c->next)
        used += c->used;
    return used;
}
