/*
 * Clients that are really gone, killed with calls in flight, when the replies
 * to them come: nobody gets those, and nothing stays behind.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ivmc/sockets.h>

#include "later.h"
#include "unit.h"

#define KEPT    3
#define MESSAGE 4096

/* ---- the servant -------------------------------------------------------- */

struct desk {
    struct ivmc_deferred kept[2 * KEPT]; /* questions not answered yet */
    uint32_t kept_count;
    enum ivmc_status late; /* of answering the first one from within a call */
};

/* Odd questions are kept; 0 answers the first one kept. */
static int32_t ask(void *servant, int32_t n, struct ivmc_env *env)
{
    struct desk *d = servant;

    if (n % 2 && d->kept_count < 2 * KEPT)
        ivmc_defer(env, &d->kept[d->kept_count++]);
    if (n == 0)
        d->late = later_Desk_ask_reply(&d->kept[0], 666);
    return n / 2;
}

static void list(void *servant, const char *name, int32_t *count,
                 struct later_Item *best, struct later_Items *result,
                 struct ivmc_env *env)
{
    (void)servant;
    (void)name;
    (void)count;
    (void)best;
    (void)result;
    ivmc_env_fail(env, IVMC_REFUSED);
}

static void note(void *servant, int32_t n, struct ivmc_env *env)
{
    (void)servant;
    (void)n;
    (void)env;
}

static void answer(void *servant, int32_t n, struct ivmc_env *env)
{
    (void)servant;
    (void)n;
    (void)env;
}

static const struct later_Desk_epv epv = {ask, list, note, answer};

/* ---- the client --------------------------------------------------------- */

struct half {
    struct ivmc_call call;
    struct ivmc_env env;
    unsigned char memory[256];
};

/* Asks what is not answered at once, says so, and waits for its end. */
static void be_client(const char *address, int ready)
{
    struct ivmc_channel *channel;
    struct ivmc_object desk;
    struct half h[KEPT];
    struct ivmc_env env;
    int32_t n;

    ivmc_env_init(&env, h[0].memory, sizeof h[0].memory);
    if (ivmc_socket_connect(address, NULL, &channel) != IVMC_OK ||
        later_Desk_bind(channel, IVMC_ROOT_KEY, &desk, &env) != IVMC_OK)
        _exit(1);
    channel->max_in_flight = KEPT;
    for (n = 0; n < KEPT; n++) {
        ivmc_env_init(&h[n].env, h[n].memory, sizeof h[n].memory);
        later_Desk_ask_begin(&h[n].call, &desk, 2 * n + 1, &h[n].env);
    }
    (void)!write(ready, "", 1);
    pause();
    _exit(0);
}

struct child {
    pid_t pid;
    int ready;
};

static void start_client(struct child *c, const char *address)
{
    int fd[2];

    ck_assert_int_eq(pipe(fd), 0);
    c->ready = fd[0];
    c->pid = fork();
    if (c->pid == 0)
        be_client(address, fd[1]);
    ck_assert_int_gt(c->pid, 0);
    close(fd[1]);
}

static void kill_client(struct child *c)
{
    char octet;
    int status;

    ck_assert_int_eq(read(c->ready, &octet, 1), 1);
    close(c->ready);
    ck_assert_int_eq(kill(c->pid, SIGKILL), 0);
    ck_assert_int_eq(waitpid(c->pid, &status, 0), c->pid);
    ck_assert(WIFSIGNALED(status));
}

/* ---- the server --------------------------------------------------------- */

static struct ivmc_socket_options options;
static struct ivmc_servant places[1];
static struct ivmc_server server;
static struct ivmc_listener *listener;
static struct desk desk;
static _Alignas(8) unsigned char memory[later_Desk_MEMORY(MESSAGE)];
static unsigned descriptors;

static unsigned open_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    unsigned count = 0;

    ck_assert_ptr_nonnull(d);
    while (readdir(d))
        count++;
    closedir(d);
    return count;
}

static void start(const char *scheme)
{
    char address[64];
    uint64_t key;

    descriptors = open_descriptors();
    memset(&desk, 0, sizeof desk);
    ivmc_server_init(&server, places, 1, memory, sizeof memory);
    ck_assert(later_Desk_serve(&server, &epv, &desk, &key) == IVMC_OK);
    snprintf(address, sizeof address,
             strcmp(scheme, "tcp") == 0 ? "tcp:127.0.0.1:0"
                                        : "%s:@ivmc-gone-%d",
             scheme, (int)getpid());
    options.max_message = MESSAGE;
    options.timeout_ms = 5000;
    ck_assert(ivmc_socket_listen(address, &options, &listener) == IVMC_OK);
}

static const char *const schemes[] = {"unix", "seqpacket", "tcp"};
#define SCHEMES 3

/* ---- the epoll server --------------------------------------------------- */

static void step_until_kept(struct ivmc_socket_loop *loop, uint32_t count)
{
    int n;

    for (n = 0; n < 500 && desk.kept_count < count; n++)
        ck_assert(ivmc_socket_loop_step(loop, 10) == IVMC_OK);
    ck_assert_uint_eq(desk.kept_count, count);
}

static void step_until_clients(struct ivmc_socket_loop *loop, uint32_t clients)
{
    struct ivmc_socket_stats stats = {.clients = UINT32_MAX};
    int n;

    for (n = 0; n < 500 && stats.clients != clients; n++) {
        ck_assert(ivmc_socket_loop_step(loop, 10) == IVMC_OK);
        ivmc_socket_loop_stats(loop, &stats);
    }
    ck_assert_uint_eq(stats.clients, clients);
}

static struct ivmc_socket_loop *start_loop(int scheme)
{
    struct ivmc_socket_loop *loop;

