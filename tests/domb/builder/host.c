#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FIRST   512u /* frames before this one are the hypervisor's own */
#define SHARED  1u
#define GRANTS  2u
#define WINDOWS 256u /* pages that the builder maps at */
#define EINVAL_ (-22)
#define EPERM_  (-1)
#define ENOMEM_ (-12)

struct host host;

static int file = -1;
static uint64_t total;
static struct host_frame *frame;
static uint64_t low, high; /* free frames lie between them */

/* Where the builder has a frame mapped. */
static struct {
    unsigned char *at;
    uint64_t frame;
} shown[WINDOWS];

static void die(const char *what)
{
    perror(what);
    exit(99);
}

static void blame(const char *what)
{
    if (!host.fault)
        host.fault = what;
}

void host_open(uint64_t frames)
{
    uint64_t i;

    target_unmap(NULL, 0);
    for (i = 0; i < WINDOWS; i++)
        if (shown[i].at)
            die("a window is left open");
    if (file < 0)
        file = memfd_create("frames", 0);
    /* Old contents go. */
    if (file < 0 || ftruncate(file, 0) != 0 ||
        ftruncate(file, (off_t)(frames * TARGET_PAGE)) != 0)
        die("memfd");
    if (frames != total) {
        free(frame);
        frame = calloc(frames, sizeof *frame);
        if (!frame)
            die("calloc");
    }
    total = frames;
    for (i = 0; i < frames; i++)
        frame[i] = (struct host_frame){.page = HOST_NOBODY};
    low = FIRST;
    high = frames;
    host = (struct host){.record = {true, true, 0, SHARED, "0123456789abcde"},
                         .limit = frames,
                         .asked = frames,
                         .superpages = true};
}

const struct host_frame *host_frame(uint64_t number)
{
    return number < total ? &frame[number] : NULL;
}

const void *host_look(uint64_t number)
{
    static void *at = MAP_FAILED;

    if (at != MAP_FAILED)
        (void)munmap(at, TARGET_PAGE);
    at = mmap(NULL, TARGET_PAGE, PROT_READ, MAP_SHARED, file,
              (off_t)(number * TARGET_PAGE));
    if (at == MAP_FAILED)
        die("mmap");
    return at;
}

uint64_t host_shared_frame(void)
{
    return SHARED;
}

uint64_t host_grant_frame(void)
{
    return GRANTS;
}

/* ---- what each call has in common ------------------------------------------- */

static bool fails(void)
{
    return ++host.calls == host.fail_at;
}

static void check_domid(uint16_t domid)
{
    if (domid != HOST_DOMID)
        blame("a call on another domain");
    if (host.relabelled)
        blame("a call on the domain after it was handed over");
}

uint16_t target_own_domid(void)
{
    return HOST_OWN;
}

long target_record(uint16_t domid, struct target_record *record)
{
    if (fails())
        return HOST_REFUSES;
    if (domid != HOST_DOMID)
        return -3;
    *record = host.record;
    return host.record_error;
}

/* ---- memory ------------------------------------------------------------------ */

static bool is_free(uint64_t page)
{
    uint64_t i;

    for (i = FIRST; i < low; i++)
        if (frame[i].page == page)
            return false;
    for (i = high; i < total; i++)
        if (frame[i].page == page)
            return false;
    return true;
}

/* Looking at all would take too long in the largest domains. */
static void check_page(uint64_t page)
{
    if (page >= host.asked)
        blame("a page that was not asked for");
    if (total < 100000 && page % 61 == 0 && !is_free(page))
        blame("a page is given twice");
}

/* From both ends, so that neighbours are not neighbours in the machine. */
static uint64_t take(unsigned order)
{
    uint64_t size = (uint64_t)1 << order;

    if (high - low < size || host.record.pages + size > host.limit)
        return 0;
    host.record.pages += size;
    if (order == 0)
        return --high;
    if (low % size != 0 || high - low < size)
        return 0;
    low += size;
    return low - size;
}

long target_populate(uint16_t domid, unsigned order, uint64_t *frames,
                     uint32_t count)
{
    uint64_t number, page;
    uint32_t n, i;

    check_domid(domid);
    if (order != 0 && !host.superpages)
        return 0;
    if (fails())
        return HOST_REFUSES;
    for (n = 0; n < count; n++) {
        page = frames[n];
        number = take(order);
        if (number == 0)
            break;
        for (i = 0; i < 1u << order; i++) {
            check_page(page + i);
            frame[number + i].page = (uint32_t)(page + i);
        }
        frames[n] = number;
    }
    return n;
}

static void forget(unsigned char *at)
{
    uint32_t i;

    for (i = 0; i < WINDOWS; i++)
        if (shown[i].at == at && at) {
            frame[shown[i].frame].shown--;
            host.shown--;
            shown[i].at = NULL;
        }
}

