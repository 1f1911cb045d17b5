/*
 * What IPC does on this kernel, shown call by call. On the real one it prints
 * transcript.txt, but for numbers of slots, addresses and the order of lines
 * of different threads; the emulation has to do the same.
 */
#include "probe.h"

#include <l4/re/c/mem_alloc.h>
#include <l4/re/c/rm.h>
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <pthread-l4.h>

#include <stdatomic.h>
#include <stdio.h>

static atomic_bool ready;

void probe_ready(void)
{
    ready = true;
}

pthread_t probe_start(void *(*run)(void *), void *arg)
{
    pthread_t thread;

    ready = false;
    pthread_create(&thread, NULL, run, arg);
    while (!ready)
        l4_ipc_sleep_ms(1);
    l4_ipc_sleep_ms(5);
    return thread;
}

l4_cap_idx_t probe_gate(pthread_t thread, l4_umword_t label)
{
    l4_cap_idx_t gate = l4re_util_cap_alloc();
    long e = l4_error(l4_factory_create_gate(l4re_env()->factory, gate,
                                             pthread_l4_cap(thread), label));

    if (e != 0)
        printf("create_gate: %ld\n", e);
    return gate;
}

l4_timeout_t probe_within(l4_uint64_t send_us, l4_uint64_t receive_us)
{
    return l4_timeout(send_us == 0 ? L4_IPC_TIMEOUT_NEVER
                                   : l4_timeout_from_us(send_us),
                      receive_us == 0 ? L4_IPC_TIMEOUT_NEVER
                                      : l4_timeout_from_us(receive_us));
}

void *probe_caller(void *gate)
{
    l4_utcb_t *u = l4_utcb();
    l4_msgtag_t r = l4_ipc_call((l4_cap_idx_t)gate, u, l4_msgtag(0, 1, 0, 0),
                                probe_within(0, 300000));

    printf("  [caller] call ret label=%ld err=%lx\n", l4_msgtag_label(r),
           l4_ipc_error(r, u));
    return NULL;
}

pthread_t probe_call_from_thread(l4_cap_idx_t gate)
{
    pthread_t thread;

    pthread_create(&thread, NULL, probe_caller, (void *)gate);
    return thread;
}

void *probe_silent(void *none)
{
    l4_umword_t label;

    (void)none;
    l4_utcb();
    probe_ready();
    l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
    for (;;)
        l4_ipc_sleep_ms(1000);
}

static void *serve(void *server)
{
    l4_utcb();
    probe_ready();
    lab_serve(server);
    return NULL;
}

/* A page of a dataspace: what a task has of its own nobody can be lent. */
static l4_addr_t shared_page(void)
{
    l4_cap_idx_t dataspace = l4re_util_cap_alloc();
    void *start = NULL;

    if (l4re_ma_alloc(L4_PAGESIZE, dataspace, 0) != 0 ||
        l4re_rm_attach(&start, L4_PAGESIZE,
                       L4RE_RM_F_SEARCH_ADDR | L4RE_RM_F_RW, dataspace, 0,
                       L4_PAGESHIFT) != 0)
        printf("no page to share\n");
    return (l4_addr_t)start;
}

static void show_constants(void)
{
    printf("sizeof(l4_ret_t)=%zu l4_umword=%zu MRs=%d BRs=%d "
           "UTCB_OFFSET=%d\n",
           sizeof(l4_ret_t), sizeof(l4_umword_t), L4_UTCB_GENERIC_DATA_SIZE,
           L4_UTCB_GENERIC_BUFFERS_SIZE, L4_UTCB_OFFSET);
    printf("env: first_free_cap=%lx first_free_reply_cap=%lx\n",
           l4re_env()->first_free_cap, l4re_env()->first_free_reply_cap);
}

int main(void)
{
    static struct lab_server server;
    struct probe p;
    pthread_t thread;

    setvbuf(stdout, NULL, _IOLBF, 0);
    p.u = l4_utcb();
    p.mr = l4_utcb_mr_u(p.u)->mr;
    p.page = shared_page();
    server.slot = l4re_util_cap_alloc();
    server.order = L4_PAGESHIFT;
    if (l4re_rm_reserve_area(&server.window, L4_PAGESIZE, L4RE_RM_F_RESERVED,
                             L4_PAGESHIFT) != 0)
        printf("no window\n");
    show_constants();
    thread = probe_start(serve, &server);
    p.server_thread = pthread_l4_cap(thread);
    p.gate = probe_gate(thread, 0xab0);
    printf("create_gate with low label bits set: %ld\n",
           (long)l4_error(l4_factory_create_gate(l4re_env()->factory,
                                                 l4re_util_cap_alloc(),
                                                 p.server_thread, 0x13)));
    probe_calls(&p);
    probe_errors(&p);
    probe_replies(&p);
    probe_items(&p);
    printf("probe done\n");
    return 0;
}
