/*
 * Reply capabilities, and partners that end.
 */
#include "probe.h"

#include <l4/re/env.h>
#include <l4/sys/task.h>
#include <pthread-l4.h>

#include <stdio.h>

static l4_umword_t reply(l4_utcb_t *u, l4_cap_idx_t to, long label)
{
    return l4_ipc_error(
        l4_ipc_reply(to, u, l4_msgtag(label, 0, 0, 0), L4_IPC_SEND_TIMEOUT_0),
        u);
}

static void *waits_twice(void *none)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t label, first, second;

    (void)none;
    probe_ready();
    l4_ipc_wait(u, &label, L4_IPC_NEVER);
    l4_ipc_wait(u, &label, L4_IPC_NEVER);
    first = reply(u, L4_INVALID_CAP, 1);
    second = reply(u, L4_INVALID_CAP, 1);
    printf("  [srv] 1st reply err=%lx 2nd reply err=%lx\n", first, second);
    return NULL;
}

/* Two callers, the second 20 ms later; until both have their answers. */
static void two_callers(l4_cap_idx_t gate)
{
    pthread_t first = probe_call_from_thread(gate), second;

    l4_ipc_sleep_ms(20);
    second = probe_call_from_thread(gate);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
}

static void overwritten(void)
{
    pthread_t server = probe_start(waits_twice, NULL);

    printf("T15 two callers, implicit reply cap overwritten:\n");
    two_callers(probe_gate(server, 0x300));
    pthread_join(server, NULL);
}

static void *replies_late(void *none)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t label;
    l4_msgtag_t r;

    (void)none;
    probe_ready();
    l4_ipc_wait(u, &label, L4_IPC_NEVER);
    l4_ipc_sleep_ms(50);
    r = l4_ipc_reply_and_wait(
        u, l4_msgtag(1, 0, 0, 0), &label,
        l4_timeout(L4_IPC_TIMEOUT_0, l4_timeout_from_us(1000)));
    printf("  [srv] reply_and_wait to timed-out client: err=%lx "
           "(snd_err=%d)\n",
           l4_ipc_error(r, u), l4_ipc_is_snd_error(u));
    return NULL;
}

static void late(struct probe *p)
{
    pthread_t server = probe_start(replies_late, NULL);
    l4_msgtag_t r = l4_ipc_call(probe_gate(server, 0x400), p->u,
                                l4_msgtag(0, 0, 0, 0), probe_within(0, 5000));

    printf("T16 client rcv timeout err=%lx, then server replies late:\n",
           l4_ipc_error(r, p->u));
    pthread_join(server, NULL);
}

static l4_cap_idx_t reply_slot(unsigned i)
{
    return (l4re_env()->first_free_reply_cap + i) << L4_CAP_SHIFT |
           L4_REPLY_CAP_BIT;
}

static void explicit_wait(l4_utcb_t *u, unsigned i)
{
    const l4_msgtag_t empty = {0};
    l4_umword_t label = 0;
    l4_msgtag_t r =
        l4_ipc(reply_slot(i), u, L4_SYSF_WAIT, 0, empty, &label, L4_IPC_NEVER);

    printf("  [srv] explicit wait%u err=%lx lbl=%lx\n", i + 1,
           l4_ipc_error(r, u), label);
}

static void *answers_in_reverse(void *none)
{
    l4_utcb_t *u = l4_utcb();

    (void)none;
    probe_ready();
    explicit_wait(u, 0);
    explicit_wait(u, 1);
    printf("  [srv] reply r2 err=%lx\n", reply(u, reply_slot(1), 22));
    printf("  [srv] reply r1 err=%lx\n", reply(u, reply_slot(0), 11));
    printf("  [srv] reply r1 again err=%lx\n", reply(u, reply_slot(0), 11));
    return NULL;
}

static void any_order(void)
{
    pthread_t server = probe_start(answers_in_reverse, NULL);

    printf("T17 explicit reply caps, two outstanding callers:\n");
    two_callers(probe_gate(server, 0x500));
    pthread_join(server, NULL);
}

static void gate_deleted(struct probe *p)
{
    l4_cap_idx_t gate = probe_gate(probe_start(probe_silent, NULL), 0x600);
    pthread_t caller;
    l4_msgtag_t r;

    printf("T18 gate deleted while a client waits for reply:\n");
    caller = probe_call_from_thread(gate);
    l4_ipc_sleep_ms(20);
    printf("  delete_obj: %d\n",
           l4_error(l4_task_delete_obj(L4_BASE_TASK_CAP, gate)));
    r = l4_ipc_call(gate, p->u, l4_msgtag(0, 0, 0, 0), L4_IPC_NEVER);
    printf("  call on deleted gate: err=%lx\n", l4_ipc_error(r, p->u));
    pthread_join(caller, NULL);
}

static void thread_deleted(struct probe *p)
{
    pthread_t server = probe_start(probe_silent, NULL), served, queued;
    l4_cap_idx_t gate = probe_gate(server, 0x700);
    l4_msgtag_t r;

    printf("T19 server thread killed: one client waiting for reply, one "
           "queued:\n");
    served = probe_call_from_thread(gate);
    l4_ipc_sleep_ms(20);
    queued = probe_call_from_thread(gate);
    l4_ipc_sleep_ms(20);
    r = l4_task_delete_obj(L4_BASE_TASK_CAP, pthread_l4_cap(server));
    printf("  delete thread: %d\n", l4_error(r));
    pthread_join(served, NULL);
    pthread_join(queued, NULL);
    r = l4_ipc_call(gate, p->u, l4_msgtag(0, 0, 0, 0),
                    probe_within(5000, 5000));
    printf("  call on gate of dead thread: err=%lx\n", l4_ipc_error(r, p->u));
}

void probe_replies(struct probe *p)
{
    overwritten();
    late(p);
    any_order();
    gate_deleted(p);
    thread_deleted(p);
}
