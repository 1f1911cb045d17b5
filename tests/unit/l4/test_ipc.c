/*
 * Messages of the emulated kernel: what the transcript of the probe leaves
 * out.
 */
#include "tasks.h"
#include "unit.h"

#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/kip.h>
#include <l4/sys/rcv_endpoint.h>
#include <l4/sys/thread.h>
#include <pthread-l4.h>

#include <check.h>

static l4_msgtag_t echo(l4_msgtag_t tag, l4_umword_t label, l4_utcb_t *u)
{
    (void)u;
    (void)label;
    return l4_msgtag(0, l4_msgtag_words(tag), 0, 0);
}

START_TEST(words_that_nobody_sent_are_poison)
{
    struct server s;
    l4_utcb_t *u = l4_utcb();
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    l4_msgtag_t r;

    server_start(&s, echo, 0xab0, L4_CAP_FPAGE_RW);
    mr[0] = 7;
    mr[1] = 8;
    r = l4_ipc_call(s.gate, u, l4_msgtag(1, 1, 0, 0), within_ms(1000));
    ck_assert_int_eq(l4_error_u(r, u), 0);
    ck_assert_uint_eq(l4_msgtag_words(r), 1);
    ck_assert_uint_eq(mr[0], 7);
    ck_assert_uint_eq(mr[1], L4_HOST_POISON);
    ck_assert_uint_eq(mr[62], L4_HOST_POISON);
}
END_TEST

START_TEST(words_that_nobody_sent_stay_without_poison)
{
    struct server s;
    l4_utcb_t *u = l4_utcb();
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;

    server_start(&s, echo, 0xab0, L4_CAP_FPAGE_RW);
    l4_host_poison(false);
    mr[5] = 8;
    l4_ipc_call(s.gate, u, l4_msgtag(1, 1, 0, 0), within_ms(1000));
    ck_assert_uint_eq(mr[5], 8);
}
END_TEST

START_TEST(other_calls_forget_the_registers)
{
    l4_umword_t *mr = l4_utcb_mr()->mr;

    mr[0] = 7;
    l4re_util_cap_alloc();
    ck_assert_uint_eq(mr[0], L4_HOST_POISON);
}
END_TEST

START_TEST(timeouts_say_what_ten_bits_can)
{
    ck_assert_uint_eq(l4_timeout_get(l4_timeout_from_us(1000)), 1000);
    ck_assert_uint_eq(l4_timeout_get(l4_timeout_from_us(1023)), 1023);
    ck_assert_uint_eq(l4_timeout_get(l4_timeout_from_us(1025)), 1024);
    ck_assert_uint_eq(l4_timeout_get(l4_timeout_from_us(3000000)), 2998272);
    ck_assert_uint_eq(l4_timeout_from_us(0).t, 0x400);
    ck_assert_uint_eq(l4_timeout_from_us(~0ul).t, 0);
}
END_TEST

START_TEST(a_time_that_is_over_ends_at_once)
{
    l4_utcb_t *u = l4_utcb();
    l4_timeout_s at = {0x8000 + 3};
    l4_kernel_clock_t before = l4_kip_clock(l4re_kip());
    l4_umword_t label;
    l4_msgtag_t r;

    l4_utcb_br_u(u)->br[3] = before;
    r = l4_ipc_wait(u, &label, l4_timeout(L4_IPC_TIMEOUT_NEVER, at));
    ck_assert_uint_eq(l4_ipc_error(r, u), L4_IPC_RETIMEOUT);
    l4_utcb_br_u(u)->br[3] = before + 20000;
    r = l4_ipc_wait(u, &label, l4_timeout(L4_IPC_TIMEOUT_NEVER, at));
    ck_assert_uint_eq(l4_ipc_error(r, u), L4_IPC_RETIMEOUT);
    ck_assert_uint_ge(l4_kip_clock(l4re_kip()), before + 20000);
}
END_TEST

static void *send_number(void *arg)
{
    l4_cap_idx_t *to = arg;
    l4_utcb_t *u = l4_utcb();

    l4_utcb_mr_u(u)->mr[0] = 42;
    l4_ipc_send(*to, u, l4_msgtag(5, 1, 0, 0), L4_IPC_NEVER);
    return NULL;
}

