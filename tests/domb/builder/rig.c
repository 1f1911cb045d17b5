#include "rig.h"

#include <stdlib.h>
#include <string.h>

#include <xen/grant_table.h>

#include "seen.h"

#define LINE    "console=hvc0 quiet"
#define SPARE   4096u /* frames of the machine that are not the domain's */
#define NOBODYS 0xffu
#define SLACK   0x80000u

void rig_again(struct rig *r)
{
    uint64_t frames = r->spec.pages + SPARE;

    host_open(frames);
    host.limit = host.asked = r->spec.pages;
    files_open(r->image.octets, r->image.size, r->ramdisk,
               r->spec.ramdisk.size);
    test_log.full = false;
    memset(&r->built, NOBODYS, sizeof r->built);
}

void rig_open(struct rig *r, const struct image_plan *plan, uint32_t pages,
              size_t ramdisk)
{
    static uint8_t line[] = LINE;
    size_t i;

    image_make(&r->image, plan);
    r->ramdisk = malloc(ramdisk + 1);
    if (!r->ramdisk)
        abort();
    for (i = 0; i < ramdisk; i++)
        r->ramdisk[i] = (unsigned char)(i * 11 + i / 509);
    r->spec = (struct domb_Spec){.domid = HOST_DOMID,
                                 .pages = pages,
                                 .kernel = {.token = 1, .size = r->image.size},
                                 .ramdisk = {.token = 2, .size = ramdisk},
                                 .console_port = 2,
                                 .store_port = 1,
                                 .command_line = {sizeof line - 1, line}};
    rig_again(r);
}

void rig_close(struct rig *r)
{
    image_free(&r->image);
    free(r->ramdisk);
}

bool rig_build(struct rig *r)
{
    r->logged = test_log.count;
    return builder_build(&r->spec, &r->built, &r->refused);
}

/* ---- what the domain sees ----------------------------------------------------- */

static bool is_zero(const unsigned char *at, size_t len)
{
    return len == 0 || (at[0] == 0 && memcmp(at, at + 1, len - 1) == 0);
}

static bool holds(uint64_t address, const unsigned char *octets, size_t len)
{
    unsigned char *copy = malloc(len + 1);
    bool good =
        copy && seen_read(address, copy, len) && memcmp(copy, octets, len) == 0;

    free(copy);
    return good;
}

static bool holds_zero(uint64_t address, size_t len)
{
    unsigned char *copy = malloc(len + 1);
    bool good = copy && seen_read(address, copy, len) && is_zero(copy, len);

    free(copy);
    return good;
}

static const char *kernel_fault(const struct rig *r)
{
    const struct image_plan *p = &r->image.plan;
    uint64_t at;
    unsigned i;

    for (i = 0; i < p->loads; i++) {
        at = p->base + p->load[i].at - p->physical_base;
        if (!holds(at, r->image.octets + p->load[i].offset, p->load[i].len))
            return "a segment is not what the file says";
        if (!holds_zero(at + p->load[i].len,
                        p->load[i].memory - p->load[i].len))
            return "the rest of a segment is not zero";
    }
    return NULL;
}

static const char *list_fault(const struct rig *r, const start_info_t *info)
{
    uint64_t list[TARGET_PAGE / 8];
    uint64_t page;

    for (page = 0; page < r->spec.pages; page++) {
        if (page % (TARGET_PAGE / 8) == 0 &&
            !seen_read(info->mfn_list + 8 * page, list, sizeof list))
            return "the list of frames is not mapped";
        if (!host_frame(list[page % 512]) ||
            host_frame(list[page % 512])->page != page)
            return "the list names other frames";
    }
    for (; page % 512 != 0; page++)
        if (list[page % 512] != UINT64_MAX)
            return "the list goes on behind the last page";
    return NULL;
}

static const char *ramdisk_fault(const struct rig *r, const start_info_t *info)
{
    size_t done, n;

    if (info->mod_len != r->spec.ramdisk.size)
        return "a ramdisk of another size";
    if ((info->flags & SIF_MOD_START_PFN) == 0)
        return r->spec.ramdisk.size == 0 ||
                       holds(info->mod_start, r->ramdisk, info->mod_len)
                   ? NULL
                   : "the ramdisk is not what the file says";
    for (done = 0; done < info->mod_len; done += n) {
        n = info->mod_len - done < TARGET_PAGE ? info->mod_len - done
                                               : TARGET_PAGE;
        if (memcmp(host_look(
                       seen_frame(info, info->mod_start + done / TARGET_PAGE)),
                   r->ramdisk + done, n) != 0)
            return "the ramdisk is not what the file says";
    }
    return NULL;
}

