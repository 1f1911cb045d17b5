/* What the domain finds when it starts, and how it does. */
#include "build.h"

#include <string.h>

#include <xen/grant_table.h>

#define DOM0          0
#define INTERRUPTS_ON 0x200u
#define RDR6_AT_START 0xffff0ff0u
#define RDR7_AT_START 0x400u

static uint64_t address_of(const struct build *b, uint64_t page)
{
    return b->wishes.base + page * PAGE;
}

static bool write_info(struct build *b)
{
    const struct layout *l = &b->layout;
    uint64_t store = memory_frame(b, l->store);
    uint64_t console = memory_frame(b, l->console);
    start_info_t *i = memory_show(b, l->info, 1);

    if (!i)
        return false;
    memset(i, 0, PAGE);
    memcpy(i->magic, "xen-3.0-x86_64", 15);
    i->nr_pages = b->spec->pages;
    i->shared_info = b->record.shared_info * PAGE;
    i->store_mfn = store;
    i->store_evtchn = b->spec->store_port;
    i->console.domU.mfn = console;
    i->console.domU.evtchn = b->spec->console_port;
    i->pt_base = address_of(b, l->tables);
    i->nr_pt_frames = l->table_count;
    i->mfn_list = address_of(b, l->list);
    if (b->wishes.list_base != ABSENT) {
        i->mfn_list = b->wishes.list_base;
        i->first_p2m_pfn = l->list;
        i->nr_p2m_frames = l->list_pages + l->list_table_count;
    }
    if (l->ramdisk_pages > 0) {
        i->flags = b->wishes.ramdisk_apart == 1 ? SIF_MOD_START_PFN : 0;
        i->mod_start = i->flags ? l->ramdisk : address_of(b, l->ramdisk);
        i->mod_len = b->spec->ramdisk.size;
    }
    if (b->spec->command_line.len > 0)
        memcpy(i->cmd_line, b->spec->command_line.data,
               b->spec->command_line.len);
    return true;
}

static bool write_shared(struct build *b)
{
    shared_info_t *shared = memory_show_frame(b, b->record.shared_info);
    unsigned i;

    if (!shared)
        return false;
    memset(shared, 0, PAGE);
    for (i = 0; i < XEN_LEGACY_MAX_VCPUS; i++)
        shared->vcpu_info[i].evtchn_upcall_mask = 1;
    return true;
}

/* Who serves the rings maps them by these: it may map nothing else. */
static bool grant_rings(struct build *b)
{
    uint64_t console = memory_frame(b, b->layout.console);
    uint64_t store = memory_frame(b, b->layout.store);
    grant_entry_v1_t *table;
    uint64_t frame;
    long r = target_grant_frame(b->spec->domid, &frame);

    if (r != 0)
        return refuse(b, domb_hypervisor, r);
    table = memory_show_frame(b, frame);
    if (!table)
        return false;
    table[GNTTAB_RESERVED_CONSOLE] =
        (grant_entry_v1_t){GTF_permit_access, DOM0, (uint32_t)console};
    table[GNTTAB_RESERVED_XENSTORE] =
        (grant_entry_v1_t){GTF_permit_access, DOM0, (uint32_t)store};
    return true;
}

bool start_prepare(struct build *b)
{
    const struct layout *l = &b->layout;

    return memory_zero(b, l->store * PAGE, (l->console + 1) * PAGE) &&
           write_info(b) && write_shared(b) && grant_rings(b);
}

static void set_context(const struct build *b, uint64_t l4,
                        vcpu_guest_context_t *c)
{
    memset(c, 0, sizeof *c);
    c->flags = VGCF_in_kernel | VGCF_online;
    c->user_regs.rip = b->wishes.entry;
    c->user_regs.rsi = address_of(b, b->layout.info);
    c->user_regs.rsp = c->kernel_sp = address_of(b, b->layout.stack + 1);
    c->user_regs.rflags = INTERRUPTS_ON;
    c->user_regs.cs = FLAT_KERNEL_CS;
    c->user_regs.ss = FLAT_KERNEL_SS;
    c->kernel_ss = FLAT_KERNEL_SS;
    c->ctrlreg[3] = l4 * PAGE;
    c->debugreg[6] = RDR6_AT_START;
    c->debugreg[7] = RDR7_AT_START;
}

bool start_finish(struct build *b)
{
    static vcpu_guest_context_t context;
    uint16_t domid = b->spec->domid;
    long r = target_pin(domid, b->root);

    if (r == 0 && b->wishes.hypercall_page != ABSENT)
        r = target_hypercall_page(domid, b->hypercall_frame);
    set_context(b, b->root, &context);
    if (r == 0)
        r = target_set_context(domid, &context);
    return r == 0 || refuse(b, domb_hypervisor, r);
}
