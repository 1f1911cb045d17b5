/* A build with all around it, and whether what came of it is a domain. */
#ifndef DOMB_TEST_RIG_H
#define DOMB_TEST_RIG_H

#include "builder.h"
#include "files.h"
#include "host.h"
#include "image.h"
#include "log.h"

struct rig {
    struct image image;
    unsigned char *ramdisk;
    struct domb_Spec spec;
    struct domb_Built built;
    struct domb_Refused refused;
    uint32_t logged; /* before it */
};

/* A machine, a kernel and a ramdisk (0: none), and a request for so much. */
void rig_open(struct rig *r, const struct image_plan *plan, uint32_t pages,
              size_t ramdisk);
void rig_close(struct rig *r);

/* The same once more, with a new domain. */
void rig_again(struct rig *r);

bool rig_build(struct rig *r);

/* What is wrong with the domain that was built; NULL: nothing. */
const char *rig_fault(struct rig *r);

/* What is wrong after a build that was refused; NULL: nothing. */
const char *rig_left(const struct rig *r);

#endif /* DOMB_TEST_RIG_H */
