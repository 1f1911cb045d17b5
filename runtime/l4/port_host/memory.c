/*
 * Memory that can be shared: dataspaces are parts of one file, regions are
 * mappings of it. Only a task's own process can change what it has mapped;
 * others ask its service thread.
 */
#include "kernel.h"

#include <l4/re/c/dataspace.h>
#include <l4/re/c/mem_alloc.h>
#include <l4/re/c/rm.h>
#include <linux/falloc.h>

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* ---- the file ------------------------------------------------------------------ */

static bool ram_alloc(struct object *o, uint64_t pages)
{
    uint64_t first = 0, run = 0, i;

    for (i = 0; i < RAM_PAGES && run < pages; i++) {
        if (kernel->ram_used[i]) {
            first = i + 1;
            run = 0;
        } else {
            run++;
        }
    }
    if (run < pages)
        return false;
    memset(kernel->ram_used + first, 1, pages);
    o->first_page = first;
    o->pages = pages;
    return true;
}

/* The next who gets the pages finds zeros. */
void ram_free(struct object *o)
{
    memset(kernel->ram_used + o->first_page, 0, o->pages);
    fallocate(kernel_ram, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
              (off_t)(o->first_page * L4_PAGESIZE),
              (off_t)(o->pages * L4_PAGESIZE));
}

bool memory_map_at(uint64_t address, uint64_t size, uint64_t file_offset,
                   bool writable)
{
    return mmap((void *)(uintptr_t)address, size,
                PROT_READ | (writable ? PROT_WRITE : 0), MAP_SHARED | MAP_FIXED,
                kernel_ram, (off_t)file_offset) != MAP_FAILED;
}

