/*
 * Many calls over shared pages while clients and servers are killed and come
 * again. Each call ends in exactly one of result, exception and status, within
 * its deadline, with the right answer; and who survives holds no more than it
 * did. STRESS_CALLS in the environment: how many calls, for long runs.
 */
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <ivmc/page.h>

#include "common.h"
#include "probe.h"
#include "servant.h"
#include "unit.h"

#define CLIENTS     4
#define CALLS       200000u
#define DEADLINE_MS 2000u
#define IN_FLIGHT   4

/* A client that sleeps sees within a slice that its server is gone. */
#define NOTICE_MS 120

/* Clients killed for each server. */
#define CLIENTS_A_SERVER 16

/* What one client tells; it lies in memory that all processes share. */
struct tally {
    atomic_ulong begun, results, exceptions, statuses;
    atomic_ulong connections;
    atomic_int failed; /* line of what was wrong; 0: nothing */
};

struct stress {
    struct tally tally[CLIENTS];
    atomic_bool ending;
};

static struct stress *shared;
static char address[64];

static uint32_t random_below(uint32_t *state, uint32_t limit)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % limit;
}

/* ---- a client --------------------------------------------------------------- */

struct caller {
    struct tally *tally;
    uint32_t random;
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    _Alignas(8) unsigned char memory[2 * VICTIM_MESSAGE];
    uint8_t octets[40000];
};

/* Says what went wrong, and ends: the parent sees to the rest. */
#define check_that(c, what)                                                    \
    do {                                                                       \
        if (!(what)) {                                                         \
            (c)->tally->failed = __LINE__;                                     \
            _exit(1);                                                          \
        }                                                                      \
    } while (0)

/* Counts how a call ended; true when its result may be looked at. */
static bool ended(struct caller *c, const struct ivmc_env *env)
{
    switch (env->status) {
    case IVMC_OK:
        c->tally->results++;
        return true;
    case IVMC_EXCEPTION:
        c->tally->exceptions++;
        return false;
    default:
        /* Busy: no room for one more while replies wait to be collected. */
        check_that(c, env->status == IVMC_PEER_GONE ||
                          (env->status == IVMC_BUSY && env != &c->env));
        c->tally->statuses++;
        return false;
    }
}

static void call_add(struct caller *c)
{
    int32_t a = (int32_t)random_below(&c->random, 1000000), sum;

    sum = probe_Peer_add(&c->peer, a, 3, &c->env);
    if (ended(c, &c->env))
        check_that(c, sum == a + 3);
}

static void call_echo(struct caller *c)
{
    struct probe_Octets data, back;

    data.len = 1 + random_below(&c->random, sizeof c->octets);
    data.data = c->octets;
    memset(c->octets, (int)c->random & 0xff, data.len);
    probe_Peer_echo(&c->peer, "lead", &data, &back, &c->env);
    if (ended(c, &c->env))
        check_that(c, back.len == data.len &&
                          memcmp(back.data, data.data, back.len) == 0);
}

static void call_refuse(struct caller *c)
{
    int32_t why = (int32_t)random_below(&c->random, 1000000);
    const struct probe_Refusal *refusal;

    probe_Peer_refuse(&c->peer, why, &c->env);
    if (ended(c, &c->env))
        check_that(c, false);
    if (c->env.status != IVMC_EXCEPTION)
        return;
    refusal = probe_Refusal_caught(&c->env);
    check_that(c, refusal && refusal->why == why);
}

static void call_note(struct caller *c)
{
    probe_Peer_note(&c->peer, 1, &c->env);
    ended(c, &c->env);
}

static void call_pass(struct caller *c)
{
    uint32_t number = 1 + random_below(&c->random, 1000000);
    struct ivmc_region file = {.size = 4, .rights = IVMC_READ}, back;

    file.handle = number_file(number);
    probe_Peer_pass(&c->peer, &file, &back, &c->env);
    close((int)file.handle);
    if (!ended(c, &c->env))
        return;
    check_that(c, file_number((int)back.handle) == number + 1);
    close((int)back.handle);
}

static void call_several(struct caller *c)
{
    struct ivmc_call call[IN_FLIGHT];
    struct ivmc_env env[IN_FLIGHT];
    _Alignas(8) unsigned char memory[IN_FLIGHT][256];
    int32_t i, sum;

    c->tally->begun += IN_FLIGHT - 1;
    for (i = 0; i < IN_FLIGHT; i++) {
        ivmc_env_init(&env[i], memory[i], sizeof memory[i]);
        env[i].timeout_ms = DEADLINE_MS;
        probe_Peer_add_begin(&call[i], &c->peer, i, 100, &env[i]);
    }
    while (i-- > 0) {
        sum = probe_Peer_add_finish(&call[i]);
        if (env[i].status != IVMC_BUSY)
            c->env.status = env[i].status;
        if (ended(c, &env[i]))
            check_that(c, sum == i + 100);
    }
}

