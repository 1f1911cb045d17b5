/*
 * The thread control block that user and kernel share: 63 message registers,
 * 58 buffer registers, and the error of the last IPC. One KiB a thread.
 */
#ifndef L4_SYS_UTCB_H
#define L4_SYS_UTCB_H

#include <l4/sys/types.h>

enum l4_utcb_consts {
    L4_UTCB_GENERIC_DATA_SIZE = 63,
    L4_UTCB_GENERIC_BUFFERS_SIZE = 58,
    L4_UTCB_MSG_REGS_OFFSET = 0,
    L4_UTCB_BUF_REGS_OFFSET = 64 * 8,
    L4_UTCB_THREAD_REGS_OFFSET = 123 * 8,
    L4_UTCB_OFFSET = 1024
};
#define L4_UTCB_INHERIT_FPU (1ul << 24)

typedef union l4_msg_regs_t {
    l4_umword_t mr[L4_UTCB_GENERIC_DATA_SIZE];
    l4_uint64_t mr64[L4_UTCB_GENERIC_DATA_SIZE];
} l4_msg_regs_t;

typedef struct l4_buf_regs_t {
    l4_umword_t bdr;
    l4_umword_t br[L4_UTCB_GENERIC_BUFFERS_SIZE];
} l4_buf_regs_t;

typedef struct l4_thread_regs_t {
    l4_umword_t error;
    l4_umword_t free_marker;
    l4_umword_t user[3];
} l4_thread_regs_t;

typedef struct l4_utcb_t {
    l4_umword_t words[L4_UTCB_OFFSET / sizeof(l4_umword_t)];
} l4_utcb_t;

L4_BEGIN_DECLS

extern __thread l4_utcb_t *l4_host_utcb;

/* Makes the calling thread one of L4's; once a thread. */
l4_utcb_t *l4_host_enter(void);

static inline l4_utcb_t *l4_utcb(void)
{
    return __builtin_expect(l4_host_utcb != NULL, 1) ? l4_host_utcb
                                                     : l4_host_enter();
}

static inline l4_msg_regs_t *l4_utcb_mr_u(l4_utcb_t *u)
{
    return (l4_msg_regs_t *)(void *)u;
}

static inline l4_buf_regs_t *l4_utcb_br_u(l4_utcb_t *u)
{
    return (l4_buf_regs_t *)(void *)(u->words + L4_UTCB_BUF_REGS_OFFSET / 8);
}

static inline l4_thread_regs_t *l4_utcb_tcr_u(l4_utcb_t *u)
{
    return (l4_thread_regs_t *)(void *)(u->words +
                                        L4_UTCB_THREAD_REGS_OFFSET / 8);
}

static inline l4_msg_regs_t *l4_utcb_mr(void)
{
    return l4_utcb_mr_u(l4_utcb());
}

static inline l4_buf_regs_t *l4_utcb_br(void)
{
    return l4_utcb_br_u(l4_utcb());
}

static inline l4_thread_regs_t *l4_utcb_tcr(void)
{
    return l4_utcb_tcr_u(l4_utcb());
}

/* The buffer descriptor: where the buffers of each kind begin. */
static inline l4_umword_t l4_bdr(unsigned mem, unsigned io, unsigned obj,
                                 unsigned flags)
{
    return (l4_umword_t)mem << L4_BDR_MEM_SHIFT |
           (l4_umword_t)io << L4_BDR_IO_SHIFT |
           (l4_umword_t)obj << L4_BDR_OBJ_SHIFT | flags;
}

L4_END_DECLS

#endif /* L4_SYS_UTCB_H */
