/*
 * What programs in Dom0 have to do to get a domain built, or to learn what
 * was built. What goes wrong is said on standard error, with its cure.
 */
#ifndef DOMB_TOOLSTACK_H
#define DOMB_TOOLSTACK_H

#include <stdbool.h>
#include <stdint.h>

#include "attest.h"
#include "domb.h"

/* "domb: ..." and the end of the line, on standard error. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- the builder: builder.c ------------------------------------------------- */

#define BUILDER_MESSAGE 4096u

struct builder {
    struct ivmc_channel *channel;
    struct ivmc_env env;
    unsigned char memory[attest_Witness_MEMORY(BUILDER_MESSAGE)];
};

/*
 * Connects to the domain that has the builder's label, as the hypervisor
 * says; or to what DOMB_BUILDER in the environment says, for tests. False
 * after having said why.
 */
bool builder_open(struct builder *b);
void builder_close(struct builder *b);

/* ---- a build: order.c --------------------------------------------------------- */

struct order {
    uint16_t domid;
    uint32_t pages;
    const char *kernel;  /* paths */
    const char *ramdisk; /* NULL: none */
    const char *command_line;
    uint32_t console_port, store_port;
    uint8_t kernel_wanted[32], ramdisk_wanted[32]; /* zero: any digest */
};

/* Has it built; false after having said why. */
bool order_build(const struct order *order, struct domb_Built *built);

/* Says what was built, for people. */
void order_tell(const struct order *order, const struct domb_Built *built);

/* 64 hexadecimal digits; false when it is something else. */
bool digest_of(uint8_t digest[32], const char *text);

#endif /* DOMB_TOOLSTACK_H */
