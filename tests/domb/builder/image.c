#include "image.h"

#include <stdlib.h>
#include <string.h>

#include <xen/elfnote.h>

const struct image_plan image_guest = {
    .base = 0x400000,
    .physical_base = 0x400000,
    .entry = 0x500200,
    .loads = 2,
    .load = {{0, 0x3456, 0x500000, 0x3456}, {0x3456, 0x1234, 0x504456, 0x9000}},
    .notes = 0x1000,
};

const struct image_plan image_linux = {
    .base = 0xffffffff80000000,
    .entry = 0xffffffff81000040,
    .list_base = 0x8000000000,
    .ramdisk_apart = 1,
    .loads = 4,
    .load = {{0x11000, 0x90000, 0x1000000, 0x90000},
             {0xa2000, 0x5000, 0x10a0000, 0x5000},
             {0xa8000, 0x100, 0x10a6000, 0x1000},
             {0xa9000, 0x2000, 0x10a7000, 0x300000}},
    .notes = 0x31990,
};

static size_t put_note(unsigned char *at, uint32_t type, const void *value,
                       uint32_t len)
{
    const Elf64_Nhdr h = {4, len, type};

    memcpy(at, &h, sizeof h);
    memcpy(at + sizeof h, "Xen", 4);
    memcpy(at + sizeof h + 4, value, len);
    return sizeof h + 4 + ((len + 3u) & ~3u);
}

static size_t put_number(unsigned char *at, uint32_t type, uint64_t value)
{
    return put_note(at, type, &value, sizeof value);
}

static size_t put_notes(unsigned char *at, const struct image_plan *p)
{
    size_t n = put_note(at, XEN_ELFNOTE_GUEST_OS, "test", 5);

    n += put_note(at + n, XEN_ELFNOTE_XEN_VERSION, "xen-3.0", 8);
    n += put_number(at + n, XEN_ELFNOTE_VIRT_BASE, p->base);
    n += put_number(at + n, XEN_ELFNOTE_PADDR_OFFSET, p->physical_base);
    n += put_number(at + n, XEN_ELFNOTE_ENTRY, p->entry);
    if (p->hypercall_page)
        n += put_number(at + n, XEN_ELFNOTE_HYPERCALL_PAGE, p->hypercall_page);
    if (p->list_base)
        n += put_number(at + n, XEN_ELFNOTE_INIT_P2M, p->list_base);
    if (p->ramdisk_apart)
        n += put_note(at + n, XEN_ELFNOTE_MOD_START_PFN, &p->ramdisk_apart, 4);
    return n;
}

Elf64_Ehdr *image_header(struct image *image)
{
    return (Elf64_Ehdr *)(void *)image->octets;
}

Elf64_Phdr *image_load(struct image *image, unsigned n)
{
    return (Elf64_Phdr *)(void *)(image->octets + sizeof(Elf64_Ehdr)) + n;
}

Elf64_Phdr *image_note(struct image *image)
{
    return image_load(image, image->plan.loads);
}

static size_t size_of(const struct image_plan *plan)
{
    size_t size = 0x5000;
    unsigned i;

    for (i = 0; i < plan->loads; i++)
        if (plan->load[i].offset + plan->load[i].len > size)
            size = plan->load[i].offset + plan->load[i].len;
    return size + 77; /* something of no use at the end */
}

void image_make(struct image *image, const struct image_plan *plan)
{
    const Elf64_Ehdr header = {
        .e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = EM_X86_64,
        .e_phoff = sizeof(Elf64_Ehdr),
        .e_phentsize = sizeof(Elf64_Phdr),
        .e_phnum = (uint16_t)(plan->loads + 1)};
    size_t i;

    image->plan = *plan;
    image->size = size_of(plan);
    image->octets = malloc(image->size);
    if (!image->octets)
        abort();
    for (i = 0; i < image->size; i++)
        image->octets[i] = (unsigned char)(i * 7 + i / 251 + 1);
    *image_header(image) = header;
    for (i = 0; i < plan->loads; i++)
        *image_load(image, (unsigned)i) =
            (Elf64_Phdr){.p_type = PT_LOAD,
                         .p_offset = plan->load[i].offset,
                         .p_filesz = plan->load[i].len,
                         .p_paddr = plan->load[i].at,
                         .p_memsz = plan->load[i].memory};
    *image_note(image) =
        (Elf64_Phdr){.p_type = PT_NOTE,
                     .p_offset = plan->notes,
                     .p_filesz = put_notes(image->octets + plan->notes, plan)};
}

void image_free(struct image *image)
{
    free(image->octets);
    image->octets = NULL;
}
