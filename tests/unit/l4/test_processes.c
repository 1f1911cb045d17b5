/*
 * Tasks of the emulated kernel that are processes.
 */
#include "tasks.h"
#include "unit.h"

#include <l4/re/c/mem_alloc.h>
#include <l4/re/c/rm.h>
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/rcv_endpoint.h>
#include <l4/sys/task.h>
#include <pthread-l4.h>

#include <check.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
    pid_t pid;
    int task;
    l4_cap_idx_t gate;
};

/* A process that serves a gate of ours with `serve`. */
static void start(struct child *c, void (*serve)(l4_utcb_t *u))
{
    c->gate = l4re_util_cap_alloc();
    l4_factory_create_gate(l4re_env()->factory, c->gate, L4_INVALID_CAP, 0);
    c->pid = l4_host_fork("server", &c->task);
    ck_assert_int_ge(c->pid, 0);
    if (c->pid == 0) {
        l4_utcb_t *u = l4_utcb();
        l4_cap_idx_t gate;

        while (l4_is_invalid_cap(gate = l4re_env_get_cap("gate")))
            l4_ipc_sleep_ms(1);
        l4_rcv_ep_bind_thread(gate, pthread_l4_cap(pthread_self()), 0x220);
        serve(u);
        _exit(0);
    }
    ck_assert_int_eq(l4_host_give(c->task, "gate", c->gate,
                                  L4_CAP_FPAGE_RWSD | L4_FPAGE_C_IPCGATE_SVR),
                     0);
}

static void end(struct child *c)
{
    kill(c->pid, SIGKILL);
    waitpid(c->pid, NULL, 0);
    l4_host_task_end(c->task);
}

static void add(l4_utcb_t *u)
{
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr, label;

    l4_ipc_wait(u, &label, L4_IPC_NEVER);
    for (;;) {
        mr[0] = mr[0] + mr[1];
        l4_ipc_reply_and_wait(u, l4_msgtag(0, 1, 0, 0), &label,
                              L4_IPC_SEND_TIMEOUT_0);
    }
}

START_TEST(a_call_reaches_another_process)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr, i;
    struct child c;

    start(&c, add);
    for (i = 0; i < 1000; i++) {
        l4_msgtag_t r;

        mr[0] = i;
        mr[1] = 2;
        r = l4_ipc_call(c.gate, u, l4_msgtag(1, 2, 0, 0), within_ms(5000));
        ck_assert_uint_eq(l4_ipc_error(r, u), 0);
        ck_assert_uint_eq(mr[0], i + 2);
    }
    end(&c);
}
END_TEST

static void silence(l4_utcb_t *u)
{
    l4_umword_t label;

    l4_ipc_wait(u, &label, L4_IPC_NEVER);
    pause();
}

START_TEST(a_killed_server_is_known_by_its_clients_deadline_alone)
{
    l4_utcb_t *u = l4_utcb();
    struct child c;
    l4_msgtag_t r;

    start(&c, silence);
    r = l4_ipc_call(c.gate, u, l4_msgtag(1, 0, 0, 0), within_ms(50));
    ck_assert_uint_eq(l4_ipc_error(r, u), L4_IPC_RETIMEOUT);
    end(&c);
    r = l4_ipc_call(c.gate, u, l4_msgtag(1, 0, 0, 0), within_ms(50));
    ck_assert_uint_eq(l4_ipc_error(r, u), L4_IPC_ENOT_EXISTENT);
}
END_TEST

START_TEST(kills_at_any_moment_leave_nothing)
{
    l4_utcb_t *u = l4_utcb();
    struct l4_host_count before = l4_host_count(), after;
    unsigned i;

    for (i = 0; i < 100; i++) {
        struct child c;
        unsigned calls;

        start(&c, add);
        for (calls = 0; calls < i; calls++)
            l4_ipc_call(c.gate, u, l4_msgtag(1, 2, 0, 0), within_ms(5000));
        end(&c);
        l4_task_release_cap(L4_BASE_TASK_CAP, c.gate);
        l4re_util_cap_free(c.gate);
    }
    after = l4_host_count();
    ck_assert_uint_eq(before.threads, after.threads);
    ck_assert_uint_eq(before.objects, after.objects);
    ck_assert_uint_eq(before.capabilities, after.capabilities);
}
END_TEST

