/*
 * The adversarial page: the bodies of the cases of behaviour, both ways, lie in
 * memory that changes with each fetch, while the sanitizers look on. Octets
 * that were fetched change always: no result may depend on them any more, so
 * the cases hold with all that they assert. Those that are still to be fetched
 * change where a case bears any message: whatever comes is a status, or a value
 * that satisfies what the servants check and what encoders check again. Behind
 * a body the memory ends. The changes are the same in every run.
 *
 * Loads are not seen here but copies are, which are taken from the linker: as
 * the oracle shows, nothing else reads a body.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "scene.h"

#define SLOTS     64
#define PAGE      4096u
#define SLOT_ROOM (2 * PAGE)
#define SLOT      (SLOT_ROOM + PAGE) /* the last page is never mapped */

void *__real_memcpy(void *to, const void *from, size_t len);
void *__wrap_memcpy(void *to, const void *from, size_t len);
void *__real_memmove(void *to, const void *from, size_t len);
void *__wrap_memmove(void *to, const void *from, size_t len);
int __real_memcmp(const void *a, const void *b, size_t len);
int __wrap_memcmp(const void *a, const void *b, size_t len);

static struct {
    unsigned long long messages, any, fetches, fetched, again, changed;
} counts;

static struct slot {
    unsigned char seen[SLOT_ROOM];
    size_t start, end; /* of the message, which ends where the room ends */
    bool any;
} slots[SLOTS];

static unsigned char *area;
static unsigned turn;
static uint32_t seed = 20; /* the same changes in every run */

static void open_area(void)
{
    unsigned i;

    area = mmap(NULL, (size_t)SLOTS * SLOT, PROT_NONE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) {
        perror("error: mmap");
        exit(2);
    }
    for (i = 0; i < SLOTS; i++)
        if (mprotect(area + (size_t)i * SLOT, SLOT_ROOM,
                     PROT_READ | PROT_WRITE) != 0) {
            perror("error: mprotect");
            exit(2);
        }
}

static void *share(const void *from, size_t len, bool any)
{
    struct slot *slot = &slots[turn % SLOTS];
    unsigned char *room;
    size_t i;

    if (!area)
        open_area();
    if (len > SLOT_ROOM) {
        puts("error: a message too long for the area");
        exit(2);
    }
    room = area + (size_t)(turn % SLOTS) * SLOT;
    turn++;
    slot->start = SLOT_ROOM - len;
    slot->end = SLOT_ROOM;
    slot->any = any;
    for (i = 0; i < len; i++) {
        room[slot->start + i] = ((const unsigned char *)from)[i];
        slot->seen[slot->start + i] = 0;
    }
    counts.messages++;
    counts.any += any;
    return room + slot->start;
}

static uint32_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

/* As often small, greatest and least numbers as any octets at all. */
static unsigned char any_octet(uint32_t how)
{
    switch (how % 8) {
    case 0:
        return 0xff;
    case 1:
        return 0x7f;
    case 2:
        return 0x80;
    case 3:
    case 4:
        return (unsigned char)(next_random() % 3);
    case 5:
        return 0;
    default:
        return (unsigned char)next_random();
    }
}

/* All that was fetched changes; of what was not, runs change here and there. */
static void change(struct slot *slot, unsigned char *room)
{
    uint32_t how = next_random();
    size_t i;

    for (i = slot->start; i < slot->end; i++) {
        if (i % 4 == 0)
            how = next_random();
        if (slot->seen[i] == 0 && (!slot->any || how % 4 != 0))
            continue;
        room[i] = slot->seen[i] ? (unsigned char)~room[i] : any_octet(how >> 8);
        counts.changed++;
    }
}

/* The slot that `at` lies in, and how far; NULL: it is not in the area. */
static struct slot *find(const void *at, size_t *offset)
{
    uintptr_t distance = (uintptr_t)at - (uintptr_t)area;

    if (!area || distance >= (uintptr_t)SLOTS * SLOT)
        return NULL;
    *offset = distance % SLOT;
    return &slots[distance / SLOT];
}

static void fetched(const void *at, size_t len)
{
    size_t offset = 0, i;
    struct slot *slot = find(at, &offset);

    if (!slot || len == 0)
        return;
    counts.fetches++;
    counts.fetched += len;
    for (i = offset; i < offset + len && i < slot->end; i++) {
        counts.again += slot->seen[i];
        slot->seen[i] = 1;
    }
    change(slot, area + (size_t)(slot - slots) * SLOT);
}

void *__wrap_memcpy(void *to, const void *from, size_t len)
{
    (void)__real_memcpy(to, from, len);
    fetched(from, len);
    return to;
}

void *__wrap_memmove(void *to, const void *from, size_t len)
{
    (void)__real_memmove(to, from, len);
    fetched(from, len);
    return to;
}

int __wrap_memcmp(const void *a, const void *b, size_t len)
{
    int differs = __real_memcmp(a, b, len);

    fetched(a, len);
    fetched(b, len);
    return differs;
}

static void tell(void)
{
    printf("%llu bodies, %llu of them any; %llu fetches of %llu octets, "
           "%llu again; %llu changed\n",
           counts.messages, counts.any, counts.fetches, counts.fetched,
           counts.again, counts.changed);
    (void)fflush(stdout);
    if (counts.fetched == 0 || counts.changed == 0) {
        puts("error: nothing was changed");
        (void)fflush(stdout);
        _Exit(2);
    }
    if (counts.again != 0)
        _Exit(1);
}

/* Before main. */
__attribute__((constructor)) static void share_scenes(void)
{
    scene_shared = share;
    (void)atexit(tell);
}