    start(schemes[scheme]);
    ck_assert(ivmc_socket_loop_open(&server, &options, &loop) == IVMC_OK);
    ck_assert(ivmc_socket_loop_add(loop, listener) == IVMC_OK);
    return loop;
}

static void end_loop(struct ivmc_socket_loop *loop)
{
    struct ivmc_socket_stats stats;

    ivmc_socket_loop_stats(loop, &stats);
    ck_assert_uint_eq(stats.clients, 0);
    ck_assert_uint_eq(stats.memory, 0);
    ivmc_socket_loop_close(loop);
    ck_assert_uint_eq(open_descriptors(), descriptors);
}

/* The server knows that it is gone; another one has its place by then. */
START_TEST(answers_come_after_the_end)
{
    struct ivmc_socket_loop *loop = start_loop(_i);
    struct child first, second;
    uint32_t i;

    start_client(&first, ivmc_listener_address(listener));
    step_until_kept(loop, KEPT);
    kill_client(&first);
    step_until_clients(loop, 0);
    ck_assert(later_Desk_ask_reply(&desk.kept[0], 1) == IVMC_PEER_GONE);

    start_client(&second, ivmc_listener_address(listener));
    step_until_kept(loop, 2 * KEPT);
    for (i = 1; i < KEPT; i++)
        ck_assert(later_Desk_ask_reply(&desk.kept[i], 1) == IVMC_PEER_GONE);
    for (i = KEPT; i < 2 * KEPT; i++)
        ck_assert(later_Desk_ask_reply(&desk.kept[i], 1) == IVMC_OK);
    kill_client(&second);
    step_until_clients(loop, 0);
    end_loop(loop);
}
END_TEST

/* The server does not know yet: octets may leave, to nobody. */
START_TEST(answers_come_before_it_is_noticed)
{
    struct ivmc_socket_loop *loop = start_loop(_i);
    struct child client;
    uint32_t i;

    start_client(&client, ivmc_listener_address(listener));
    step_until_kept(loop, KEPT);
    kill_client(&client);
    for (i = 0; i < KEPT; i++) {
        enum ivmc_status s = later_Desk_ask_reply(&desk.kept[i], 1);

        ck_assert(s == IVMC_OK || s == IVMC_PEER_GONE);
    }
    step_until_clients(loop, 0);
    ck_assert(later_Desk_ask_reply(&desk.kept[0], 1) == IVMC_BAD_ARGUMENT);
    end_loop(loop);
}
END_TEST

/* And when the server ends with them kept. */
START_TEST(the_server_ends_first)
{
    struct ivmc_socket_loop *loop = start_loop(_i);
    struct child client;

    start_client(&client, ivmc_listener_address(listener));
    step_until_kept(loop, KEPT);
    ivmc_socket_loop_close(loop);
    ck_assert(later_Desk_ask_reply(&desk.kept[0], 1) == IVMC_PEER_GONE);
    kill_client(&client);
    ck_assert_uint_eq(open_descriptors(), descriptors);
}
END_TEST

/* ---- a server of one connection ----------------------------------------- */

static struct ivmc_channel *serve_until_kept(uint32_t count)
{
    struct ivmc_channel *channel;

    ck_assert(ivmc_socket_accept(listener, 5000, &channel) == IVMC_OK);
    while (desk.kept_count < count)
        ck_assert(ivmc_serve_next(&server, channel, 5000) == IVMC_OK);
    return channel;
}

static void asks_nothing(const char *address)
{
    unsigned char lent[256];
    struct ivmc_channel *channel;
    struct ivmc_object other;
    struct ivmc_env env;

    ivmc_env_init(&env, lent, sizeof lent);
    if (ivmc_socket_connect(address, NULL, &channel) != IVMC_OK ||
        later_Desk_bind(channel, IVMC_ROOT_KEY, &other, &env) != IVMC_OK)
        _exit(1);
    /* In its call the servant answers somebody else. */
    if (later_Desk_ask(&other, 0, &env) != 0 || env.status != IVMC_OK)
        _exit(2);
    ivmc_channel_close(channel);
    _exit(0);
}

START_TEST(one_connection_after_the_other)
{
    struct ivmc_channel *channel;
    struct child client;
    pid_t other;
    int status;

    start(schemes[_i]);
    start_client(&client, ivmc_listener_address(listener));
    channel = serve_until_kept(KEPT);
    kill_client(&client);
    ck_assert(ivmc_serve(&server, channel) == IVMC_PEER_GONE);
    ivmc_channel_close(channel);

    other = fork();
    if (other == 0)
        asks_nothing(ivmc_listener_address(listener));
    desk.late = IVMC_OK;
    ck_assert(ivmc_socket_accept(listener, 5000, &channel) == IVMC_OK);
    ck_assert(ivmc_serve(&server, channel) == IVMC_PEER_GONE);
    ivmc_channel_close(channel);
    ck_assert_int_eq(waitpid(other, &status, 0), other);
    ck_assert_int_eq(status, 0);
    ck_assert(desk.late == IVMC_PEER_GONE);
    ivmc_listener_close(listener);
    ck_assert_uint_eq(open_descriptors(), descriptors);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("gone");
    TCase *t = tcase_create("gone");

    tcase_set_timeout(t, 30);
    tcase_add_loop_test(t, answers_come_after_the_end, 0, SCHEMES);
    tcase_add_loop_test(t, answers_come_before_it_is_noticed, 0, SCHEMES);
    tcase_add_loop_test(t, the_server_ends_first, 0, SCHEMES);
    tcase_add_loop_test(t, one_connection_after_the_other, 0, SCHEMES);
    suite_add_tcase(s, t);
    return s;
}