/* Maps a page that comes, and tells its first octet; again when asked. */
static void look(l4_utcb_t *u)
{
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr, label;
    l4_buf_regs_t *b = l4_utcb_br_u(u);
    l4_addr_t window;
    l4_msgtag_t tag;

    signal(SIGSEGV, SIG_DFL); /* whatever sanitizers do */
    l4re_rm_reserve_area(&window, L4_PAGESIZE, L4RE_RM_F_RESERVED,
                         L4_PAGESHIFT);
    b->br[0] = L4_ITEM_MAP;
    b->br[1] = l4_fpage(window, L4_PAGESHIFT, L4_FPAGE_RWX).raw;
    b->br[2] = 0;
    b->bdr = l4_bdr(0, 2, 2, 0);
    tag = l4_ipc_wait(u, &label, L4_IPC_NEVER);
    for (;;) {
        if (l4_msgtag_label(tag) == 1) {
            mr[0] = *(volatile uint8_t *)window;
            *(volatile uint8_t *)window = 9;
        }
        tag = l4_ipc_reply_and_wait(u, l4_msgtag(0, 1, 0, 0), &label,
                                    L4_IPC_SEND_TIMEOUT_0);
    }
}

static l4_umword_t lend(struct child *c, void *page)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    l4_msgtag_t r;

    mr[0] = l4_map_control(0, 0, L4_MAP_ITEM_MAP);
    mr[1] = l4_fpage((l4_addr_t)page, L4_PAGESHIFT, L4_FPAGE_RW).raw;
    r = l4_ipc_call(c->gate, u, l4_msgtag(1, 0, 1, 0), within_ms(2000));
    return l4_ipc_error(r, u) != 0 ? ~0ul : mr[0];
}

START_TEST(memory_is_lent_and_taken_away_by_force)
{
    l4_utcb_t *u = l4_utcb();
    l4_cap_idx_t ds = l4re_util_cap_alloc();
    uint8_t *page = NULL;
    struct child c;
    int status;

    ck_assert_int_eq((int)l4re_ma_alloc(L4_PAGESIZE, ds, 0), 0);
    ck_assert_int_eq(l4re_rm_attach((void **)&page, L4_PAGESIZE,
                                    L4RE_RM_F_SEARCH_ADDR | L4RE_RM_F_RW, ds, 0,
                                    L4_PAGESHIFT),
                     0);
    start(&c, look);
    page[0] = 5;
    ck_assert_uint_eq(lend(&c, page), 5);
    ck_assert_uint_eq(page[0], 9);
    l4_task_unmap(L4_BASE_TASK_CAP,
                  l4_fpage((l4_addr_t)page, L4_PAGESHIFT, L4_FPAGE_RW),
                  L4_FP_OTHER_SPACES);
    page[0] = 6; /* still ours */
    /* It touches what it has no more. */
    l4_ipc_call(c.gate, u, l4_msgtag(1, 0, 0, 0), within_ms(500));
    ck_assert_int_eq(waitpid(c.pid, &status, 0), c.pid);
    ck_assert(WIFSIGNALED(status));
    ck_assert_uint_eq(page[0], 6);
    l4_host_task_end(c.task);
}
END_TEST

START_TEST(memory_of_its_own_nobody_can_lend)
{
    static uint8_t page[L4_PAGESIZE] __attribute__((aligned(4096)));
    struct child c;

    l4_utcb();
    start(&c, look);
    ck_assert_uint_eq(lend(&c, page), ~0ul);
    end(&c);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("l4_processes");
    TCase *t = tcase_create("processes");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, a_call_reaches_another_process);
    tcase_add_test(t, a_killed_server_is_known_by_its_clients_deadline_alone);
    tcase_add_test(t, kills_at_any_moment_leave_nothing);
    tcase_add_test(t, memory_is_lent_and_taken_away_by_force);
    tcase_add_test(t, memory_of_its_own_nobody_can_lend);
    suite_add_tcase(s, t);
    return s;
}