static const char *ring_fault(const struct rig *r, const start_info_t *info)
{
    const grant_entry_v1_t *grant = host_look(host_grant_frame());

    if (grant[0].flags != GTF_permit_access || grant[0].domid != 0 ||
        grant[0].frame != info->console.domU.mfn ||
        grant[1].flags != GTF_permit_access || grant[1].domid != 0 ||
        grant[1].frame != info->store_mfn || grant[2].flags != 0)
        return "other grants than those of the rings";
    if (r->built.console_frame != info->console.domU.mfn ||
        r->built.store_frame != info->store_mfn ||
        info->console.domU.evtchn != r->spec.console_port ||
        info->store_evtchn != r->spec.store_port)
        return "the rings are elsewhere";
    if (!is_zero(host_look(info->store_mfn), TARGET_PAGE) ||
        !is_zero(host_look(info->console.domU.mfn), TARGET_PAGE))
        return "a ring is not zero";
    return NULL;
}

static const char *table_fault(const start_info_t *info)
{
    uint64_t i, entry;

    if (seen_entry(info->pt_base) >> 12 != host.root)
        return "the tables do not begin with the first";
    for (i = 0; i < info->nr_pt_frames; i++) {
        entry = seen_entry(info->pt_base + i * TARGET_PAGE);
        if (entry == 0 || (entry & 2) != 0 ||
            host_frame(entry >> 12)->type == HOST_PAGE)
            return "tables that are none, or can be written";
    }
    return NULL;
}

static const char *stack_fault(void)
{
    uint64_t top = host.context.user_regs.rsp, at;

    if (top % TARGET_PAGE != 0 || (seen_entry(top - 1) & 2) == 0)
        return "no stack";
    for (at = top; at < top + SLACK; at += TARGET_PAGE)
        if ((seen_entry(at) & 2) == 0)
            return "less than 512 KiB behind the stack";
    return NULL;
}

static const char *info_fault(const struct rig *r, const start_info_t *info)
{
    const shared_info_t *shared;
    size_t len = r->spec.command_line.len;
    unsigned i;

    if (strcmp(info->magic, "xen-3.0-x86_64") != 0 ||
        info->nr_pages != r->spec.pages ||
        info->shared_info != host_shared_frame() * TARGET_PAGE ||
        memcmp(info->cmd_line, r->spec.command_line.data, len) != 0 ||
        info->cmd_line[len] != '\0')
        return "the start information is wrong";
    if (r->image.plan.list_base && (info->mfn_list != r->image.plan.list_base ||
                                    seen_frame(info, info->first_p2m_pfn) !=
                                        seen_entry(info->mfn_list) >> 12))
        return "the list is elsewhere";
    shared = host_look(host_shared_frame());
    for (i = 0; i < XEN_LEGACY_MAX_VCPUS; i++)
        if (shared->vcpu_info[i].evtchn_upcall_mask != 1)
            return "events are not held back";
    return NULL;
}

static const char *digest_fault(const struct rig *r)
{
    unsigned char digest[32] = {0};
    struct measure m;

    if (r->spec.ramdisk.size > 0) {
        measure_begin(&m);
        measure_update(&m, r->ramdisk, r->spec.ramdisk.size);
        measure_end(&m, digest);
    }
    if (memcmp(digest, r->built.ramdisk, 32) != 0)
        return "another digest of the ramdisk";
    measure_begin(&m);
    measure_update(&m, r->image.octets, r->image.size);
    measure_end(&m, digest);
    if (memcmp(digest, r->built.kernel, 32) != 0)
        return "another digest of the kernel";
    if (memcmp(test_log.last.kernel, r->built.kernel, 32) != 0 ||
        memcmp(test_log.last.ramdisk, r->built.ramdisk, 32) != 0 ||
        memcmp(test_log.last.config, r->built.config, 32) != 0 ||
        memcmp(test_log.last.handle, host.record.handle, 16) != 0 ||
        test_log.last.domid != HOST_DOMID ||
        r->built.log_index + 1 != test_log.count)
        return "another domain is in the log";
    return NULL;
}

const char *rig_fault(struct rig *r)
{
    static start_info_t info;
    const struct image_plan *p = &r->image.plan;
    const char *fault = host.fault;

    if (!fault && (!host.relabelled || host.shown > 0))
        fault = "it was not handed over";
    if (!fault &&
        (host.context.user_regs.rip != p->entry ||
         (host.hypercall_frame != 0) != (p->hypercall_page != 0) ||
         (p->hypercall_page != 0 &&
          seen_entry(p->hypercall_page) >> 12 != host.hypercall_frame)))
        fault = "it starts elsewhere";
    if (!fault && !seen_read(host.context.user_regs.rsi, &info, sizeof info))
        fault = "no start information";
    if (!fault)
        fault = info_fault(r, &info);
    if (!fault)
        fault = list_fault(r, &info);
    if (!fault)
        fault = table_fault(&info);
    if (!fault)
        fault = stack_fault();
    if (!fault)
        fault = ring_fault(r, &info);
    if (!fault)
        fault = kernel_fault(r);
    if (!fault)
        fault = ramdisk_fault(r, &info);
    return fault ? fault : digest_fault(r);
}

const char *rig_left(const struct rig *r)
{
    if (host.fault)
        return host.fault;
    if (host.shown > 0)
        return "pages are still mapped";
    if (host.relabelled)
        return "it was handed over";
    return test_log.count != r->logged ? "it was recorded" : NULL;
}
