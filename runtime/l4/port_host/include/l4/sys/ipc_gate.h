/* Gates: see factory.h and rcv_endpoint.h. */
#ifndef L4_SYS_IPC_GATE_H
#define L4_SYS_IPC_GATE_H

#include <l4/sys/rcv_endpoint.h>

#endif /* L4_SYS_IPC_GATE_H */
