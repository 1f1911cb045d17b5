/*
 * IPC: one synchronous, unbuffered message, its reply, or both.
 *
 * A thread that sends waits until the partner receives; the words and items of
 * the message are taken then. A server answers through the reply capability
 * that a call gives it, once.
 */
#ifndef L4_SYS_IPC_H
#define L4_SYS_IPC_H

#include <l4/sys/err.h>
#include <l4/sys/utcb.h>

/* In the thread's control registers after an error; odd: while receiving. */
enum l4_ipc_tcr_error_t {
    L4_IPC_ERROR_MASK = 0x1f,
    L4_IPC_SND_ERR_MASK = 1,
    L4_IPC_SETIMEOUT = 2,
    L4_IPC_RETIMEOUT = 3,
    L4_IPC_ENOT_EXISTENT = 4,
    L4_IPC_SECANCELED = 6,
    L4_IPC_RECANCELED = 7,
    L4_IPC_SEMSGCUT = 8,
    L4_IPC_REMSGCUT = 9,
    L4_IPC_SEABORTED = 0xe,
    L4_IPC_REABORTED = 0xf,
    L4_IPC_SEMAPFAILED = 0x10,
    L4_IPC_REMAPFAILED = 0x11,
    L4_IPC_NO_REPLY_CAP = 0x13
};

L4_BEGIN_DECLS

/*
 * The system call: the phases that `flags` name, to or from `dest`. A send to
 * a thread carries `send_label`, one to a gate the gate's. `*received_label`
 * is set by a receive; it may be NULL.
 */
l4_msgtag_t l4_ipc(l4_cap_idx_t dest, l4_utcb_t *u, l4_umword_t flags,
                   l4_umword_t send_label, l4_msgtag_t tag,
                   l4_umword_t *received_label, l4_timeout_t timeout);

static inline l4_msgtag_t l4_ipc_call(l4_cap_idx_t object, l4_utcb_t *u,
                                      l4_msgtag_t tag, l4_timeout_t timeout)
{
    return l4_ipc(object, u, L4_SYSF_CALL, 0, tag, NULL, timeout);
}

static inline l4_msgtag_t l4_ipc_send(l4_cap_idx_t dest, l4_utcb_t *u,
                                      l4_msgtag_t tag, l4_timeout_t timeout)
{
    return l4_ipc(dest, u, L4_SYSF_SEND, 0, tag, NULL, timeout);
}

static inline l4_msgtag_t l4_ipc_wait(l4_utcb_t *u, l4_umword_t *label,
                                      l4_timeout_t timeout)
{
    l4_msgtag_t none = {0};

    return l4_ipc(L4_INVALID_CAP, u, L4_SYSF_WAIT, 0, none, label, timeout);
}

static inline l4_msgtag_t l4_ipc_receive(l4_cap_idx_t object, l4_utcb_t *u,
                                         l4_timeout_t timeout)
{
    l4_msgtag_t none = {0};

    return l4_ipc(object, u, L4_SYSF_RECV, 0, none, NULL, timeout);
}

/* `reply`: an explicit reply capability, or L4_INVALID_CAP. */
static inline l4_msgtag_t l4_ipc_reply(l4_cap_idx_t reply, l4_utcb_t *u,
                                       l4_msgtag_t tag, l4_timeout_t timeout)
{
    return l4_ipc(reply, u, L4_SYSF_SEND | L4_SYSF_REPLY, 0, tag, NULL,
                  timeout);
}

static inline l4_msgtag_t l4_ipc_reply_and_wait(l4_utcb_t *u, l4_msgtag_t tag,
                                                l4_umword_t *label,
                                                l4_timeout_t timeout)
{
    return l4_ipc(L4_INVALID_CAP, u, L4_SYSF_REPLY_AND_WAIT, 0, tag, label,
                  timeout);
}

static inline l4_msgtag_t l4_ipc_send_and_wait(l4_cap_idx_t dest, l4_utcb_t *u,
                                               l4_msgtag_t tag,
                                               l4_umword_t *label,
                                               l4_timeout_t timeout)
{
    return l4_ipc(dest, u, L4_SYSF_SEND_AND_WAIT, 0, tag, label, timeout);
}

/* 0, or a code of enum l4_ipc_tcr_error_t; the thread's next IPC forgets it. */
static inline l4_umword_t l4_ipc_error(l4_msgtag_t tag, l4_utcb_t *u)
{
    if (!l4_msgtag_has_error(tag))
        return 0;
    return l4_utcb_tcr_u(u)->error & L4_IPC_ERROR_MASK;
}

/* 0 or above, or one of l4_error_code_t with a minus. Not for sends. */
static inline l4_ret_t l4_error_u(l4_msgtag_t tag, l4_utcb_t *u)
{
    if (l4_msgtag_has_error(tag))
        return (l4_ret_t)(-L4_EIPC_LO - (int)l4_ipc_error(tag, u));
    return (l4_ret_t)l4_msgtag_label(tag);
}

static inline l4_ret_t l4_error(l4_msgtag_t tag)
{
    return l4_error_u(tag, l4_utcb());
}

static inline int l4_ipc_is_snd_error(l4_utcb_t *u)
{
    return (l4_utcb_tcr_u(u)->error & 1) == 0;
}

static inline int l4_ipc_is_rcv_error(l4_utcb_t *u)
{
    return (l4_utcb_tcr_u(u)->error & 1) != 0;
}

static inline l4_ret_t l4_ipc_to_errno(unsigned long code)
{
    return (l4_ret_t)(-L4_EIPC_LO - (int)code);
}

/* Puts a typed item behind the words and items of `*tag`. */
static inline int l4_sndfpage_add_u(l4_fpage_t page, unsigned long send_base,
                                    l4_msgtag_t *tag, l4_utcb_t *u)
{
    unsigned words = l4_msgtag_words(*tag), items = l4_msgtag_items(*tag);
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;

    if (words + 2 * items + 2 > L4_UTCB_GENERIC_DATA_SIZE)
        return -L4_ENOMEM;
    mr[words + 2 * items] = send_base | L4_ITEM_MAP;
    mr[words + 2 * items + 1] = page.raw;
    *tag = l4_msgtag(l4_msgtag_label(*tag), words, items + 1,
                     l4_msgtag_flags(*tag));
    return 0;
}

static inline int l4_sndfpage_add(l4_fpage_t page, unsigned long send_base,
                                  l4_msgtag_t *tag)
{
    return l4_sndfpage_add_u(page, send_base, tag, l4_utcb());
}

static inline l4_msgtag_t l4_ipc_sleep(l4_timeout_t timeout)
{
    l4_msgtag_t none = {0};

    return l4_ipc(L4_INVALID_CAP, l4_utcb(), L4_SYSF_RECV, 0, none, NULL,
                  timeout);
}

static inline l4_msgtag_t l4_ipc_sleep_us(unsigned us)
{
    return l4_ipc_sleep(
        l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(us)));
}

static inline l4_msgtag_t l4_ipc_sleep_ms(unsigned ms)
{
    return l4_ipc_sleep(l4_timeout(L4_IPC_TIMEOUT_NEVER,
                                   l4_timeout_from_us((l4_uint64_t)ms * 1000)));
}

L4_END_DECLS

#endif /* L4_SYS_IPC_H */
