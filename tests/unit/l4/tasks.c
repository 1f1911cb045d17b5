#include "tasks.h"

#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/rcv_endpoint.h>
#include <pthread-l4.h>

#include <check.h>

l4_timeout_t within_ms(unsigned ms)
{
    return l4_timeout(l4_timeout_from_us(ms * 1000ul),
                      l4_timeout_from_us(ms * 1000ul));
}

static void *serve(void *arg)
{
    struct server *s = arg;
    l4_utcb_t *u = l4_utcb();
    l4_cap_idx_t gate;
    l4_umword_t label = 0;
    l4_msgtag_t tag;

    do {
        gate = l4re_env_get_cap("gate");
        l4_ipc_sleep_ms(1);
    } while (l4_is_invalid_cap(gate));
    l4_rcv_ep_bind_thread(gate, pthread_l4_cap(pthread_self()), 0xab0);
    tag = l4_ipc_wait(u, &label, L4_IPC_NEVER);
    for (;;) {
        if (l4_msgtag_has_error(tag))
            tag = l4_ipc_wait(u, &label, L4_IPC_NEVER);
        else
            tag = l4_ipc_reply_and_wait(u, s->serve(tag, label, u), &label,
                                        L4_IPC_SEND_TIMEOUT_0);
    }
    return NULL;
}

void server_start(struct server *s, serve_fn *fn, l4_umword_t label,
                  unsigned rights)
{
    l4_cap_idx_t mine = l4re_util_cap_alloc();

    ck_assert_uint_eq(label, 0xab0);
    s->serve = fn;
    s->task = l4_host_task("server");
    ck_assert_int_gt(s->task, 0);
    l4_factory_create_gate(l4re_env()->factory, mine, L4_INVALID_CAP, 0);
    ck_assert_int_eq(l4_host_give(s->task, "gate", mine,
                                  L4_CAP_FPAGE_RWSD | L4_FPAGE_C_IPCGATE_SVR),
                     0);
    /* What the client has: only these rights. */
    ck_assert_int_eq(l4_host_give(l4_host_self(), "calls", mine, rights), 0);
    s->gate = l4re_env_get_cap("calls");
    ck_assert(l4_is_valid_cap(s->gate));
    ck_assert_int_eq(l4_host_thread(s->task, &s->thread, serve, s), 0);
}

void receive_capability(l4_utcb_t *u, l4_cap_idx_t slot, l4_umword_t flags)
{
    l4_buf_regs_t *b = l4_utcb_br_u(u);

    b->br[0] = slot | L4_RCV_ITEM_SINGLE_CAP | flags;
    b->br[1] = 0;
    b->bdr = l4_bdr(1, 1, 0, 0);
}

l4_msgtag_t put_capability(l4_utcb_t *u, long label, l4_cap_idx_t c,
                           unsigned char rights, unsigned control)
{
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;

    mr[0] = l4_map_obj_control(0, control);
    mr[1] = l4_obj_fpage(c, 0, rights).raw;
    return l4_msgtag(label, 0, 1, 0);
}
