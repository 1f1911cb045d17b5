/*
 * Malicious servers on L4: hellos and replies as they please. The client is
 * told, and is left with nothing that was not checked.
 */
#include "l4_pair.h"

#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/rcv_endpoint.h>
#include <pthread-l4.h>

#include <stdlib.h>
#include <string.h>

/* What is answered to one message; items: the gate, and more of it. */
struct lie {
    long label;
    l4_umword_t first, second;
    unsigned words, items;
};

struct impostor {
    l4_cap_idx_t gate;
    int task;
    pthread_t thread;
    const struct lie *hello; /* NULL: a good one */
    uint32_t epoch;
    uint64_t pages;
    const struct lie *bound; /* NULL: a good answer to a bind */
    const struct lie *reply; /* to what comes after the bind */
};

static struct impostor impostor;
static _Alignas(16) unsigned char client_memory[IVMC_L4_MEMORY(65536)];
static _Alignas(16) unsigned char call_memory[8192];

static l4_msgtag_t tell(l4_utcb_t *u, const struct lie *lie)
{
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    l4_msgtag_t tag = l4_msgtag(lie->label, lie->words, 0, 0);
    unsigned i;

    memset(mr, 0, lie->words * sizeof *mr);
    mr[0] = lie->first;
    mr[1] = lie->second;
    for (i = 0; i < lie->items; i++)
        l4_sndfpage_add_u(l4_obj_fpage(l4re_env()->log, 0, L4_CAP_FPAGE_RW), 0,
                          &tag, u);
    return tag;
}

static l4_msgtag_t greet(l4_utcb_t *u, l4_cap_idx_t gate)
{
    const struct ivmc_hello h = {.version = IVMC_PROTOCOL_VERSION,
                                 .max_message = 65536,
                                 .epoch = impostor.epoch};
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    l4_msgtag_t tag = l4_msgtag(0, 5, 0, 0);

    ivmc_hello_store((unsigned char *)mr, &h);
    mr[4] = impostor.pages;
    l4_sndfpage_add_u(l4_obj_fpage(gate, 0, L4_CAP_FPAGE_RW), 0, &tag, u);
    return tag;
}

/* Slot 1, and the one gate that there is. */
static l4_msgtag_t bind(l4_utcb_t *u, l4_cap_idx_t gate)
{
    static const struct lie slot_1 = {0, 4, 1, 2, 0};
    l4_msgtag_t tag = tell(u, &slot_1);

    l4_sndfpage_add_u(l4_obj_fpage(gate, 0, L4_CAP_FPAGE_RW), 0, &tag, u);
    return tag;
}

static l4_msgtag_t answer(l4_utcb_t *u, l4_msgtag_t tag, l4_cap_idx_t gate)
{
    static const struct lie nothing = {0, 0, 0, 0, 0};

    switch (l4_msgtag_label(tag)) {
    case 0x4930:
        return impostor.hello ? tell(u, impostor.hello) : greet(u, gate);
    case 0x4934:
        return impostor.bound ? tell(u, impostor.bound) : bind(u, gate);
    default:
        return tell(u, impostor.reply ? impostor.reply : &nothing);
    }
}

static void *run(void *none)
{
    l4_utcb_t *u = l4_utcb();
    l4_cap_idx_t gate = l4re_env_get_cap("service");
    l4_umword_t label = 0;
    l4_msgtag_t tag;

    (void)none;
    l4_rcv_ep_bind_thread(gate, pthread_l4_cap(pthread_self()), 0x110);
    tag = l4_ipc_wait(u, &label, L4_IPC_NEVER);
    for (;;) {
        if (l4_msgtag_has_error(tag))
            tag = l4_ipc_wait(u, &label, L4_IPC_NEVER);
        else
            tag = l4_ipc_reply_and_wait(u, answer(u, tag, gate), &label,
                                        L4_IPC_SEND_TIMEOUT_0);
    }
    return NULL;
}

