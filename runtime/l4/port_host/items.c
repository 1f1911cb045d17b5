/*
 * Typed items: capabilities and memory that a message passes on. Each is
 * matched with the next receive buffer of its kind.
 */
#include "kernel.h"

#include <string.h>

/* What is still to be matched. */
struct buffers {
    const l4_buf_regs_t *regs;
    unsigned mem, obj;
};

struct buffer {
    bool single, local_id;
    l4_fpage_t page; /* of a single capability: its slot */
};

enum received { MAPPED = 0, NOTHING_THERE = 1, LOCAL_ID = 2, AS_SENT = 3 };

static struct buffers buffers_of(const struct thread *t)
{
    const l4_buf_regs_t *r = l4_utcb_br_u(thread_utcb(t));
    struct buffers b = {r, (r->bdr >> L4_BDR_MEM_SHIFT) & 31,
                        (r->bdr >> L4_BDR_OBJ_SHIFT) & 31};

    return b;
}

/* false: there is none, and the message is cut. `keep`: for the next, too. */
static bool next_buffer(struct buffers *b, unsigned type, bool keep,
                        struct buffer *found)
{
    unsigned *at = type == L4_FPAGE_OBJ ? &b->obj : &b->mem;
    l4_umword_t word;
    unsigned words;

    if (*at >= L4_UTCB_GENERIC_BUFFERS_SIZE)
        return false;
    word = b->regs->br[*at];
    if ((word & L4_ITEM_MAP) == 0)
        return false;
    memset(found, 0, sizeof *found);
    found->local_id = (word & L4_RCV_ITEM_LOCAL_ID) != 0;
    found->single = (word & 2) != 0;
    if (found->single) {
        found->page.raw = (word & L4_CAP_MASK) | L4_FPAGE_OBJ << 4;
        words = 1;
    } else {
        if (*at + 1 >= L4_UTCB_GENERIC_BUFFERS_SIZE)
            return false;
        found->page.raw = b->regs->br[*at + 1];
        words = word & L4_RCV_ITEM_FORWARD_MAPPINGS ? 3 : 2;
    }
    if (l4_fpage_type(found->page) != type)
        return false;
    if (!keep)
        *at += words;
    return true;
}

static l4_umword_t describe(l4_fpage_t page, enum received how)
{
    return (page.raw & 0xff0) | L4_ITEM_MAP | (l4_umword_t)how << 1;
}

/* Whether the object is a gate of the receiver's own. */
static bool is_own_gate(const struct object *o, const struct thread *to)
{
    const struct thread *t;

    if (o->kind != GATE || !o->bound)
        return false;
    t = thread_of(o->thread);
    return t != NULL && t->task == to->task;
}

static l4_umword_t move_capability(struct thread *from, struct thread *to,
                                   const struct buffer *b, l4_umword_t control,
                                   l4_fpage_t page, l4_umword_t *out)
{
    struct task *source = thread_task(from), *target = thread_task(to);
    l4_cap_idx_t slot = l4_fpage_obj(b->page);
    uint32_t rights, server;
    struct cap *held;
    struct object *o = cap_lookup(source, l4_fpage_obj(page), &rights);

    if (o == NULL) {
        out[0] = describe(page, NOTHING_THERE);
        return 0;
    }
    server = rights & L4_FPAGE_C_IPCGATE_SVR;
    rights &= l4_fpage_rights(page);
    /* Who may not use the gate to delegate strongly does not. */
    if ((from->rights & L4_CAP_FPAGE_S) == 0)
        rights &= ~(uint32_t)(L4_CAP_FPAGE_S | L4_CAP_FPAGE_D);
    if (b->local_id && source == target) {
        out[0] = describe(page, AS_SENT);
        out[1] = page.raw;
        return 0;
    }
    if (b->local_id && is_own_gate(o, to)) {
        out[0] = describe(page, LOCAL_ID);
        out[1] = o->label | (rights & 3);
        return 0;
    }
    if ((control & 0x10) == 0)
        server = 0; /* extra rights of objects have to be asked for */
    held = cap_slot(source, l4_fpage_obj(page));
    if (cap_slot(target, slot) == held)
        return L4_IPC_SEMAPFAILED;
    if (!cap_put(target, slot, o, rights | server, held->id))
        return L4_IPC_SEMAPFAILED;
    if ((control & L4_MAP_ITEM_GRANT) != 0)
        cap_grant(held, cap_slot(target, slot));
    out[0] = describe(page, MAPPED);
    return 0;
}

