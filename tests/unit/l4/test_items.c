/*
 * Capabilities that travel between tasks of the emulated kernel.
 */
#include "tasks.h"
#include "unit.h"

#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/task.h>
#include <pthread-l4.h>

#include <check.h>

static l4_cap_idx_t server_slot;

/* Has a slot for a capability of the next message, and tells what came. */
static l4_msgtag_t take(l4_msgtag_t tag, l4_umword_t label, l4_utcb_t *u)
{
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;

    (void)label;
    if (server_slot == 0)
        server_slot = l4re_util_cap_alloc();
    mr[2] = l4_msgtag_items(tag) != 0 ? mr[0] & 0xfff : ~0ul;
    mr[3] = mr[1];
    mr[0] = mr[2];
    mr[1] = mr[3];
    receive_capability(u, server_slot,
                       l4_msgtag_label(tag) == 2 ? L4_RCV_ITEM_LOCAL_ID : 0);
    return l4_msgtag(0, 2, 0, 0);
}

/* The next message of this label can bring one. */
static void prepare(struct server *s, long label)
{
    l4_utcb_t *u = l4_utcb();
    l4_msgtag_t r =
        l4_ipc_call(s->gate, u, l4_msgtag(label, 0, 0, 0), within_ms(1000));

    ck_assert_uint_eq(l4_ipc_error(r, u), 0);
}

static l4_umword_t send_cap(struct server *s, l4_cap_idx_t c,
                            unsigned char rights, unsigned control)
{
    l4_utcb_t *u = l4_utcb();
    l4_msgtag_t r = l4_ipc_call(
        s->gate, u, put_capability(u, 1, c, rights, control), within_ms(1000));

    ck_assert_uint_eq(l4_ipc_error(r, u), 0);
    return l4_utcb_mr_u(u)->mr[0];
}

/* What the server's task has in its slot: 1, 0. */
static l4_cap_idx_t new_gate(void)
{
    l4_cap_idx_t gate = l4re_util_cap_alloc();

    l4_factory_create_gate(l4re_env()->factory, gate,
                           pthread_l4_cap(pthread_self()), 0x550);
    return gate;
}

START_TEST(a_capability_is_mapped_and_taken_away)
{
    struct server s;
    l4_cap_idx_t gate;
    unsigned objects;

    l4_utcb();
    server_start(&s, take, 0xab0, L4_CAP_FPAGE_RWS);
    prepare(&s, 1);
    objects = l4_host_count().objects;
    gate = new_gate();
    ck_assert_uint_eq(send_cap(&s, gate, L4_CAP_FPAGE_RWSD, 0), 0x38);
    /* The server's mapping keeps the object while ours is given up alone. */
    l4_task_unmap(L4_BASE_TASK_CAP, l4_obj_fpage(gate, 0, L4_CAP_FPAGE_RWSD),
                  L4_FP_OTHER_SPACES);
    l4_task_release_cap(L4_BASE_TASK_CAP, gate);
    ck_assert_uint_eq(l4_host_count().objects, objects);
}
END_TEST

START_TEST(without_the_strong_right_nothing_strong_is_given)
{
    struct server s;
    l4_cap_idx_t gate;

    l4_utcb();
    server_start(&s, take, 0xab0, L4_CAP_FPAGE_RW); /* no S */
    prepare(&s, 1);
    gate = new_gate();
    ck_assert_uint_eq(send_cap(&s, gate, L4_CAP_FPAGE_RWSD, 0), 0x38);
    /* It can not be deleted by what arrived: the gate lives on. */
    ck_assert_int_eq(l4_error(l4_task_cap_valid(L4_BASE_TASK_CAP, gate)), 1);
}
END_TEST

START_TEST(a_gate_of_the_receiver_is_told_by_its_label)
{
    struct server s;
    l4_utcb_t *u = l4_utcb();

    server_start(&s, take, 0xab0, L4_CAP_FPAGE_RW);
    prepare(&s, 2);
    ck_assert_uint_eq(send_cap(&s, s.gate, L4_CAP_FPAGE_RW, 0), 0x3c);
    ck_assert_uint_eq(l4_utcb_mr_u(u)->mr[1], 0xab1);
}
END_TEST

START_TEST(an_empty_slot_maps_nothing)
{
    struct server s;

    l4_utcb();
    server_start(&s, take, 0xab0, L4_CAP_FPAGE_RW);
    prepare(&s, 1);
    ck_assert_uint_eq(send_cap(&s, l4re_util_cap_alloc(), L4_CAP_FPAGE_RW, 0),
                      0x3a);
}
END_TEST

START_TEST(a_grant_leaves_nothing_here)
{
    struct server s;
    l4_cap_idx_t gate;

    l4_utcb();
    server_start(&s, take, 0xab0, L4_CAP_FPAGE_RWS);
    prepare(&s, 1);
    gate = new_gate();
    send_cap(&s, gate, L4_CAP_FPAGE_RWSD, L4_MAP_ITEM_GRANT);
    ck_assert_int_eq(l4_error(l4_task_cap_valid(L4_BASE_TASK_CAP, gate)), 0);
}
END_TEST

START_TEST(a_void_item_takes_no_buffer)
{
    struct server s;
    l4_utcb_t *u = l4_utcb();
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    l4_msgtag_t r;

    server_start(&s, take, 0xab0, L4_CAP_FPAGE_RW);
    prepare(&s, 1);
    mr[0] = 0;
    mr[1] = 0;
    r = l4_ipc_call(s.gate, u, l4_msgtag(1, 0, 1, 0), within_ms(1000));
    ck_assert_uint_eq(l4_ipc_error(r, u), 0);
    ck_assert_uint_eq(mr[0], 0);
}
END_TEST

START_TEST(items_beyond_the_registers_are_cut)
{
    struct server s;
    l4_utcb_t *u = l4_utcb();
    l4_msgtag_t r;

    server_start(&s, take, 0xab0, L4_CAP_FPAGE_RW);
    r = l4_ipc_call(s.gate, u, l4_msgtag(1, 62, 1, 0), within_ms(1000));
    ck_assert_uint_eq(l4_ipc_error(r, u), L4_IPC_SEMSGCUT);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("l4_items");
    TCase *t = tcase_create("items");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_capability_is_mapped_and_taken_away);
    tcase_add_test(t, without_the_strong_right_nothing_strong_is_given);
    tcase_add_test(t, a_gate_of_the_receiver_is_told_by_its_label);
    tcase_add_test(t, an_empty_slot_maps_nothing);
    tcase_add_test(t, a_grant_leaves_nothing_here);
    tcase_add_test(t, a_void_item_takes_no_buffer);
    tcase_add_test(t, items_beyond_the_registers_are_cut);
    suite_add_tcase(s, t);
    return s;
}
