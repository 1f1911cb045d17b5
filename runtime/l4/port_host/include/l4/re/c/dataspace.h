/* Dataspaces: memory with a name. */
#ifndef L4_RE_C_DATASPACE_H
#define L4_RE_C_DATASPACE_H

#include <l4/sys/types.h>

L4_BEGIN_DECLS

/* Octets; 0 when it is none. */
l4_size_t l4re_ds_size(l4_cap_idx_t dataspace);

L4_END_DECLS

#endif /* L4_RE_C_DATASPACE_H */
