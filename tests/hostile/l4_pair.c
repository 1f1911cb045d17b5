#include "l4_pair.h"

#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>

#include <stdlib.h>
#include <string.h>

#define MESSAGE 65536u

static _Alignas(16) unsigned char server_memory[IVMC_L4_SERVE_MEMORY(
    L4_PAIR_CLIENTS, MESSAGE)];
static _Alignas(16) unsigned char client_memory[IVMC_L4_MEMORY(MESSAGE)];
static _Alignas(16) unsigned char call_memory[4096];

static l4_cap_idx_t slots[1024];
static unsigned slot_count;

static void *run(void *context)
{
    const struct ivmc_l4_options o = {.max_message = MESSAGE,
                                      .pages = 8,
                                      .max_clients = L4_PAIR_CLIENTS,
                                      .idle_ms = L4_PAIR_IDLE_MS};
    struct l4_pair *p = context;

    if (ivmc_l4_serve(&p->peer.server, l4re_env_get_cap("service"), &o,
                      server_memory, sizeof server_memory, &p->stop) != IVMC_OK)
        abort();
    return NULL;
}

void l4_pair_open(struct l4_pair *p)
{
    const struct ivmc_l4_options o = {.max_message = MESSAGE, .pages = 8};
    struct ivmc_env env;

    memset(p, 0, sizeof *p);
    peer_init(&p->peer, MESSAGE);
    p->gate = l4re_util_cap_alloc();
    l4_factory_create_gate(l4re_env()->factory, p->gate, L4_INVALID_CAP, 0);
    p->task = l4_host_task("server");
    ck_assert_int_eq(l4_host_give(p->task, "service", p->gate,
                                  L4_CAP_FPAGE_RWSD | L4_FPAGE_C_IPCGATE_SVR),
                     0);
    ck_assert_int_eq(l4_host_thread(p->task, &p->thread, run, p), 0);
    ck_assert_int_eq(ivmc_l4_connect(p->gate, &o, client_memory,
                                     sizeof client_memory, &p->good),
                     IVMC_OK);
    ivmc_env_init(&env, call_memory, sizeof call_memory);
    ck_assert_int_eq(probe_Peer_bind(p->good, IVMC_ROOT_KEY, &p->object, &env),
                     IVMC_OK);
}

void l4_pair_call_works(struct l4_pair *p)
{
    struct ivmc_env env;

    ivmc_env_init(&env, call_memory, sizeof call_memory);
    env.timeout_ms = 2000;
    ck_assert_int_eq(probe_Peer_add(&p->object, 20, 22, &env), 42);
    ck_assert_int_eq(env.status, IVMC_OK);
}

void l4_pair_close(struct l4_pair *p)
{
    l4_pair_call_works(p);
    ivmc_channel_close(p->good);
    p->stop = true;
    pthread_join(p->thread, NULL);
    l4_host_task_end(p->task);
    peer_done(&p->peer);
}

l4_cap_idx_t l4_pair_slot(void)
{
    ck_assert_uint_lt(slot_count, sizeof slots / sizeof slots[0]);
    slots[slot_count] = l4re_util_cap_alloc();
    ck_assert(l4_is_valid_cap(slots[slot_count]));
    return slots[slot_count++];
}

void l4_pair_drop_all(void)
{
    while (slot_count > 0)
        l4re_util_cap_free_um(slots[--slot_count]);
}

void l4_pair_hello(l4_umword_t *mr, uint32_t max_message)
{
    const struct ivmc_hello h = {.version = IVMC_PROTOCOL_VERSION,
                                 .max_message = max_message};

    ivmc_hello_store((unsigned char *)mr, &h);
}

uint32_t l4_pair_bind_body(unsigned char *body)
{
    const struct ivmc_view *i = &probe_Peer_skeleton.views[0];
    struct ivmc_enc e;

    ivmc_enc_init(&e, body, IVMC_L4_WORDS_MOST);
    ivmc_put_string(&e, i->identity, IVMC_MAX_IDENTITY);
    ivmc_put_u16(&e, i->major);
    ivmc_put_u16(&e, i->minor);
    ivmc_put_u32(&e, i->op_count);
    ivmc_put_u64(&e, i->signatures[i->op_count - 1]);
    ck_assert_int_eq(e.status, IVMC_OK);
    memset(body + e.pos, 0, -e.pos & 7);
    return e.pos;
}

l4_timeout_t l4_pair_within(unsigned ms)
{
    l4_timeout_s t = l4_timeout_from_us(ms * 1000ul);

    return l4_timeout(t, t);
}