/* One call at random; false when the server is gone. */
static bool call_any(struct caller *c)
{
    static void (*const calls[])(struct caller *) = {
        call_add, call_echo, call_refuse, call_note, call_pass, call_several,
    };
    uint64_t since = now_ms();

    c->tally->begun++;
    calls[random_below(&c->random, sizeof calls / sizeof *calls)](c);
    check_that(c, now_ms() - since < DEADLINE_MS + 1000);
    return c->env.status != IVMC_PEER_GONE;
}

/* A connection of any size; false when no server took it. */
static bool caller_open(struct caller *c)
{
    static const uint32_t pages[] = {1, 2, 16, 64};
    struct ivmc_page_options o = {
        .max_message = VICTIM_MESSAGE,
        .timeout_ms = DEADLINE_MS,
        .pages = pages[random_below(&c->random, 4)],
        .request_percent = 20 + random_below(&c->random, 60),
        .waiting =
            random_below(&c->random, 2) ? IVMC_PAGE_ADAPT : IVMC_PAGE_SLEEP,
    };
    enum ivmc_status s = ivmc_page_connect(address, &o, &c->channel);

    check_that(c, s == IVMC_OK || s == IVMC_PEER_GONE);
    if (s != IVMC_OK)
        return false;
    c->tally->connections++;
    c->channel->max_in_flight = IN_FLIGHT;
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    c->env.timeout_ms = DEADLINE_MS;
    s = probe_Peer_bind(c->channel, IVMC_ROOT_KEY, &c->peer, &c->env);
    check_that(c, s == IVMC_OK || s == IVMC_PEER_GONE);
    if (s == IVMC_OK)
        return true;
    ivmc_channel_close(c->channel);
    return false;
}

static void be_client(int n, uint32_t seed)
{
    static struct caller c;
    struct holdings before;

    c.tally = &shared->tally[n];
    c.random = seed;
    before = holdings_now();
    while (!shared->ending) {
        uint32_t left = 1 + random_below(&c.random, 2000);

        if (!caller_open(&c)) {
            pause_ms(1);
            continue;
        }
        while (!shared->ending && left-- > 0 && call_any(&c))
            ;
        ivmc_channel_close(c.channel);
        check_that(&c, holdings_are(before));
    }
    _exit(0);
}

/* ---- a server --------------------------------------------------------------- */

static struct ivmc_page_loop *loop;

static void on_signal(int number)
{
    (void)number;
    ivmc_page_loop_stop(loop);
}

/* Serves until it is told to stop; 0 when nothing is left then. */
static int serve(void)
{
    const struct ivmc_page_options o = {.max_message = VICTIM_MESSAGE,
                                        .timeout_ms = DEADLINE_MS};
    struct holdings before = holdings_now();
    struct ivmc_page_listener *listener;
    struct ivmc_page_stats stats;
    struct peer peer;

    peer_init(&peer, VICTIM_MESSAGE);
    if (ivmc_page_listen(address, &o, &listener) != IVMC_OK ||
        ivmc_page_loop_open(&peer.server, &o, &loop) != IVMC_OK ||
        ivmc_page_loop_add(loop, listener) != IVMC_OK)
        return 2;
    signal(SIGTERM, on_signal);
    if (ivmc_page_loop_run(loop) != IVMC_OK)
        return 3;
    while (ivmc_page_loop_step(loop, 1) == IVMC_OK) {
        ivmc_page_loop_stats(loop, &stats);
        if (stats.clients == 0)
            break;
    }
    if (stats.memory != 0)
        return 4;
    ivmc_page_loop_close(loop);
    peer_done(&peer);
    return holdings_are(before) ? 0 : 5;
}

/* ---- who kills them --------------------------------------------------------- */

struct crowd {
    pid_t client[CLIENTS];
    pid_t server;
    uint32_t random;
    unsigned long cut; /* calls that ended with their client */
    unsigned killed;
};

static pid_t start_client(struct crowd *c, int n)
{
    uint32_t seed = random_below(&c->random, 1u << 24);
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0)
        be_client(n, seed);
    ck_assert_int_gt(pid, 0);
    return pid;
}