/* A thread of this task that is to be sent to: the caller's own. */
static l4_cap_idx_t own_thread(void)
{
    return pthread_l4_cap(pthread_self());
}

START_TEST(a_send_waits_until_it_is_received)
{
    l4_utcb_t *u = l4_utcb();
    l4_cap_idx_t me = own_thread();
    pthread_t sender;
    l4_umword_t label = 1;
    l4_msgtag_t r;

    ck_assert_int_eq(pthread_create(&sender, NULL, send_number, &me), 0);
    l4_ipc_sleep_ms(10);
    r = l4_ipc_wait(u, &label, within_ms(1000));
    ck_assert_int_eq((int)l4_msgtag_label(r), 5);
    ck_assert_uint_eq(l4_utcb_mr_u(u)->mr[0], 42);
    ck_assert_uint_eq(label, 0);
    /* It did not call. */
    r = l4_ipc_reply(L4_INVALID_CAP, u, l4_msgtag(0, 0, 0, 0),
                     L4_IPC_SEND_TIMEOUT_0);
    ck_assert_uint_eq(l4_ipc_error(r, u), L4_IPC_ENOT_EXISTENT);
    pthread_join(sender, NULL);
}
END_TEST

START_TEST(a_closed_receive_takes_one_partner_only)
{
    l4_utcb_t *u = l4_utcb();
    l4_cap_idx_t me = own_thread();
    pthread_t first, second;
    l4_msgtag_t r;

    pthread_create(&first, NULL, send_number, &me);
    l4_ipc_sleep_ms(10);
    pthread_create(&second, NULL, send_number, &me);
    l4_ipc_sleep_ms(10);
    r = l4_ipc_receive(pthread_l4_cap(second), u, within_ms(1000));
    ck_assert_uint_eq(l4_ipc_error(r, u), 0);
    r = l4_ipc_receive(pthread_l4_cap(second), u, within_ms(5));
    ck_assert_uint_ne(l4_ipc_error(r, u), 0);
    r = l4_ipc_receive(pthread_l4_cap(first), u, within_ms(1000));
    ck_assert_uint_eq(l4_ipc_error(r, u), 0);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
}
END_TEST

START_TEST(a_cancelled_runner_loses_its_next_wait)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t label;
    l4_msgtag_t r;

    l4_thread_ex_regs(own_thread(), ~0ul, ~0ul, L4_THREAD_EX_REGS_CANCEL);
    r = l4_ipc_wait(u, &label, within_ms(1000));
    ck_assert_uint_eq(l4_ipc_error(r, u), L4_IPC_RECANCELED);
    r = l4_ipc_wait(u, &label, within_ms(1));
    ck_assert_uint_eq(l4_ipc_error(r, u), L4_IPC_RETIMEOUT);
}
END_TEST

static void *call_gate(void *arg)
{
    l4_cap_idx_t *gate = arg;
    l4_utcb_t *u = l4_utcb();
    l4_msgtag_t r =
        l4_ipc_call(*gate, u, l4_msgtag(9, 0, 0, 0), within_ms(2000));

    return (void *)l4_ipc_error(r, u);
}

START_TEST(who_called_an_unbound_gate_is_served_when_it_is_bound)
{
    l4_utcb_t *u = l4_utcb();
    l4_cap_idx_t gate = l4re_util_cap_alloc(), me = own_thread();
    l4_umword_t label = 0;
    pthread_t caller;
    void *error;
    l4_msgtag_t r;

    l4_factory_create_gate(l4re_env()->factory, gate, L4_INVALID_CAP, 0);
    pthread_create(&caller, NULL, call_gate, &gate);
    l4_ipc_sleep_ms(10);
    l4_rcv_ep_bind_thread(gate, me, 0x770);
    r = l4_ipc_wait(u, &label, within_ms(1000));
    ck_assert_int_eq((int)l4_msgtag_label(r), 9);
    ck_assert_uint_eq(label, 0x773);
    l4_ipc_reply(L4_INVALID_CAP, u, l4_msgtag(0, 0, 0, 0),
                 L4_IPC_SEND_TIMEOUT_0);
    pthread_join(caller, &error);
    ck_assert_ptr_null(error);
}
END_TEST

