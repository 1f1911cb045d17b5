/* What the server of many on shared pages promises beyond one client. */
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <ivmc/page.h>

#include "page_loop.h"
#include "unit.h"

#define MESSAGE   65536u
#define TIME_MS   5000u
#define SHORT_MS  200u
#define CLIENTS   64
#define WINDOW_MS 1000

#define ck_status(got, wanted)                                                 \
    ck_assert_str_eq(ivmc_status_name(got), ivmc_status_name(wanted))

/* ---- the server ------------------------------------------------------------- */

struct shop {
    struct ivmc_server server;
    struct ivmc_servant places[1];
    struct ivmc_page_loop *loop;
    pthread_t thread;
    intptr_t fooled; /* what was given last */
    _Alignas(8) unsigned char memory[shop_Boss_MEMORY(MESSAGE)];
};

static int32_t add(void *state, int32_t a, int32_t b, struct ivmc_env *env)
{
    (void)state;
    (void)env;
    return a + b;
}

static int64_t large(void *state, const struct shop_Worker_large_data *data,
                     struct ivmc_env *env)
{
    (void)state;
    (void)env;
    return data->len;
}

static void hire(void *state, struct ivmc_region *result, struct ivmc_env *env)
{
    struct shop *s = state;
    enum ivmc_status status = ivmc_page_loop_endpoint(s->loop, result);

    if (status != IVMC_OK)
        ivmc_env_fail(env, status);
}

static void fool(void *state, int32_t how, struct ivmc_region *result,
                 struct ivmc_env *env)
{
    struct shop *s = state;
    int fd[2];

    (void)env;
    result->handle = IVMC_NO_HANDLE;
    if (s->fooled != IVMC_NO_HANDLE)
        close((int)s->fooled);
    s->fooled = IVMC_NO_HANDLE;
    if (how == 0)
        return;
    if (how == 1 ? pipe(fd) : socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd))
        return;
    close(fd[1]);
    s->fooled = fd[0];
    result->handle = fd[0];
    result->rights = IVMC_READ;
}

static const struct shop_Boss_epv epv = {
    .add = add,
    .large = large,
    .hire = hire,
    .fool = fool,
};

/* Of the server: its clients may be other processes. */
static const char *address(void)
{
    static char text[64];

    if (text[0] == '\0')
        snprintf(text, sizeof text, "page:@ivmc-shop-%d", (int)getpid());
    return text;
}

static void *run(void *loop)
{
    if (ivmc_page_loop_run(loop) != IVMC_OK)
        abort();
    return NULL;
}

static void shop_open(struct shop *s, struct ivmc_page_options o)
{
    struct ivmc_page_listener *listener;
    uint64_t key;

    o.max_message = MESSAGE;
    s->fooled = IVMC_NO_HANDLE;
    ivmc_server_init(&s->server, s->places, 1, s->memory, sizeof s->memory);
    ck_status(shop_Boss_serve(&s->server, &epv, s, &key), IVMC_OK);
    ck_status(ivmc_page_loop_open(&s->server, &o, &s->loop), IVMC_OK);
    ck_status(ivmc_page_listen(address(), &o, &listener), IVMC_OK);
    ck_status(ivmc_page_loop_add(s->loop, listener), IVMC_OK);
    ck_assert_int_eq(pthread_create(&s->thread, NULL, run, s->loop), 0);
}

static struct ivmc_page_stats shop_close(struct shop *s)
{
    struct ivmc_page_stats stats;

    ivmc_page_loop_stop(s->loop);
    pthread_join(s->thread, NULL);
    ivmc_page_loop_stats(s->loop, &stats);
    ivmc_page_loop_close(s->loop);
    if (s->fooled != IVMC_NO_HANDLE)
        close((int)s->fooled);
    return stats;
}

/* ---- a client --------------------------------------------------------------- */