static pid_t start_server(void)
{
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0)
        _exit(serve());
    ck_assert_int_gt(pid, 0);
    return pid;
}

static unsigned long calls_ended(const struct tally *t)
{
    return t->results + t->exceptions + t->statuses;
}

static void kill_and_wait(pid_t pid, const char *what)
{
    int status;

    kill(pid, SIGKILL);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFSIGNALED(status), "a %s ended with %d by itself", what,
                  WEXITSTATUS(status));
}

/* What a killed client had begun is over, too. */
static void kill_client(struct crowd *c, int n)
{
    struct tally *t = &shared->tally[n];
    unsigned long open;

    if (t->failed == 0)
        kill_and_wait(c->client[n], "client");
    ck_assert_msg(t->failed == 0, "line %d", t->failed);
    open = t->begun - calls_ended(t);
    ck_assert_uint_le(open, IN_FLIGHT);
    t->begun -= open;
    c->cut += open;
    c->killed++;
}

static void kill_server(struct crowd *c)
{
    kill_and_wait(c->server, "server");
    c->killed++;
    c->server = start_server();
    pause_ms(NOTICE_MS);
}

static void kill_somebody(struct crowd *c, bool servers_too)
{
    uint32_t who = random_below(&c->random, CLIENTS);

    if (servers_too && random_below(&c->random, CLIENTS_A_SERVER) == 0) {
        kill_server(c);
        return;
    }
    kill_client(c, (int)who);
    c->client[who] = start_client(c, (int)who);
}

static unsigned long all_ended(void)
{
    unsigned long sum = 0;
    int i;

    for (i = 0; i < CLIENTS; i++)
        sum += calls_ended(&shared->tally[i]);
    return sum;
}

static void random_pause(struct crowd *c)
{
    struct timespec t = {0, 0};

    t.tv_nsec = (long)random_below(&c->random, 5000000);
    nanosleep(&t, NULL);
}

static void expect_exit(pid_t pid, const char *what)
{
    int status;

    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
                  "a %s ended with %d", what, WEXITSTATUS(status));
}

static void end_client(struct crowd *c, int n)
{
    int status;

    ck_assert_int_eq(waitpid(c->client[n], &status, 0), c->client[n]);
    ck_assert_msg(shared->tally[n].failed == 0, "line %d",
                  shared->tally[n].failed);
    ck_assert_msg(status == 0, "a client ended with %x", (unsigned)status);
}

static void crowd_end(struct crowd *c)
{
    unsigned long begun = 0;
    int i;

    shared->ending = true;
    for (i = 0; i < CLIENTS; i++) {
        end_client(c, i);
        begun += shared->tally[i].begun;
    }
    kill(c->server, SIGTERM);
    expect_exit(c->server, "server");
    ck_assert_uint_eq(begun, all_ended());
}

static void tell(const struct crowd *c)
{
    unsigned long sum[4] = {0};
    int i;

    for (i = 0; i < CLIENTS; i++) {
        sum[0] += shared->tally[i].results;
        sum[1] += shared->tally[i].exceptions;
        sum[2] += shared->tally[i].statuses;
        sum[3] += shared->tally[i].connections;
    }
    printf("%lu results, %lu exceptions, %lu statuses, %lu cut off with their "
           "client; %lu connections, %u kills\n",
           sum[0], sum[1], sum[2], c->cut, sum[3], c->killed);
}

static unsigned long calls_wanted(void)
{
    const char *text = getenv("STRESS_CALLS");

    return text ? strtoul(text, NULL, 10) : CALLS;
}

START_TEST(random_kills)
{
    unsigned long wanted = calls_wanted();
    struct crowd c = {.random = 1};
    int i;

    snprintf(address, sizeof address, "page:@ivmc-stress-%d", (int)getpid());
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(shared, MAP_FAILED);
    c.server = start_server();
    for (i = 0; i < CLIENTS; i++)
        c.client[i] = start_client(&c, i);
    while (all_ended() < wanted) {
        random_pause(&c);
        /* Towards the end one server outlives many clients. */
        kill_somebody(&c, all_ended() < wanted / 4 * 3);
    }
    crowd_end(&c);
    tell(&c);
    munmap(shared, sizeof *shared);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("stress");
    TCase *t = tcase_create("stress");

    tcase_set_timeout(t, 60 + (double)(calls_wanted() / 1000));
    tcase_add_test(t, random_kills);
    suite_add_tcase(s, t);
    return s;
}
