/* Two files of a test, 1 the kernel and 2 the ramdisk, and how they misbehave. */
#ifndef DOMB_TEST_FILES_H
#define DOMB_TEST_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct files {
    const unsigned char *octets[2];
    size_t size[2];
    unsigned fail_at; /* the number of the call that has no answer; 0: none */
    unsigned calls;
    bool changing; /* each answer is different from that before */
};

extern struct files files;

void files_open(const void *kernel, size_t size, const void *ramdisk,
                size_t ramdisk_size);

#endif /* DOMB_TEST_FILES_H */