struct client {
    struct ivmc_channel *channel;
    struct ivmc_object object;
    struct ivmc_env env;
    _Alignas(8) unsigned char memory[512];
};

static enum ivmc_status client_open_with(struct client *c,
                                         struct ivmc_page_options o)
{
    enum ivmc_status s;

    o.max_message = MESSAGE;
    o.timeout_ms = TIME_MS;
    s = ivmc_page_connect(address(), &o, &c->channel);
    if (s != IVMC_OK)
        return s;
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    c->env.timeout_ms = TIME_MS;
    return shop_Boss_bind(c->channel, IVMC_ROOT_KEY, &c->object, &c->env);
}

static enum ivmc_status client_open(struct client *c, uint32_t pages)
{
    return client_open_with(c, (struct ivmc_page_options){.pages = pages});
}

static void client_calls(struct client *c)
{
    ck_assert_int_eq(shop_Boss_add(&c->object, 40, 2, &c->env), 42);
    ck_status(c->env.status, IVMC_OK);
}

static void sleep_ms(unsigned ms)
{
    struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&t, NULL);
}

/* Connects as soon as the server has seen that there is room again. */
static void client_gets_in(struct client *c, uint32_t pages)
{
    enum ivmc_status s = IVMC_REFUSED;
    int tries;

    for (tries = 0; tries < 200 && s == IVMC_REFUSED; tries++) {
        s = client_open(c, pages);
        if (s != IVMC_OK)
            sleep_ms(5);
    }
    ck_status(s, IVMC_OK);
}

/* ---- limits ----------------------------------------------------------------- */

START_TEST(no_more_pages_than_there_is_memory_for)
{
    static struct shop s;
    struct client c[3], more;
    int i;

    shop_open(&s, (struct ivmc_page_options){.max_memory = 3 * 64 * 4096});
    for (i = 0; i < 3; i++)
        ck_status(client_open(&c[i], 64), IVMC_OK);
    for (i = 0; i < 10; i++)
        ck_status(client_open(&more, 1), IVMC_REFUSED);
    client_calls(&c[0]);
    ivmc_channel_close(c[0].channel);
    client_gets_in(&more, 64);
    ck_status(client_open(&c[0], 1), IVMC_REFUSED);
    client_calls(&more);
    ivmc_channel_close(more.channel);
    for (i = 1; i < 3; i++)
        ivmc_channel_close(c[i].channel);
    sleep_ms(20);
    ck_assert_uint_eq(shop_close(&s).memory, 0);
}
END_TEST

START_TEST(no_memory_for_a_large_request)
{
    static uint8_t octets[60000];
    struct shop_Worker_large_data data = {sizeof octets, octets};
    static struct shop s;
    struct client c;

    shop_open(&s, (struct ivmc_page_options){.max_memory = 4096 + 50000});
    ck_status(client_open(&c, 1), IVMC_OK);
    shop_Boss_large(&c.object, &data, &c.env);
    ck_status(c.env.status, IVMC_LIMIT);
    data.len = 40000;
    ck_assert_int_eq(shop_Boss_large(&c.object, &data, &c.env), 40000);
    ck_status(c.env.status, IVMC_OK);
    client_calls(&c);
    ivmc_channel_close(c.channel);
    shop_close(&s);
}
END_TEST

START_TEST(no_more_clients_than_places)
{
    static struct shop s;
    struct client c[4], more;
    int i;

    shop_open(&s, (struct ivmc_page_options){.max_clients = 4});
    for (i = 0; i < 4; i++)
        ck_status(client_open(&c[i], 1), IVMC_OK);
    ck_status(client_open(&more, 1), IVMC_REFUSED);
    shop_Boss_hire(&c[0].object, &(struct ivmc_region){0}, &c[0].env);
    ck_status(c[0].env.status, IVMC_LIMIT);
    ivmc_channel_close(c[3].channel);
    client_gets_in(&c[3], 1);
    for (i = 0; i < 4; i++) {
        client_calls(&c[i]);
        ivmc_channel_close(c[i].channel);
    }
    shop_close(&s);
}
END_TEST

