/* Threads. */
#ifndef L4_SYS_THREAD_H
#define L4_SYS_THREAD_H

#include <l4/sys/ipc.h>

enum l4_thread_ex_regs_flags { L4_THREAD_EX_REGS_CANCEL = 0x10000 };

L4_BEGIN_DECLS

/*
 * With L4_THREAD_EX_REGS_CANCEL, ends the IPC that the thread is in, or the
 * next one. Instruction and stack pointer are left alone here: ~0 only.
 */
l4_msgtag_t l4_thread_ex_regs(l4_cap_idx_t thread, l4_addr_t ip, l4_addr_t sp,
                              l4_umword_t flags);

/* Lets others run. */
l4_msgtag_t l4_thread_switch(l4_cap_idx_t to);

L4_END_DECLS

#endif /* L4_SYS_THREAD_H */
