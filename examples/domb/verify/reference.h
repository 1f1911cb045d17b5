/* What a domain should have been made of, as domb-refhash writes it. */
#ifndef VERIFY_REFERENCE_H
#define VERIFY_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "measure.h"

#define REFERENCE_MODULES 256

struct reference {
    bool has_kernel, has_ramdisk, has_config;
    unsigned char kernel[MEASURE_DIGEST];
    unsigned char ramdisk[MEASURE_DIGEST];
    unsigned char config[MEASURE_DIGEST];
    /* Modules that Dom0's kernel may have loaded. */
    unsigned char modules[REFERENCE_MODULES][MEASURE_DIGEST];
    size_t module_count;
};

/*
 * Lines of a word (kernel, ramdisk, config, module) and 64 digits; empty ones
 * and those that begin with # say nothing. 0, or the number of the line that
 * says something else, or says it twice.
 */
size_t reference_read(struct reference *r, const char *text, size_t len);

#endif /* VERIFY_REFERENCE_H */