/* Memory that comes from a dataspace; other memory nobody can share. */
static l4_umword_t move_memory(struct thread *from, struct thread *to,
                               const struct buffer *b, l4_umword_t control,
                               l4_fpage_t page, l4_umword_t *out)
{
    struct task *target = thread_task(to);
    unsigned order = l4_fpage_size(page), window = l4_fpage_size(b->page);
    uint64_t size = UINT64_C(1) << (order < window ? order : window);
    uint64_t mask = ~(UINT64_C(1) << order) + 1;
    uint64_t address = l4_fpage_memaddr(page) & mask;
    uint64_t spot = l4_fpage_memaddr(b->page) & ~((UINT64_C(1) << window) - 1);
    struct region *r = region_at(thread_task(from), address), *made;
    struct map *map;

    if (window > order)
        spot +=
            (control & ~0xffful) & ((UINT64_C(1) << window) - 1) & ~(size - 1);
    if (r == NULL || r->object == 0 || order < L4_PAGESHIFT ||
        window < L4_PAGESHIFT || address + size > r->address + r->size ||
        to->map_count == MAPS)
        return L4_IPC_SEMAPFAILED;
    made = region_new(target);
    if (made == NULL)
        return L4_IPC_SEMAPFAILED;
    made->address = spot;
    made->size = size;
    made->object = r->object;
    made->offset = r->offset + (address - r->address);
    made->rights = r->rights & ~(uint32_t)L4RE_RM_F_W;
    if ((l4_fpage_rights(page) & L4_FPAGE_W) != 0)
        made->rights |= r->rights & L4RE_RM_F_W;
    made->id = ++kernel->serial;
    made->parent = r->id;
    kernel->objects[r->object - 1].refs++;
    map = &to->maps[to->map_count++];
    map->address = spot;
    map->size = size;
    map->file_offset =
        kernel->objects[r->object - 1].first_page * L4_PAGESIZE + made->offset;
    map->writable = (made->rights & L4RE_RM_F_W) != 0;
    out[0] = describe(page, MAPPED);
    return 0;
}

l4_umword_t items_move(struct thread *from, struct thread *to)
{
    const l4_umword_t *in = l4_utcb_mr_u(thread_utcb(from))->mr;
    l4_umword_t *out = l4_utcb_mr_u(thread_utcb(to))->mr;
    unsigned at = l4_msgtag_words(from->tag);
    unsigned count = l4_msgtag_items(from->tag), i;
    struct buffers buffers = buffers_of(to);

    to->map_count = 0;
    for (i = 0; i < count; i++, at += 2) {
        l4_umword_t control, error;
        struct buffer b;
        l4_fpage_t page;
        unsigned type;

        if (at + 2 > L4_UTCB_GENERIC_DATA_SIZE)
            return L4_IPC_SEMSGCUT;
        control = in[at];
        page.raw = in[at + 1];
        out[at] = control;
        out[at + 1] = page.raw;
        if (control == 0) /* void: the others keep their numbers */
            continue;
        type = l4_fpage_type(page);
        if ((control & L4_ITEM_MAP) == 0 ||
            (type != L4_FPAGE_OBJ && type != L4_FPAGE_MEMORY) ||
            !next_buffer(&buffers, type, (control & L4_ITEM_CONT) != 0, &b))
            return L4_IPC_SEMSGCUT;
        error = type == L4_FPAGE_OBJ
                    ? move_capability(from, to, &b, control, page, out + at)
                    : move_memory(from, to, &b, control, page, out + at);
        if (error != 0)
            return error;
    }
    return 0;
}
