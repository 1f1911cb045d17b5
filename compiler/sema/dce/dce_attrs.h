/*
 * The attributes of DCE IDL: which there are (dce_attrs.def), where each may
 * stand, and which exclude each other.
 */
#ifndef IDLC_DCE_ATTRS_H
#define IDLC_DCE_ATTRS_H

#include <stdbool.h>

#include "syntax/dce/dce_ast.h"

struct dce_sema;

/* Places, as a set. */
#define DCE_ON_INTERFACE 0x1u
#define DCE_ON_TYPE      0x2u /* a typedef, or a type declared by its tag */
#define DCE_ON_MEMBER    0x4u
#define DCE_ON_ARM       0x8u
#define DCE_ON_OPERATION 0x10u
#define DCE_ON_PARAM     0x20u
#define DCE_ON_OTHER     0x40u /* constants, forward declarations, COM */

#define DCE_ANYWHERE 0x7fu

enum dce_attr_id {
#define DCE_ATTR(id, name, places, min, max, fate) DCE_##id,
#include "sema/dce/dce_attrs.def"
#undef DCE_ATTR
    DCE_ATTR_COUNT
};

/* One list, read: the set of what stands in it, and where. */
struct dce_attrs {
    uint64_t set[(DCE_ATTR_COUNT + 63) / 64];
    size_t count;
    struct {
        enum dce_attr_id id;
        const struct dce_attr *attr;
    } use[];
};

/* Reads a list that stands at `place`; reports what may not stand there. */
const struct dce_attrs *dce_attrs_read(struct dce_sema *c,
                                       struct dce_attr_list list,
                                       unsigned place);

static inline bool dce_has(const struct dce_attrs *a, enum dce_attr_id id)
{
    return (a->set[id / 64] >> (id % 64)) & 1;
}

/* The attribute, or NULL where it is not in the list. */
static inline const struct dce_attr *dce_get(const struct dce_attrs *a,
                                             enum dce_attr_id id)
{
    size_t i = 0;

    if (!dce_has(a, id))
        return NULL;
    while (a->use[i].id != id)
        i++;
    return a->use[i].attr;
}

/*
 * What becomes of an attribute of the configuration; `is_acs`: it stands
 * nowhere else. False: it is to be left out, which was reported.
 */
bool dce_acs_judge(struct dce_sema *c, const struct dce_attr *a,
                   enum dce_attr_id id, bool is_acs);

/* Argument `n`, or NULL. */
const struct dce_arg *dce_attr_arg(const struct dce_attr *a, size_t n);

/* The name that argument `n` is, or NULL; reports nothing. */
const char *dce_attr_word(const struct dce_attr *a, size_t n);

/* The string that is the first argument; NULL: there is none, reported. */
const char *dce_attr_string(struct dce_sema *c, const struct dce_attr *a);

#endif /* IDLC_DCE_ATTRS_H */