static enum l4_host_fault once(void *arg, enum l4_host_phase phase,
                               l4_cap_idx_t dest, l4_msgtag_t tag)
{
    enum l4_host_fault *next = arg, f = *next;

    (void)dest;
    (void)tag;
    if (phase != L4_HOST_SEND)
        return L4_HOST_NONE;
    *next = L4_HOST_NONE;
    return f;
}

static l4_umword_t last_tag;

static l4_msgtag_t remember(l4_msgtag_t tag, l4_umword_t label, l4_utcb_t *u)
{
    (void)label;
    (void)u;
    last_tag = (l4_umword_t)tag.raw;
    return l4_msgtag(0, 0, 0, 0);
}

START_TEST(faults_come_on_demand)
{
    static const struct {
        enum l4_host_fault fault;
        l4_umword_t error;
        long label;
        unsigned words;
    } cases[] = {
        {L4_HOST_CANCEL, L4_IPC_SECANCELED, 0, 0},
        {L4_HOST_TIMEOUT, L4_IPC_SETIMEOUT, 0, 0},
        {L4_HOST_GONE, L4_IPC_ENOT_EXISTENT, 0, 0},
        {L4_HOST_FEWER_WORDS, 0, 5, 1},
        {L4_HOST_NO_WORDS, 0, 5, 0},
        {L4_HOST_MORE_ITEMS, L4_IPC_SEMSGCUT, 0, 0},
        {L4_HOST_OTHER_LABEL, 0, 6, 2},
    };
    l4_utcb_t *u = l4_utcb();
    enum l4_host_fault next;
    struct server s;
    unsigned i;

    server_start(&s, remember, 0xab0, L4_CAP_FPAGE_RW);
    l4_host_inject(once, &next);
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        l4_msgtag_t r, got;

        next = cases[i].fault;
        r = l4_ipc_call(s.gate, u, l4_msgtag(5, 2, 0, 0), within_ms(1000));
        ck_assert_uint_eq(l4_ipc_error(r, u), cases[i].error);
        if (cases[i].error != 0)
            continue;
        got.raw = (l4_mword_t)last_tag;
        ck_assert_int_eq((int)l4_msgtag_label(got), (int)cases[i].label);
        ck_assert_uint_eq(l4_msgtag_words(got), cases[i].words);
    }
    l4_host_inject(NULL, NULL);
}
END_TEST

START_TEST(nothing_is_left_of_threads_that_end)
{
    struct l4_host_count before, after;
    l4_cap_idx_t me;
    unsigned i;

    l4_utcb();
    me = own_thread();
    before = l4_host_count();
    for (i = 0; i < 600; i++) { /* more than there are places */
        pthread_t t;

        ck_assert_int_eq(pthread_create(&t, NULL, send_number, &me), 0);
        l4_ipc_wait(l4_utcb(), &(l4_umword_t){0}, within_ms(2000));
        pthread_join(t, NULL);
    }
    after = l4_host_count();
    ck_assert_uint_eq(before.threads, after.threads);
    ck_assert_uint_eq(before.objects, after.objects);
    ck_assert_uint_eq(before.capabilities, after.capabilities);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("l4_ipc");
    TCase *t = tcase_create("ipc");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, words_that_nobody_sent_are_poison);
    tcase_add_test(t, words_that_nobody_sent_stay_without_poison);
    tcase_add_test(t, other_calls_forget_the_registers);
    tcase_add_test(t, timeouts_say_what_ten_bits_can);
    tcase_add_test(t, a_time_that_is_over_ends_at_once);
    tcase_add_test(t, a_send_waits_until_it_is_received);
    tcase_add_test(t, a_closed_receive_takes_one_partner_only);
    tcase_add_test(t, a_cancelled_runner_loses_its_next_wait);
    tcase_add_test(t, who_called_an_unbound_gate_is_served_when_it_is_bound);
    tcase_add_test(t, faults_come_on_demand);
    tcase_add_test(t, nothing_is_left_of_threads_that_end);
    suite_add_tcase(s, t);
    return s;
}