/* Connects and says nothing. */
static int silent_one(void)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    const char *name = address() + strlen("page:@");

    ck_assert_int_ge(fd, 0);
    strcpy(a.sun_path + 1, name);
    ck_assert_int_eq(
        connect(fd, (struct sockaddr *)&a,
                (socklen_t)(sizeof a.sun_family + 1 + strlen(name))),
        0);
    return fd;
}

START_TEST(silent_ones_make_room)
{
    struct client first, other;
    static struct shop s;
    int fd[40], i;

    shop_open(&s, (struct ivmc_page_options){.max_clients = 4});
    ck_status(client_open(&first, 1), IVMC_OK);
    for (i = 0; i < 40; i++) {
        fd[i] = silent_one();
        if (i % 8 != 0)
            continue;
        ck_status(client_open(&other, 1), IVMC_OK);
        client_calls(&other);
        client_calls(&first);
        ivmc_channel_close(other.channel);
    }
    client_calls(&first);
    ivmc_channel_close(first.channel);
    for (i = 0; i < 40; i++)
        close(fd[i]);
    sleep_ms(50);
    ck_assert_uint_ge(shop_close(&s).evicted, 30);
}
END_TEST

/* ---- endpoints -------------------------------------------------------------- */

static enum ivmc_status hired_open(struct client *hired, struct client *by)
{
    struct ivmc_region endpoint;
    enum ivmc_status s;

    shop_Boss_hire(&by->object, &endpoint, &by->env);
    ck_status(by->env.status, IVMC_OK);
    s = ivmc_page_connect_endpoint(&endpoint, NULL, &hired->channel);
    if (s != IVMC_OK)
        return s;
    ivmc_env_init(&hired->env, hired->memory, sizeof hired->memory);
    hired->env.timeout_ms = TIME_MS;
    return shop_Worker_bind(hired->channel, IVMC_ROOT_KEY, &hired->object,
                            &hired->env);
}

START_TEST(a_channel_of_its_own)
{
    static struct shop s;
    struct client boss, worker[5];
    int i;

    shop_open(&s, (struct ivmc_page_options){0});
    ck_status(client_open(&boss, 1), IVMC_OK);
    for (i = 0; i < 5; i++)
        ck_status(hired_open(&worker[i], &boss), IVMC_OK);
    ck_assert_uint_ne(worker[0].channel->epoch, boss.channel->epoch);
    ivmc_channel_close(boss.channel);
    for (i = 0; i < 5; i++) {
        ck_assert_int_eq(
            shop_Worker_add(&worker[i].object, i, 1, &worker[i].env), i + 1);
        ck_status(worker[i].env.status, IVMC_OK);
        ivmc_channel_close(worker[i].channel);
    }
    sleep_ms(20);
    ck_assert_uint_eq(shop_close(&s).clients, 0);
}
END_TEST

START_TEST(a_channel_that_nobody_uses)
{
    static struct shop s;
    struct ivmc_region endpoint;
    struct client c;
    int i;

    shop_open(&s, (struct ivmc_page_options){.timeout_ms = SHORT_MS,
                                             .max_clients = 4});
    ck_status(client_open(&c, 1), IVMC_OK);
    for (i = 0; i < 3; i++) {
        shop_Boss_hire(&c.object, &endpoint, &c.env);
        ck_status(c.env.status, IVMC_OK);
        close((int)ivmc_region_take(&endpoint));
    }
    shop_Boss_hire(&c.object, &endpoint, &c.env);
    ck_status(c.env.status, IVMC_LIMIT);
    sleep_ms(2 * SHORT_MS);
    shop_Boss_hire(&c.object, &endpoint, &c.env);
    ck_status(c.env.status, IVMC_OK);
    close((int)ivmc_region_take(&endpoint));
    client_calls(&c);
    ivmc_channel_close(c.channel);
    sleep_ms(2 * SHORT_MS);
    ck_assert_uint_eq(shop_close(&s).clients, 0);
}
END_TEST

