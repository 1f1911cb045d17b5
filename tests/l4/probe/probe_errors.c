/*
 * IPC that fails: nobody there, nobody ready, no buffer, no time, cancelled.
 */
#include "probe.h"

#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/thread.h>
#include <pthread-l4.h>

#include <stdatomic.h>
#include <stdio.h>

static const l4_msgtag_t empty; /* no words, no items */

static struct {
    l4_umword_t tag, error;
    atomic_bool ended;
} seen; /* by a server */

static void nobody(struct probe *p)
{
    l4_umword_t label;
    l4_msgtag_t r;

    r = l4_ipc_call(l4re_util_cap_alloc(), p->u, empty, L4_IPC_NEVER);
    printf("T8 call empty slot: has_error=%d err=%lx l4_error=%d\n",
           l4_msgtag_has_error(r) != 0, l4_ipc_error(r, p->u), l4_error(r));
    r = l4_ipc_reply(L4_INVALID_CAP, p->u, empty, L4_IPC_SEND_TIMEOUT_0);
    printf("T9 reply without caller: err=%lx\n", l4_ipc_error(r, p->u));
    r = l4_ipc_reply_and_wait(
        p->u, empty, &label,
        l4_timeout(L4_IPC_TIMEOUT_0, l4_timeout_from_us(1000)));
    printf("T9b reply_and_wait without caller: err=%lx snd=%d (receive phase "
           "skipped?)\n",
           l4_ipc_error(r, p->u), l4_ipc_is_snd_error(p->u));
    r = l4_ipc_wait(p->u, &label, probe_within(0, 1000));
    printf("T10 wait 1ms: err=%lx\n", l4_ipc_error(r, p->u));
    r = l4_ipc_wait(p->u, &label, L4_IPC_RECV_TIMEOUT_0);
    printf("T10b wait 0: err=%lx\n", l4_ipc_error(r, p->u));
}

static void unbound(struct probe *p)
{
    l4_cap_idx_t gate = l4re_util_cap_alloc();
    l4_msgtag_t r;

    l4_factory_create_gate(l4re_env()->factory, gate, L4_INVALID_CAP, 0);
    r = l4_ipc_call(gate, p->u, empty, probe_within(2000, 0));
    printf("T11 call unbound gate, snd timeout 2ms: err=%lx\n",
           l4_ipc_error(r, p->u));
    r = l4_ipc_call(gate, p->u, empty,
                    l4_timeout(L4_IPC_TIMEOUT_0, L4_IPC_TIMEOUT_NEVER));
    printf("T11b call unbound gate, snd timeout 0: err=%lx\n",
           l4_ipc_error(r, p->u));
}

static void *without_buffers(void *none)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t label;
    l4_msgtag_t r;

    (void)none;
    l4_utcb_br_u(u)->bdr = 0;
    l4_utcb_br_u(u)->br[0] = 0;
    probe_ready();
    r = l4_ipc_wait(u, &label, L4_IPC_NEVER);
    seen.tag = (l4_umword_t)r.raw;
    seen.error = l4_ipc_error(r, u);
    r = l4_ipc_reply(L4_INVALID_CAP, u, l4_msgtag(7, 0, 0, 0),
                     L4_IPC_SEND_TIMEOUT_0);
    printf("  [srv] reply after failed-item receive: err=%lx\n",
           l4_ipc_error(r, u));
    seen.ended = true;
    return NULL;
}

static void no_buffer(struct probe *p)
{
    pthread_t thread = probe_start(without_buffers, NULL);
    l4_cap_idx_t gate = probe_gate(thread, 0x100);
    l4_umword_t error;
    l4_msgtag_t r;

    p->mr[0] = 0x11;
    p->mr[1] = 0x22;
    p->mr[2] = l4_map_obj_control(0, L4_MAP_ITEM_MAP);
    p->mr[3] = l4_obj_fpage(l4re_env()->log, 0, L4_CAP_FPAGE_RW).raw;
    r = l4_ipc_call(gate, p->u, l4_msgtag(0, 2, 1, 0), probe_within(0, 100000));
    error = l4_ipc_error(r, p->u);
    pthread_join(thread, NULL);
    printf("T12 cap item, receiver has no buffer: client err=%lx; server "
           "tag=%lx words=%lu items=%lu err=%lx\n",
           error, seen.tag, seen.tag & 63, (seen.tag >> 6) & 63, seen.error);
}

static void silence(struct probe *p)
{
    l4_cap_idx_t gate = probe_gate(probe_start(probe_silent, NULL), 0x200);
    l4_msgtag_t r;

    r = l4_ipc_call(gate, p->u, empty, probe_within(0, 2000));
    printf("T13 call, server never replies, rcv timeout 2ms: err=%lx "
           "rcv=%d\n",
           l4_ipc_error(r, p->u), l4_ipc_is_rcv_error(p->u));
    r = l4_ipc_call(gate, p->u, empty, probe_within(2000, 0));
    printf("T13b call, server not receiving, snd timeout 2ms: err=%lx\n",
           l4_ipc_error(r, p->u));
    r = l4_ipc_send(gate, p->u, empty, L4_IPC_SEND_TIMEOUT_0);
    printf("T13c send, server not receiving, timeout 0: err=%lx\n",
           l4_ipc_error(r, p->u));
}

static void *waiting(void *none)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t label;
    l4_msgtag_t r;

    (void)none;
    probe_ready();
    r = l4_ipc_wait(u, &label, L4_IPC_NEVER);
    seen.error = l4_ipc_error(r, u);
    return NULL;
}

static void cancelled(void)
{
    pthread_t thread = probe_start(waiting, NULL);
    l4_msgtag_t r = l4_thread_ex_regs(pthread_l4_cap(thread), ~0ul, ~0ul,
                                      L4_THREAD_EX_REGS_CANCEL);
    int error = l4_error(r);

    pthread_join(thread, NULL);
    printf("T14 ex_regs(cancel): l4_error=%d -> server wait err=%lx\n", error,
           seen.error);
}

void probe_errors(struct probe *p)
{
    nobody(p);
    unbound(p);
    no_buffer(p);
    silence(p);
    cancelled();
}