static enum ivmc_status meet(uint32_t pages, struct ivmc_channel **c)
{
    const struct ivmc_l4_options o = {
        .max_message = 65536, .pages = pages, .timeout_ms = 1000};

    impostor.gate = l4re_util_cap_alloc();
    l4_factory_create_gate(l4re_env()->factory, impostor.gate, L4_INVALID_CAP,
                           0);
    impostor.task = l4_host_task("impostor");
    ck_assert_int_eq(l4_host_give(impostor.task, "service", impostor.gate,
                                  L4_CAP_FPAGE_RWSD | L4_FPAGE_C_IPCGATE_SVR),
                     0);
    ck_assert_int_eq(l4_host_thread(impostor.task, &impostor.thread, run, NULL),
                     0);
    return ivmc_l4_connect(impostor.gate, &o, client_memory,
                           sizeof client_memory, c);
}

/* ---- hellos -------------------------------------------------------------------- */

static const struct {
    const char *what;
    struct lie hello;
    enum ivmc_status status;
} hellos[] = {
    {"no words", {0, 0, 0, 0, 0}, IVMC_BAD_MESSAGE},
    {"no hello", {0, 1, 2, 5, 1}, IVMC_BAD_MESSAGE},
    {"too many words", {0, 0, 0, 63, 0}, IVMC_BAD_MESSAGE},
    {"a label", {77, 0, 0, 5, 1}, IVMC_REFUSED},
    {"a label below 0", {-16, 0, 0, 0, 0}, IVMC_REFUSED},
};

START_TEST(false_hellos_are_refused)
{
    struct l4_host_count before, after;
    struct ivmc_channel *c;

    l4_utcb();
    before = l4_host_count();
    impostor.hello = &hellos[_i].hello;
    ck_assert_msg(meet(0, &c) == hellos[_i].status, "%s", hellos[_i].what);
    ck_assert_ptr_null(c);
    after = l4_host_count();
    /* The gate of the service is ours. */
    ck_assert_uint_eq(before.capabilities + 1, after.capabilities);
}
END_TEST