START_TEST(what_is_no_channel)
{
    static const enum ivmc_status wanted[] = {IVMC_BAD_ARGUMENT,
                                              IVMC_BAD_MESSAGE, IVMC_PEER_GONE};
    struct ivmc_channel *channel;
    struct ivmc_region endpoint;
    static struct shop s;
    struct client c;

    shop_open(&s, (struct ivmc_page_options){0});
    ck_status(client_open(&c, 1), IVMC_OK);
    shop_Boss_fool(&c.object, _i, &endpoint, &c.env);
    ck_status(c.env.status, IVMC_OK);
    ck_status(ivmc_page_connect_endpoint(&endpoint, NULL, &channel),
              wanted[_i]);
    ck_assert_ptr_null(channel);
    ck_assert(endpoint.handle == IVMC_NO_HANDLE);
    client_calls(&c);
    ivmc_channel_close(c.channel);
    shop_close(&s);
}
END_TEST

/* ---- fairness --------------------------------------------------------------- */

struct crowd {
    atomic_ulong calls[CLIENTS];
    pid_t pid[CLIENTS];
};

static void be_client(atomic_ulong *calls, enum ivmc_page_waiting waiting,
                      bool is_large)
{
    const struct ivmc_page_options o = {.waiting = waiting, .pages = 4};
    static uint8_t octets[40000];
    struct shop_Worker_large_data data = {sizeof octets, octets};
    struct client c;

    if (client_open_with(&c, o) != IVMC_OK)
        _exit(1);
    while (is_large ? shop_Boss_large(&c.object, &data, &c.env) == 40000
                    : shop_Boss_add(&c.object, 40, 2, &c.env) == 42)
        (*calls)++;
    _exit(1);
}

static struct crowd *crowd_open(enum ivmc_page_waiting waiting, bool is_large)
{
    struct crowd *c = mmap(NULL, sizeof *c, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int i;

    ck_assert_ptr_ne(c, MAP_FAILED);
    for (i = 0; i < CLIENTS; i++) {
        pid_t pid;

        fflush(NULL);
        pid = fork();
        if (pid == 0)
            be_client(&c->calls[i], waiting, is_large);
        ck_assert_int_gt(pid, 0);
        c->pid[i] = pid;
    }
    return c;
}

static void crowd_close(struct crowd *c)
{
    int i, status;

    for (i = 0; i < CLIENTS; i++) {
        kill(c->pid[i], SIGKILL);
        waitpid(c->pid[i], &status, 0);
        ck_assert_msg(WIFSIGNALED(status), "a client failed by itself");
    }
    munmap(c, sizeof *c);
}

/* Most calls of one client in a window for each of those of another. */
static unsigned long unfairness(struct crowd *c, unsigned window_ms)
{
    unsigned long before[CLIENTS], calls, most = 0, least = ULONG_MAX;
    int i;

    for (i = 0; i < CLIENTS; i++)
        before[i] = c->calls[i];
    sleep_ms(window_ms);
    for (i = 0; i < CLIENTS; i++) {
        calls = c->calls[i] - before[i];
        most = calls > most ? calls : most;
        least = calls < least ? calls : least;
    }
    return least ? most / least : ULONG_MAX;
}

/* Other work on the machine only ever raises the ratio: the best counts. */
static void is_fair(enum ivmc_page_waiting server,
                    enum ivmc_page_waiting clients, bool is_large)
{
    static struct shop s;
    unsigned long best = ULONG_MAX, ratio;
    struct crowd *c;
    int i;

