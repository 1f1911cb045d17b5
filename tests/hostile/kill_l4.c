/*
 * Tasks of L4 that are killed in mid-call. The kernel tells nobody: a client is
 * told by its deadline, a server by its clients' silence.
 */
#include <l4/host/host.h>
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>

#include <ivmc/l4.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"
#include "servant.h"
#include "unit.h"

#include <check.h>

#define MESSAGE     65536u
#define PLACES      4
#define IDLE_MS     50
#define DEADLINE_MS 300
#define KILLS       100

static _Alignas(
    16) unsigned char server_memory[IVMC_L4_SERVE_MEMORY(PLACES, MESSAGE)];
static _Alignas(16) unsigned char client_memory[IVMC_L4_MEMORY(MESSAGE)];
static _Alignas(16) unsigned char call_memory[3 * MESSAGE];
static volatile bool stop;

static const struct ivmc_l4_options options = {.max_message = MESSAGE,
                                               .pages = 8,
                                               .max_clients = PLACES,
                                               .idle_ms = IDLE_MS,
                                               .timeout_ms = 2000};

static l4_cap_idx_t named(const char *name)
{
    l4_cap_idx_t c;

    while (l4_is_invalid_cap(c = l4re_env_get_cap(name)))
        l4_ipc_sleep_ms(1);
    return c;
}

static l4_cap_idx_t new_gate(void)
{
    l4_cap_idx_t gate = l4re_util_cap_alloc();

    ck_assert(l4_is_valid_cap(gate));
    l4_factory_create_gate(l4re_env()->factory, gate, L4_INVALID_CAP, 0);
    return gate;
}

static void give(int task, l4_cap_idx_t gate, bool server)
{
    ck_assert_int_eq(
        l4_host_give(task, "gate", gate,
                     server ? L4_CAP_FPAGE_RWSD | L4_FPAGE_C_IPCGATE_SVR
                            : L4_CAP_FPAGE_RW),
        0);
}

static void serve(void)
{
    struct peer peer;

    peer_init(&peer, MESSAGE);
    if (ivmc_l4_serve(&peer.server, named("gate"), &options, server_memory,
                      sizeof server_memory, &stop) != IVMC_OK)
        abort();
    peer_done(&peer);
}

static void *serve_in_thread(void *none)
{
    (void)none;
    serve();
    return NULL;
}

struct caller {
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
};

static enum ivmc_status call_on(struct caller *c, l4_cap_idx_t gate)
{
    enum ivmc_status s = ivmc_l4_connect(gate, &options, client_memory,
                                         sizeof client_memory, &c->channel);

    if (s != IVMC_OK)
        return s;
    ivmc_env_init(&c->env, call_memory, sizeof call_memory);
    c->env.timeout_ms = DEADLINE_MS;
    return probe_Peer_bind(c->channel, IVMC_ROOT_KEY, &c->peer, &c->env);
}

/* By registers and by pages; false when one fails. */
static bool call_all(struct caller *c)
{
    static uint8_t octets[40000];
    struct probe_Octets data = {sizeof octets, octets}, result;

    probe_Peer_add(&c->peer, 1, 2, &c->env);
    if (c->env.status != IVMC_OK)
        return false;
    probe_Peer_note(&c->peer, 1, &c->env);
    if (c->env.status != IVMC_OK)
        return false;
    probe_Peer_echo(&c->peer, "lead", &data, &result, &c->env);
    return c->env.status == IVMC_OK && result.len == sizeof octets;
}

/* Up to three milliseconds, the same in every run. */
static void random_pause(void)
{
    static uint32_t state = 1;
    struct timespec t = {0, 0};

    state = state * 1664525u + 1013904223u;
    t.tv_nsec = (long)(state >> 8) % 3000000;
    nanosleep(&t, NULL);
}

static void end(pid_t pid, int task)
{
    int status;

    kill(pid, SIGKILL);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFSIGNALED(status), "ended by itself: %d", status);
    l4_host_task_end(task);
}

static void still_serves(l4_cap_idx_t gate)
{
    struct caller c;
    unsigned tries = 0;

    /* The places of the dead are free when they have been silent. */
    while (call_on(&c, gate) != IVMC_OK && tries++ < 50)
        l4_ipc_sleep_ms(IDLE_MS / 5);
    ck_assert_int_eq(probe_Peer_add(&c.peer, 30, 12, &c.env), 42);
    ivmc_channel_close(c.channel);
}

static void be_client(void)
{
    struct caller c;
    enum ivmc_status s;

    do
        s = call_on(&c, named("gate"));
    while (s == IVMC_REFUSED);
    while (s == IVMC_OK && call_all(&c))
        ;
    _exit(1); /* it should have been killed before anything failed */
}

START_TEST(clients)
{
    struct l4_host_count before, after;
    int server = l4_host_task("server"), i;
    l4_cap_idx_t gate;
    pthread_t thread;

    l4_utcb();
    gate = new_gate();
    give(server, gate, true);
    l4_host_thread(server, &thread, serve_in_thread, NULL);
    still_serves(gate);
    before = l4_host_count();
    for (i = 0; i < KILLS; i++) {
        int task;
        pid_t pid = l4_host_fork("client", &task);

        if (pid == 0)
            be_client();
        give(task, gate, false);
        random_pause();
        end(pid, task);
        if (i % 10 == 0)
            still_serves(gate);
    }
    l4_ipc_sleep_ms(2 * IDLE_MS);
    /* Whoever comes takes the places of the dead. */
    for (i = 0; i < PLACES; i++)
        still_serves(gate);
    after = l4_host_count();
    ck_assert_uint_eq(before.threads, after.threads);
    ck_assert_uint_eq(before.capabilities, after.capabilities);
    stop = true;
    pthread_join(thread, NULL);
}
END_TEST

START_TEST(servers)
{
    struct l4_host_count before, after;
    int i;

    l4_utcb();
    before = l4_host_count();
    for (i = 0; i < KILLS / 2; i++) {
        l4_cap_idx_t gate = new_gate();
        struct caller c;
        pid_t pid, killer;
        int task;

        pid = l4_host_fork("server", &task);
        if (pid == 0) {
            serve();
            _exit(1);
        }
        give(task, gate, true);
        ck_assert_int_eq(call_on(&c, gate), IVMC_OK);
        killer = fork();
        if (killer == 0) {
            random_pause();
            kill(pid, SIGKILL);
            _exit(0);
        }
        while (call_all(&c))
            ;
        ck_assert_msg(c.env.status == IVMC_TIMEOUT ||
                          c.env.status == IVMC_PEER_GONE,
                      "%s", ivmc_status_name(c.env.status));
        end(pid, task);
        waitpid(killer, NULL, 0);
        ck_assert(!call_all(&c));
        ck_assert_int_eq(c.env.status, IVMC_PEER_GONE);
        ivmc_channel_close(c.channel);
        l4re_util_cap_free_um(gate);
    }
    after = l4_host_count();
    ck_assert_uint_eq(before.threads, after.threads);
    ck_assert_uint_eq(before.objects, after.objects);
    ck_assert_uint_eq(before.capabilities, after.capabilities);
    ck_assert_uint_eq(before.regions, after.regions);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("kill: l4");
    TCase *t = tcase_create("kill");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, clients);
    tcase_add_test(t, servers);
    suite_add_tcase(s, t);
    return s;
}
