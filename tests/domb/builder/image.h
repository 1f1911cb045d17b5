/* ELF files for the builder, made up. */
#ifndef DOMB_TEST_IMAGE_H
#define DOMB_TEST_IMAGE_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#define IMAGE_LOADS 4

struct image_plan {
    uint64_t base, physical_base, entry;
    uint64_t hypercall_page, list_base; /* 0: no such note */
    uint32_t ramdisk_apart;             /* 0: no such note */
    unsigned loads;
    struct {
        uint64_t offset, len, at, memory;
    } load[IMAGE_LOADS];
    uint64_t notes; /* where they are in the file */
};

struct image {
    unsigned char *octets;
    size_t size;
    struct image_plan plan;
};

/* As our own guests are: headers and notes in the first of two segments. */
extern const struct image_plan image_guest;

/* As Linux is, but smaller: with gaps, and notes behind the first 64 KiB. */
extern const struct image_plan image_linux;

void image_make(struct image *image, const struct image_plan *plan);
void image_free(struct image *image);

/* Its headers, to be made bad. */
Elf64_Ehdr *image_header(struct image *image);
Elf64_Phdr *image_load(struct image *image, unsigned n);
Elf64_Phdr *image_note(struct image *image);

#endif /* DOMB_TEST_IMAGE_H */
