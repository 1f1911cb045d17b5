/* Names for people who look at the kernel. */
#ifndef L4_SYS_DEBUGGER_H
#define L4_SYS_DEBUGGER_H

#include <l4/sys/types.h>

L4_BEGIN_DECLS

/* Shown in what the emulation reports. */
void l4_debugger_set_object_name(l4_cap_idx_t object, const char *name);

L4_END_DECLS

#endif /* L4_SYS_DEBUGGER_H */
