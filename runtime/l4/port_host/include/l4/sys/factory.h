/* Making kernel objects. */
#ifndef L4_SYS_FACTORY_H
#define L4_SYS_FACTORY_H

#include <l4/sys/ipc.h>

L4_BEGIN_DECLS

/*
 * A gate in the empty slot `gate`, whose messages go to `thread` under `label`,
 * with the low two bits clear; with L4_INVALID_CAP it is bound later.
 * -L4_EINVAL, -L4_ENOMEM, or of the IPC.
 */
l4_msgtag_t l4_factory_create_gate(l4_cap_idx_t factory, l4_cap_idx_t gate,
                                   l4_cap_idx_t thread, l4_umword_t label);

L4_END_DECLS

#endif /* L4_SYS_FACTORY_H */
