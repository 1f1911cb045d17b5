/* The steps of a build, and the end, whichever it is. */
#include "build.h"

#include <string.h>

#include "measure.h"

static struct build the_build;

bool refuse(struct build *b, enum domb_Refusal why, long detail)
{
    if (!b->failed)
        b->refused = (struct domb_Refused){why, (int32_t)detail};
    b->failed = true;
    return false;
}

/* What the caller says of the domain does not count, but for its number. */
static bool may_be_built(struct build *b)
{
    struct target_record *r = &b->record;
    long error;

    if (b->spec->domid == target_own_domid())
        return refuse(b, domb_own_domain, 0);
    error = target_record(b->spec->domid, r);
    if (error != 0 || !r->building)
        return refuse(b, domb_not_building, error);
    if (!r->paused)
        return refuse(b, domb_not_paused, 0);
    if (r->pages != 0)
        return refuse(b, domb_not_empty, 0);
    return log_room() || refuse(b, domb_log_full, 0);
}

static bool load_ramdisk(struct build *b, unsigned char digest[32])
{
    uint64_t size = b->spec->ramdisk.size;
    uint64_t at = b->layout.ramdisk * PAGE;

    if (size == 0) {
        memset(digest, 0, sizeof(domb_Digest));
        return true;
    }
    b->ramdisk.segment[0] = (struct segment){0, size, at, at + size};
    b->ramdisk.segments = 1;
    return load_file(b, &b->ramdisk, digest);
}

/* All that has to be written. */
static bool fill(struct build *b, struct domb_Built *built)
{
    if (!may_be_built(b) || !elf_read(b) || !layout_find(b) ||
        !memory_populate(b) || !load_file(b, &b->kernel, built->kernel) ||
        !load_ramdisk(b, built->ramdisk) || !tables_make(b) ||
        !start_prepare(b))
        return false;
    built->console_frame = memory_frame(b, b->layout.console);
    built->store_frame = memory_frame(b, b->layout.store);
    b->root = memory_frame(b, b->layout.tables);
    if (b->wishes.hypercall_page != ABSENT)
        b->hypercall_frame =
            memory_frame(b, (b->wishes.hypercall_page - b->wishes.base) / PAGE);
    return !b->failed;
}

static bool hand_over(struct build *b, struct domb_Built *built)
{
    const struct domb_Spec *spec = b->spec;
    struct log_domain log = {.domid = spec->domid};
    long r;

    if (!start_finish(b))
        return false;
    r = target_relabel(spec->domid);
    if (r != 0)
        return refuse(b, domb_hypervisor, r);
    memcpy(log.handle, b->record.handle, sizeof log.handle);
    memcpy(log.kernel, built->kernel, sizeof log.kernel);
    memcpy(log.ramdisk, built->ramdisk, sizeof log.ramdisk);
    measure_config(spec->pages, spec->command_line.data, spec->command_line.len,
                   log.config);
    memcpy(built->config, log.config, sizeof log.config);
    built->log_index = log_build(&log);
    return true;
}

bool builder_build(const struct domb_Spec *spec, struct domb_Built *built,
                   struct domb_Refused *refused)
{
    struct build *b = &the_build;
    bool good;

    memset(b, 0, offsetof(struct build, list_frames));
    memset(built, 0, sizeof *built);
    b->spec = spec;
    b->kernel.image = &spec->kernel;
    b->ramdisk.image = &spec->ramdisk;
    b->listed = ABSENT;
    good = fill(b, built);
    /* A mapping would outlive the change of label, and keep tables from
     * being tables. */
    memory_hide();
    good = good && hand_over(b, built);
    *refused = b->refused;
    return good;
}
