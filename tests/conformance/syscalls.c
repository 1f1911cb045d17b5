/*
 * System calls a call: two of a client and of a server of one connection,
 * three of the epoll server. One side runs under ptrace(2), the other beside
 * it; what is counted lies between two naps of the side that is watched.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
/* After sys/ptrace.h, which it would clash with. */
#include <linux/ptrace.h>

#include <ivmc/sockets.h>

#include "conformance.h"
#include "unit.h"

#define CALLS 50

enum side { CLIENT, BLOCKING_SERVER, LOOP_SERVER };

struct count_case {
    const char *name;
    const char *scheme;
    enum side watched;
    unsigned calls; /* system calls a call */
};

static const struct count_case cases[] = {
    {"client over unix", "unix", CLIENT, 2},
    {"client over seqpacket", "seqpacket", CLIENT, 2},
    {"client over tcp", "tcp", CLIENT, 2},
    {"blocking server over unix", "unix", BLOCKING_SERVER, 2},
    {"blocking server over seqpacket", "seqpacket", BLOCKING_SERVER, 2},
    {"blocking server over tcp", "tcp", BLOCKING_SERVER, 2},
    {"epoll server over unix", "unix", LOOP_SERVER, 3},
    {"epoll server over seqpacket", "seqpacket", LOOP_SERVER, 3},
    {"epoll server over tcp", "tcp", LOOP_SERVER, 3},
};

static struct ivmc_listener *listen_at(const char *scheme)
{
    struct ivmc_listener *listener;
    char address[64];

    if (strcmp(scheme, "tcp") == 0)
        snprintf(address, sizeof address, "tcp:127.0.0.1:0");
    else
        snprintf(address, sizeof address, "%s:@ivmc-count-%d", scheme,
                 (int)getpid());
    ck_status(ivmc_socket_listen(address, NULL, &listener), IVMC_OK);
    return listener;
}

static void nap(void)
{
    struct timespec t = {0, 1};

    nanosleep(&t, NULL);
}

/* `marks`: whether the client's own naps are the marks, or the servant's. */
static void be_client(const char *address, bool marks)
{
    _Alignas(8) unsigned char memory[1024];
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    int32_t i;

    ivmc_env_init(&env, memory, sizeof memory);
    if (ivmc_socket_connect(address, NULL, &channel) != IVMC_OK ||
        probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env) != IVMC_OK)
        _exit(1);
    for (i = 0; i < 5; i++)
        probe_Peer_add(&peer, i, i, &env);
    if (marks)
        nap();
    else
        probe_Peer_nap(&peer, 0, &env);
    for (i = 0; i < CALLS; i++) {
        if (probe_Peer_add(&peer, i, 1, &env) != i + 1)
            _exit(1);
    }
    if (marks)
        nap();
    else
        probe_Peer_nap(&peer, 0, &env);
    ivmc_channel_close(channel);
    _exit(0);
}

static void be_server(struct ivmc_listener *listener, bool blocking)
{
    struct ivmc_socket_loop *loop;
    struct ivmc_channel *channel;
    struct peer peer;

    peer_init(&peer, CONFORMANCE_MESSAGE);
    if (blocking) {
        if (ivmc_socket_accept(listener, 5000, &channel) != IVMC_OK)
            _exit(1);
        ivmc_serve(&peer.server, channel);
        _exit(0);
    }
    if (ivmc_socket_loop_open(&peer.server, NULL, &loop) != IVMC_OK ||
        ivmc_socket_loop_add(loop, listener) != IVMC_OK)
        _exit(1);
    ivmc_socket_loop_run(loop);
    _exit(0);
}

static void be(enum side side, struct ivmc_listener *listener, bool marks)
{
    if (side == CLIENT)
        be_client(ivmc_listener_address(listener), marks);
    be_server(listener, side == BLOCKING_SERVER);
}

static bool is_nap(uint64_t number)
{
    return number == SYS_nanosleep || number == SYS_clock_nanosleep;
}

/* The clock is read without one, unless this machine's cannot be. */
static bool counts(uint64_t number)
{
    return number != SYS_clock_gettime;
}

/* System calls that `child` enters between its first and its second nap. */
static unsigned count(pid_t child)
{
    struct ptrace_syscall_info info;
    unsigned n = 0, naps = 0;
    int status;

    while (ptrace(PTRACE_SYSCALL, child, NULL, NULL) == 0 &&
           waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        if (WSTOPSIG(status) != (SIGTRAP | 0x80))
            continue;
        if (ptrace(PTRACE_GET_SYSCALL_INFO, child, (void *)sizeof info,
                   &info) <= 0 ||
            info.op != PTRACE_SYSCALL_INFO_ENTRY)
            continue;
        if (is_nap(info.entry.nr) && ++naps == 2)
            return n;
        if (naps == 1 && !is_nap(info.entry.nr) && counts(info.entry.nr))
            n++;
    }
    return n;
}

START_TEST(system_calls)
{
    const struct count_case *c = &cases[_i];
    struct ivmc_listener *listener = listen_at(c->scheme);
    enum side other = c->watched == CLIENT ? LOOP_SERVER : CLIENT;
    unsigned calls, naps_of_servant = c->watched == CLIENT ? 0 : 1;
    pid_t watched, beside;
    int status;

    watched = fork();
    if (watched == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
            _exit(2);
        raise(SIGSTOP);
        be(c->watched, listener, c->watched == CLIENT);
    }
    ck_assert_int_eq(waitpid(watched, &status, 0), watched);
    ck_assert_msg(WIFSTOPPED(status), "error: ptrace is not allowed here");
    ck_assert_int_eq(
        ptrace(PTRACE_SETOPTIONS, watched, NULL,
               (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)),
        0);
    beside = fork();
    if (beside == 0)
        be(other, listener, false);
    calls = count(watched);
    kill(watched, SIGKILL);
    kill(beside, SIGKILL);
    waitpid(watched, &status, 0);
    waitpid(beside, &status, 0);
    /* A servant naps within a call: the rest of it, and of the other, too. */
    ck_assert_msg(calls == c->calls * (CALLS + naps_of_servant),
                  "%s: %u system calls for %u calls", c->name, calls,
                  CALLS + naps_of_servant);
    ivmc_listener_close(listener);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("conformance: system calls");
    TCase *t = tcase_create("counts");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, system_calls, 0, sizeof cases / sizeof *cases);
    suite_add_tcase(s, t);
    return s;
}
