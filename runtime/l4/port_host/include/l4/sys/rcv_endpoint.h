/* What receives: binding a gate to a thread. */
#ifndef L4_SYS_RCV_ENDPOINT_H
#define L4_SYS_RCV_ENDPOINT_H

#include <l4/sys/ipc.h>

L4_BEGIN_DECLS

/* The capability of the gate has to have the server's right. */
l4_msgtag_t l4_rcv_ep_bind_thread(l4_cap_idx_t gate, l4_cap_idx_t thread,
                                  l4_umword_t label);

L4_END_DECLS

#endif /* L4_SYS_RCV_ENDPOINT_H */
