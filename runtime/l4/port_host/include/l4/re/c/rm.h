/* The region map: what lies where in the task's memory. */
#ifndef L4_RE_C_RM_H
#define L4_RE_C_RM_H

#include <l4/sys/types.h>

enum l4re_rm_flags_values {
    L4RE_RM_F_R = 1,
    L4RE_RM_F_W = 2,
    L4RE_RM_F_X = 4,
    L4RE_RM_F_RW = 3,
    L4RE_RM_F_RX = 5,
    L4RE_RM_F_RWX = 7,
    L4RE_RM_F_RESERVED = 0x800,
    L4RE_RM_F_SEARCH_ADDR = 0x20000,
    L4RE_RM_F_IN_AREA = 0x40000
};

L4_BEGIN_DECLS

/*
 * Maps `size` octets of the dataspace from `offset` on, at `*start` or, with
 * L4RE_RM_F_SEARCH_ADDR, where there is room. 0, -L4_ENOENT: no dataspace,
 * -L4_ERANGE: not in it, -L4_EACCESS: no right, -L4_ENOMEM, -L4_EINVAL.
 */
int l4re_rm_attach(void **start, unsigned long size, unsigned long flags,
                   l4_cap_idx_t dataspace, l4_addr_t offset,
                   unsigned char align);

/* What begins at or around the address: 0, -L4_ENOENT. */
int l4re_rm_detach(void *address);

/* Keeps addresses for what is to come in: 0, -L4_ENOMEM. */
int l4re_rm_reserve_area(l4_addr_t *start, unsigned long size,
                         unsigned long flags, unsigned char align);
int l4re_rm_free_area(l4_addr_t start);

L4_END_DECLS

#endif /* L4_RE_C_RM_H */