static void remember(unsigned char *at, uint64_t number)
{
    uint32_t i = 0;

    while (i < WINDOWS && shown[i].at)
        i++;
    if (i == WINDOWS)
        die("windows");
    shown[i].at = at;
    shown[i].frame = number;
    frame[number].shown++;
    host.shown++;
}

static bool may_be_shown(uint64_t number)
{
    return number < total && frame[number].type == HOST_PAGE &&
           (frame[number].page != HOST_NOBODY || number == SHARED ||
            number == GRANTS);
}

long target_map(uint16_t domid, void *at, const uint64_t *frames,
                uint32_t count)
{
    unsigned char *page = at;
    uint32_t i, run;

    check_domid(domid);
    if ((uintptr_t)at % TARGET_PAGE != 0)
        blame("a window that is no page");
    if (fails())
        return HOST_REFUSES;
    for (i = 0; i < count; i++)
        if (!may_be_shown(frames[i]))
            return EINVAL_;
    for (i = 0; i < count; i++) {
        forget(page + i * TARGET_PAGE);
        remember(page + i * TARGET_PAGE, frames[i]);
    }
    for (i = 0; i < count; i += run) {
        for (run = 1; i + run < count && frames[i + run] == frames[i] + run;)
            run++;
        if (mmap(page + i * TARGET_PAGE, run * TARGET_PAGE,
                 PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file,
                 (off_t)(frames[i] * TARGET_PAGE)) == MAP_FAILED)
            die("mmap");
    }
    return 0;
}

void target_unmap(void *at, uint32_t count)
{
    uint32_t i;

    for (i = 0; i < count; i++)
        forget((unsigned char *)at + i * TARGET_PAGE);
    if (count > 0 &&
        mmap(at, count * TARGET_PAGE, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
        die("mmap");
}

long target_grant_frame(uint16_t domid, uint64_t *number)
{
    check_domid(domid);
    if (fails())
        return HOST_REFUSES;
    *number = GRANTS;
    return 0;
}

/* ---- page tables -------------------------------------------------------------- */

static bool take_table(uint64_t number, enum host_type type);

static bool take_entry(uint64_t entry, enum host_type type)
{
    uint64_t number = entry >> 12;
    struct host_frame *f;

    if ((entry & 1) == 0)
        return entry == 0;
    if (number >= total || frame[number].page == HOST_NOBODY ||
        (entry & 0xfff & ~0x67u) != 0 || (entry & 0x65u) != 0x65u)
        return false;
    if (type > HOST_L1)
        return take_table(number, (enum host_type)(type - 1));
    f = &frame[number];
    if ((entry & 2) == 0)
        return true;
    if (f->type != HOST_PAGE)
        return false;
    f->writable++;
    return true;
}

/* As the hypervisor does: nobody can write to it, here or there. */
static bool take_table(uint64_t number, enum host_type type)
{
    uint64_t entry[TARGET_PAGE / 8];
    struct host_frame *f = &frame[number];
    unsigned i;

    if (f->type == type)
        return true;
    if (f->type != HOST_PAGE || f->writable > 0 || f->shown > 0)
        return false;
    f->type = (uint8_t)type;
    memcpy(entry, host_look(number), sizeof entry);
    for (i = 0; i < TARGET_PAGE / 8; i++)
        if (!take_entry(entry[i], type))
            return false;
    return true;
}

long target_pin(uint16_t domid, uint64_t number)
{
    check_domid(domid);
    if (host.root)
        blame("pinned twice");
    if (fails())
        return HOST_REFUSES;
    if (number >= total || frame[number].page == HOST_NOBODY ||
        !take_table(number, HOST_L4))
        return EINVAL_;
    host.root = number;
    return 0;
}

/* ---- the end ------------------------------------------------------------------- */

long target_hypercall_page(uint16_t domid, uint64_t number)
{
    check_domid(domid);
    if (fails())
        return HOST_REFUSES;
    if (number >= total || frame[number].page == HOST_NOBODY ||
        frame[number].type != HOST_PAGE)
        return EINVAL_;
    host.hypercall_frame = number;
    return 0;
}

long target_set_context(uint16_t domid, vcpu_guest_context_t *context)
{
    check_domid(domid);
    if (fails())
        return HOST_REFUSES;
    if (!host.root || context->ctrlreg[3] != host.root << 12)
        return EINVAL_;
    host.context = *context;
    host.started = true;
    return 0;
}

long target_relabel(uint16_t domid)
{
    check_domid(domid);
    if (host.shown > 0)
        blame("handed over with pages mapped");
    if (!host.started)
        blame("handed over before it can start");
    if (fails())
        return HOST_REFUSES;
    host.relabelled = true;
    return 0;
}