START_TEST(an_epoch_of_0_is_refused)
{
    struct ivmc_channel *c;

    impostor.epoch = 0;
    ck_assert_int_eq(meet(0, &c), IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(pages_that_were_not_wanted_are_refused)
{
    struct ivmc_channel *c;

    impostor.epoch = 1;
    impostor.pages = 1;
    ck_assert_int_eq(meet(0, &c), IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(pages_without_a_dataspace_are_refused)
{
    struct ivmc_channel *c;

    impostor.epoch = 1;
    impostor.pages = 4;
    ck_assert_int_eq(meet(8, &c), IVMC_BAD_MESSAGE);
}
END_TEST

/* ---- replies ---------------------------------------------------------------------- */

static const struct {
    const char *what;
    struct lie reply;
    enum ivmc_status status;
} replies[] = {
    {"the sum", {0, 4, 3, 2, 0}, IVMC_OK},
    {"no words", {0, 0, 0, 0, 0}, IVMC_BAD_MESSAGE},
    {"fewer octets", {0, 2, 3, 2, 0}, IVMC_BAD_MESSAGE},
    {"more octets", {0, 8, 3, 2, 0}, IVMC_BAD_MESSAGE},
    {"fewer words than octets", {0, 100, 3, 2, 0}, IVMC_PEER_GONE},
    {"more words than octets", {0, 4, 3, 63, 0}, IVMC_PEER_GONE},
    {"octets without end", {0, ~0ul, 3, 63, 0}, IVMC_PEER_GONE},
    {"octets that wrap", {0, ~0ul - 7, 0, 1, 0}, IVMC_PEER_GONE},
    {"what fills up is not 0",
     {0, 4, UINT64_C(1) << 32 | 3, 2, 0},
     IVMC_PEER_GONE},
    {"a word that says 0", {0, 0, 0, 1, 0}, IVMC_PEER_GONE},
    {"a status", {-IVMC_LIMIT, 0, 0, 0, 0}, IVMC_LIMIT},
    {"a status with words", {-IVMC_LIMIT, 4, 3, 2, 0}, IVMC_PEER_GONE},
    {"a status that is none", {-500, 0, 0, 0, 0}, IVMC_PEER_GONE},
    {"the status exception", {-IVMC_EXCEPTION, 0, 0, 0, 0}, IVMC_PEER_GONE},
    {"an exception that is not raised", {1, 4, 3, 2, 0}, IVMC_BAD_MESSAGE},
    {"an exception beyond all", {0x7fff, 4, 3, 2, 0}, IVMC_BAD_MESSAGE},
    {"in pages that are not there", {0x4937, 0, 0, 0, 0}, IVMC_PEER_GONE},
    {"an item", {0, 4, 3, 2, 1}, IVMC_PEER_GONE},
};

START_TEST(replies_are_checked)
{
    struct ivmc_channel *c;
    struct ivmc_object peer;
    struct ivmc_env env;
    enum ivmc_status wanted = replies[_i].status;

    impostor.epoch = 1;
    ck_assert_int_eq(meet(0, &c), IVMC_OK);
    ivmc_env_init(&env, call_memory, sizeof call_memory);
    env.timeout_ms = 500;
    ck_assert_int_eq(probe_Peer_bind(c, IVMC_ROOT_KEY, &peer, &env), IVMC_OK);
    impostor.reply = &replies[_i].reply;
    ck_assert_int_eq(probe_Peer_add(&peer, 1, 2, &env),
                     wanted == IVMC_OK ? 3 : 0);
    ck_assert_msg(env.status == wanted, "%s: %s", replies[_i].what,
                  ivmc_status_name(env.status));
    ivmc_channel_close(c);
}
END_TEST

/* ---- binds ------------------------------------------------------------------------- */

static const struct {
    const char *what;
    struct lie bound;
    enum ivmc_status status;
} binds[] = {
    {"no gate", {0, 4, 1, 2, 0}, IVMC_PEER_GONE},
    {"slot 0", {0, 4, 0, 2, 1}, IVMC_PEER_GONE},
    {"more than a slot", {0, 8, 1, 2, 1}, IVMC_PEER_GONE},
    {"no words", {0, 0, 0, 0, 1}, IVMC_PEER_GONE},
    {"two gates", {0, 4, 1, 2, 2}, IVMC_PEER_GONE},
    {"a status", {-IVMC_BAD_OBJECT, 0, 0, 0, 0}, IVMC_BAD_OBJECT},
};

START_TEST(answers_to_a_bind_are_checked)
{
    struct ivmc_channel *c;
    struct ivmc_object peer;
    struct ivmc_env env;

    impostor.epoch = 1;
    impostor.bound = &binds[_i].bound;
    ck_assert_int_eq(meet(0, &c), IVMC_OK);
    ivmc_env_init(&env, call_memory, sizeof call_memory);
    env.timeout_ms = 500;
    ck_assert_msg(probe_Peer_bind(c, IVMC_ROOT_KEY, &peer, &env) ==
                      binds[_i].status,
                  "%s: %s", binds[_i].what, ivmc_status_name(env.status));
    ivmc_channel_close(c);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("hostile servers: l4");
    TCase *t = tcase_create("servers");

    tcase_set_timeout(t, 30);
    tcase_add_loop_test(t, false_hellos_are_refused, 0,
                        sizeof hellos / sizeof hellos[0]);
    tcase_add_test(t, an_epoch_of_0_is_refused);
    tcase_add_test(t, pages_that_were_not_wanted_are_refused);
    tcase_add_test(t, pages_without_a_dataspace_are_refused);
    tcase_add_loop_test(t, answers_to_a_bind_are_checked, 0,
                        sizeof binds / sizeof binds[0]);
    tcase_add_loop_test(t, replies_are_checked, 0,
                        sizeof replies / sizeof replies[0]);
    suite_add_tcase(s, t);
    return s;
}
