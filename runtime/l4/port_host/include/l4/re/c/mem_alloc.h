/* Memory that can be shared. */
#ifndef L4_RE_C_MEM_ALLOC_H
#define L4_RE_C_MEM_ALLOC_H

#include <l4/sys/types.h>

L4_BEGIN_DECLS

/* A dataspace of `size` octets in the slot: 0, or -L4_ENOMEM, -L4_EINVAL. */
long l4re_ma_alloc(size_t size, l4_cap_idx_t dataspace, unsigned long flags);

L4_END_DECLS

#endif /* L4_RE_C_MEM_ALLOC_H */