/* Nothing is there any more; the addresses stay taken. */
static void hide_here(uint64_t address, uint64_t size)
{
    mmap((void *)(uintptr_t)address, size, PROT_NONE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
}

void memory_map_pending(struct thread *self)
{
    unsigned i;

    for (i = 0; i < self->map_count; i++)
        memory_map_at(self->maps[i].address, self->maps[i].size,
                      self->maps[i].file_offset, self->maps[i].writable);
    self->map_count = 0;
}

/* ---- regions ------------------------------------------------------------------- */

struct region *region_at(struct task *t, uint64_t address)
{
    uint32_t i;

    for (i = 0; i < REGIONS; i++) {
        struct region *r = &t->regions[i];

        if (r->size != 0 && address >= r->address &&
            address - r->address < r->size && r->object != 0)
            return r;
    }
    return NULL;
}

struct region *region_new(struct task *t)
{
    uint32_t i;

    for (i = 0; i < REGIONS; i++) {
        if (t->regions[i].size == 0) {
            memset(&t->regions[i], 0, sizeof t->regions[i]);
            return &t->regions[i];
        }
    }
    return NULL;
}

void region_end(struct task *t, struct region *r)
{
    uint32_t object = r->object;

    memory_hide(t, r->address, r->size);
    r->size = 0;
    if (object != 0)
        object_unref(&kernel->objects[object - 1]);
}

void region_unmap(struct task *t, struct region *r, bool itself)
{
    uint64_t id = r->id;
    uint32_t task, i;

    for (task = 0; task < TASKS; task++) {
        for (i = 0; kernel->tasks[task].live && i < REGIONS; i++) {
            struct region *child = &kernel->tasks[task].regions[i];

            if (child->size != 0 && child->parent == id && id != 0)
                region_unmap(&kernel->tasks[task], child, true);
        }
    }
    if (itself)
        region_end(t, r);
}

/* ---- other processes --------------------------------------------------------------- */

static void wake(_Atomic uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

static void sleep_on(_Atomic uint32_t *word, uint32_t seen)
{
    const struct timespec slice = {0, 20000000};

    syscall(SYS_futex, word, FUTEX_WAIT, seen, &slice, NULL, 0);
}

void memory_hide(struct task *t, uint64_t address, uint64_t size)
{
    if (t->pid == getpid()) {
        hide_here(address, size);
        return;
    }
    t->service_address = address;
    t->service_size = size;
    atomic_store(&t->service, 1);
    wake(&t->service);
    /* The lock stays ours: the service does not take it. */
    while (atomic_load(&t->service) == 1 && kill(t->pid, 0) == 0)
        sleep_on(&t->service, 1);
    atomic_store(&t->service, 0);
}

void memory_serve(struct task *t)
{
    while (t->live) {
        if (atomic_load(&t->service) != 1) {
            sleep_on(&t->service, 0);
            continue;
        }
        hide_here(t->service_address, t->service_size);
        atomic_store(&t->service, 0);
        wake(&t->service);
    }
}

/* ---- what L4Re offers ---------------------------------------------------------------- */

/* A call to a server on L4Re, which overwrites the caller's registers. */
static void forget_registers(void)
{
    if (l4_host_utcb != NULL)
        deliver_clear(kernel_self, 0);
}

long l4re_ma_alloc(size_t size, l4_cap_idx_t dataspace, unsigned long flags)
{
    uint64_t pages = ((uint64_t)size + L4_PAGESIZE - 1) / L4_PAGESIZE;
    struct object *o = NULL;
    long result = -L4_ENOMEM;

    if (size == 0 || flags != 0 || l4_is_invalid_cap(dataspace))
        return -L4_EINVAL;
    l4_utcb();
    kernel_lock();
    if (pages <= RAM_PAGES)
        o = object_new(DATASPACE);
    if (o != NULL && !ram_alloc(o, pages)) {
        o->kind = NOTHING;
    } else if (o != NULL) {
        o->size = pages * L4_PAGESIZE;
        result = 0;
        if (!cap_put(task_current(), dataspace, o, L4_CAP_FPAGE_RWSD, 0)) {
            ram_free(o);
            o->kind = NOTHING;
            result = -L4_EINVAL;
        }
    }
    kernel_unlock();
    forget_registers();
    return result;
}

l4_size_t l4re_ds_size(l4_cap_idx_t dataspace)
{
    struct object *o;
    l4_size_t size;

    l4_utcb();
    kernel_lock();
    o = cap_lookup(task_current(), dataspace, NULL);
    size = o != NULL && o->kind == DATASPACE ? o->size : 0;
    kernel_unlock();
    forget_registers();
    return size;
}

/* Addresses that nothing else takes. */
static bool reserve(l4_addr_t *start, uint64_t size)
{
    void *p = mmap(NULL, size, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    *start = (l4_addr_t)p;
    return p != MAP_FAILED;
}

static int attach(struct region *r, const struct object *o, unsigned long flags,
                  l4_addr_t offset)
{
    uint64_t file = o->first_page * L4_PAGESIZE + offset;

    if (!memory_map_at(r->address, r->size, file, (flags & L4RE_RM_F_W) != 0)) {
        r->size = 0;
        return -L4_ENOMEM;
    }
    r->rights = flags & L4RE_RM_F_RWX;
    r->offset = offset;
    r->id = ++kernel->serial;
    return 0;
}

int l4re_rm_attach(void **start, unsigned long size, unsigned long flags,
                   l4_cap_idx_t dataspace, l4_addr_t offset,
                   unsigned char align)
{
    l4_addr_t at = (l4_addr_t)*start;
    struct region *r = NULL;
    uint32_t rights = 0;
    struct object *o;
    int result = -L4_ENOMEM;

    size = (size + L4_PAGESIZE - 1) & L4_PAGEMASK;
    if (size == 0 || (offset & ~L4_PAGEMASK) != 0 || align > L4_PAGESHIFT)
        return -L4_EINVAL;
    l4_utcb();
    kernel_lock();
    o = cap_lookup(task_current(), dataspace, &rights);
    if (o == NULL || o->kind != DATASPACE)
        result = -L4_ENOENT;
    else if (offset > o->size || size > o->size - offset)
        result = -L4_ERANGE;
    else if ((flags & L4RE_RM_F_W) != 0 && (rights & L4_CAP_FPAGE_W) == 0)
        result = -L4_EACCESS;
    else if ((flags & L4RE_RM_F_SEARCH_ADDR) == 0 || reserve(&at, size))
        r = region_new(task_current());
    if (r != NULL) {
        r->address = at;
        r->size = size;
        result = attach(r, o, flags, offset);
        if (result == 0) {
            r->object = object_index(o) + 1;
            o->refs++;
            *start = (void *)at;
        }
    }
    kernel_unlock();
    forget_registers();
    return result;
}

int l4re_rm_detach(void *address)
{
    struct region *r;

    l4_utcb();
    kernel_lock();
    r = region_at(task_current(), (uint64_t)(uintptr_t)address);
    if (r != NULL) {
        uint64_t at = r->address, size = r->size;

        region_unmap(task_current(), r, true);
        munmap((void *)(uintptr_t)at, size);
    }
    kernel_unlock();
    forget_registers();
    return r == NULL ? -L4_ENOENT : 0;
}

int l4re_rm_reserve_area(l4_addr_t *start, unsigned long size,
                         unsigned long flags, unsigned char align)
{
    uint64_t unit = UINT64_C(1) << (align < 12 ? 12 : align);
    l4_addr_t at;

    (void)flags;
    if (!reserve(&at, size + unit))
        return -L4_ENOMEM;
    *start = (at + unit - 1) & ~(unit - 1);
    /* What is before and behind is given back. */
    if (*start != at)
        munmap((void *)at, *start - at);
    munmap((void *)(*start + size), at + unit - *start);
    forget_registers();
    return 0;
}
