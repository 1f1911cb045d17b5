/* The kernel's information page: its clock. */
#ifndef L4_SYS_KIP_H
#define L4_SYS_KIP_H

#include <l4/sys/types.h>

typedef struct l4_kernel_info_t l4_kernel_info_t;

L4_BEGIN_DECLS

/* Microseconds since some time in the past. */
l4_kernel_clock_t l4_kip_clock(const l4_kernel_info_t *kip);

L4_END_DECLS

#endif /* L4_SYS_KIP_H */
