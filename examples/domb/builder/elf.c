/*
 * The kernel's headers and notes, which say where it wants to lie and how it
 * wants to be started. Looked at in our copies, before anything is loaded.
 */
#include "build.h"

#include <elf.h>
#include <string.h>

#include <xen/elfnote.h>

static unsigned char head[HEAD_MOST];
static unsigned char notes[NOTES_MOST];

/* Copies octets of the file, which are not fetched again. */
static bool keep(struct build *b, uint64_t offset, uint64_t len,
                 unsigned char *to)
{
    struct file *f = &b->kernel;

    if (!load_octets(b, f, offset, len, to))
        return false;
    f->piece[f->pieces++] = (struct piece){offset, len, to};
    return true;
}

/* ---- notes ---------------------------------------------------------------- */

static uint64_t number(const unsigned char *octets, uint32_t len)
{
    uint64_t value = 0;

    memcpy(&value, octets, least(len, sizeof value));
    return value;
}

static void take_note(struct wishes *w, uint32_t type,
                      const unsigned char *octets, uint32_t len)
{
    uint64_t *const where[] = {[XEN_ELFNOTE_ENTRY] = &w->entry,
                               [XEN_ELFNOTE_HYPERCALL_PAGE] =
                                   &w->hypercall_page,
                               [XEN_ELFNOTE_VIRT_BASE] = &w->base,
                               [XEN_ELFNOTE_PADDR_OFFSET] = &w->physical_base,
                               [XEN_ELFNOTE_INIT_P2M] = &w->list_base,
                               [XEN_ELFNOTE_MOD_START_PFN] = &w->ramdisk_apart};

    if (type == XEN_ELFNOTE_XEN_VERSION)
        w->version_good = len >= 7 && memcmp(octets, "xen-3.0", 7) == 0;
    /* Others are of no concern to a builder, or to one of other guests. */
    if (type < sizeof where / sizeof where[0] && where[type])
        *where[type] = number(octets, len);
}

/* Names and values are filled up to 4 octets; both lengths may be anything. */
static bool take_notes(struct wishes *w, const unsigned char *at, size_t len)
{
    Elf64_Nhdr h;
    size_t name, value;

    for (; len >= sizeof h; at += name + value, len -= name + value) {
        memcpy(&h, at, sizeof h);
        if (h.n_namesz > NOTES_MOST || h.n_descsz > NOTES_MOST)
            return false;
        name = sizeof h + ((h.n_namesz + 3u) & ~3u);
        value = (h.n_descsz + 3u) & ~3u;
        if (name + value > len)
            return false;
        if (h.n_namesz == 4 && memcmp(at + sizeof h, "Xen", 4) == 0)
            take_note(w, h.n_type, at + name, h.n_descsz);
    }
    return true;
}

static bool read_notes(struct build *b, const Elf64_Phdr *h, size_t *used)
{
    uint64_t size = b->kernel.image->size;
    unsigned char *to = notes + *used;

    if (h->p_filesz > NOTES_MOST - *used || h->p_offset > size ||
        h->p_filesz > size - h->p_offset)
        return refuse(b, domb_bad_image, 0);
    *used += h->p_filesz;
    if (!keep(b, h->p_offset, h->p_filesz, to))
        return false;
    return take_notes(&b->wishes, to, h->p_filesz) ||
           refuse(b, domb_bad_image, 0);
}

/* ---- headers -------------------------------------------------------------- */

/* In the order of the file, and of memory: one pass puts all in its place. */
static bool add_segment(struct build *b, const Elf64_Phdr *h)
{
    struct file *f = &b->kernel;
    struct segment *s = &f->segment[f->segments];
    const struct segment none = {0}, *last = f->segments > 0 ? s - 1 : &none;
    uint64_t room = b->spec->pages * PAGE;

    s->offset = h->p_offset;
    s->len = h->p_filesz;
    s->at = h->p_paddr - b->wishes.physical_base;
    if (s->len > h->p_memsz || s->offset < last->offset + last->len ||
        s->offset > f->image->size || s->len > f->image->size - s->offset ||
        s->at < last->end)
        return refuse(b, domb_bad_image, 0);
    if (s->at > room || h->p_memsz > room - s->at)
        return refuse(b, domb_too_small, 0);
    s->end = s->at + h->p_memsz;
    f->segments++;
    return true;
}

static bool is_good(const Elf64_Ehdr *e, size_t len)
{
    static const unsigned char wanted[] = {
        0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT};

    return memcmp(e->e_ident, wanted, sizeof wanted) == 0 &&
           e->e_type == ET_EXEC && e->e_machine == EM_X86_64 &&
           e->e_phentsize == sizeof(Elf64_Phdr) && e->e_phnum <= SEGMENTS &&
           e->e_phoff <= len &&
           e->e_phnum * sizeof(Elf64_Phdr) <= len - e->e_phoff;
}

bool elf_read(struct build *b)
{
    size_t len = least(b->kernel.image->size, sizeof head);
    size_t used = 0;
    Elf64_Ehdr e = {0};
    Elf64_Phdr h;
    int loads, i;

    if (!keep(b, 0, len, head))
        return false;
    memcpy(&e, head, least(len, sizeof e));
    if (!is_good(&e, len))
        return refuse(b, domb_bad_image, 0);
    b->wishes = (struct wishes){.entry = e.e_entry,
                                .base = ABSENT,
                                .hypercall_page = ABSENT,
                                .list_base = ABSENT};
    /* Where segments lie is said by notes. */
    for (loads = 0; loads < 2; loads++)
        for (i = 0; i < e.e_phnum; i++) {
            memcpy(&h, head + e.e_phoff + (size_t)i * sizeof h, sizeof h);
            if (!loads && h.p_type == PT_NOTE && !read_notes(b, &h, &used))
                return false;
            if (loads && h.p_type == PT_LOAD && !add_segment(b, &h))
                return false;
        }
    return (b->wishes.version_good && b->kernel.segments > 0) ||
           refuse(b, domb_bad_image, 0);
}
