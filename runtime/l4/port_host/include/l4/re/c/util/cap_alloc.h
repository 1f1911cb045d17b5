/* Slots for capabilities. */
#ifndef L4_RE_C_UTIL_CAP_ALLOC_H
#define L4_RE_C_UTIL_CAP_ALLOC_H

#include <l4/sys/types.h>

L4_BEGIN_DECLS

/* An empty slot, or L4_INVALID_CAP. */
l4_cap_idx_t l4re_util_cap_alloc(void);

/* Gives the slot back; what is in it stays. */
void l4re_util_cap_free(l4_cap_idx_t slot);

/* Gives it back empty. */
void l4re_util_cap_free_um(l4_cap_idx_t slot);

L4_END_DECLS

#endif /* L4_RE_C_UTIL_CAP_ALLOC_H */