    shop_open(&s, (struct ivmc_page_options){.waiting = server});
    c = crowd_open(clients, is_large);
    sleep_ms(200);
    for (i = 0; i < 5 && best > 3; i++) {
        ratio = unfairness(c, WINDOW_MS);
        best = ratio < best ? ratio : best;
    }
    crowd_close(c);
    ck_assert_msg(best <= 3, "%lu : 1", best);
    sleep_ms(50);
    ck_assert_uint_eq(shop_close(&s).clients, 0);
}

START_TEST(all_have_their_turn)
{
    is_fair(IVMC_PAGE_ADAPT, IVMC_PAGE_ADAPT, false);
}
END_TEST

/* Collected piece by piece before its turn comes. */
START_TEST(all_have_their_turn_with_large_requests)
{
    is_fair(IVMC_PAGE_ADAPT, IVMC_PAGE_ADAPT, true);
}
END_TEST

START_TEST(all_have_their_turn_asleep)
{
    is_fair(IVMC_PAGE_SLEEP, IVMC_PAGE_ADAPT, false);
}
END_TEST

START_TEST(all_have_their_turn_awake)
{
    is_fair(IVMC_PAGE_SPIN, IVMC_PAGE_SPIN, false);
}
END_TEST

START_TEST(all_have_their_turn_though_one_side_spins)
{
    static const enum ivmc_page_waiting sides[][2] = {
        {IVMC_PAGE_SPIN, IVMC_PAGE_SLEEP}, {IVMC_PAGE_SLEEP, IVMC_PAGE_SPIN}};

    is_fair(sides[_i][0], sides[_i][1], false);
}
END_TEST

static unsigned long calls_in_a_window(struct crowd *c)
{
    unsigned long sum = 0;
    int i;

    for (i = 0; i < CLIENTS; i++)
        sum -= c->calls[i];
    sleep_ms(WINDOW_MS / 4);
    for (i = 0; i < CLIENTS; i++)
        sum += c->calls[i];
    return sum;
}

static void signal_some(const struct crowd *c, int number)
{
    int i;

    for (i = 0; i < CLIENTS; i += 4)
        kill(c->pid[i], number);
}

/* Some are stopped in their sleep, and do not wake when they are rung for. */
START_TEST(who_does_not_wake_is_not_waited_for)
{
    static struct shop s;
    unsigned long all, best = 0, percent;
    struct crowd *c;
    int i;

    shop_open(&s, (struct ivmc_page_options){0});
    c = crowd_open(IVMC_PAGE_ADAPT, false);
    sleep_ms(200);
    for (i = 0; i < 8 && best < 80; i++) {
        all = calls_in_a_window(c);
        signal_some(c, SIGSTOP);
        sleep_ms(20);
        percent = calls_in_a_window(c) * 100 / (all ? all : 1);
        signal_some(c, SIGCONT);
        best = percent > best ? percent : best;
    }
    crowd_close(c);
    ck_assert_msg(best >= 80, "the others keep %lu in 100", best);
    shop_close(&s);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("page loop");
    TCase *t = tcase_create("page loop");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, no_more_pages_than_there_is_memory_for);
    tcase_add_test(t, no_memory_for_a_large_request);
    tcase_add_test(t, no_more_clients_than_places);
    tcase_add_test(t, silent_ones_make_room);
    tcase_add_test(t, a_channel_of_its_own);
    tcase_add_test(t, a_channel_that_nobody_uses);
    tcase_add_loop_test(t, what_is_no_channel, 0, 3);
    tcase_add_test(t, all_have_their_turn);
    tcase_add_test(t, all_have_their_turn_with_large_requests);
    tcase_add_test(t, all_have_their_turn_asleep);
    tcase_add_test(t, all_have_their_turn_awake);
    tcase_add_loop_test(t, all_have_their_turn_though_one_side_spins, 0, 2);
    tcase_add_test(t, who_does_not_wake_is_not_waited_for);
    suite_add_tcase(s, t);
    return s;
}
