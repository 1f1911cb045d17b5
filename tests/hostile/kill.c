/*
 * Clients and servers killed at any moment: the other side learns it within
 * its deadline, goes on with others, and keeps nothing open.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"
#include "victim.h"

#define CLIENTS     200
#define SERVERS     50
#define DEADLINE_MS 2000u

static const char *const schemes[] = {"unix", "seqpacket", "tcp"};
#define SCHEMES ((int)(sizeof schemes / sizeof *schemes))

static void address_for(char address[64], const char *scheme)
{
    if (strcmp(scheme, "tcp") == 0)
        strcpy(address, "tcp:127.0.0.1:0");
    else
        snprintf(address, 64, "%s:@ivmc-kill-%d", scheme, (int)getpid());
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

/* Every kind of call, in turn; false when one fails. */
static bool call_all(const struct ivmc_object *peer, struct ivmc_env *env)
{
    static uint8_t octets[40000];
    struct probe_Octets data = {sizeof octets, octets}, result;
    struct ivmc_region file = {.size = 4, .rights = IVMC_READ}, back;

    probe_Peer_add(peer, 1, 2, env);
    if (env->status != IVMC_OK)
        return false;
    probe_Peer_echo(peer, "lead", &data, &result, env);
    if (env->status != IVMC_OK)
        return false;
    probe_Peer_note(peer, 1, env);
    if (env->status != IVMC_OK)
        return false;
    file.handle = number_file(7);
    probe_Peer_pass(peer, &file, &back, env);
    close((int)file.handle);
    if (env->status == IVMC_OK)
        close((int)back.handle);
    return env->status == IVMC_OK || env->status == IVMC_NOT_TRANSFERABLE;
}

struct caller {
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    _Alignas(8) unsigned char memory[2 * VICTIM_MESSAGE];
};

static enum ivmc_status caller_open(struct caller *c, const char *address)
{
    struct ivmc_socket_options o = {.max_message = VICTIM_MESSAGE,
                                    .timeout_ms = DEADLINE_MS};
    enum ivmc_status status = ivmc_socket_connect(address, &o, &c->channel);

    if (status != IVMC_OK)
        return status;
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    c->env.timeout_ms = DEADLINE_MS;
    return probe_Peer_bind(c->channel, IVMC_ROOT_KEY, &c->peer, &c->env);
}

static void be_client(const char *address)
{
    static struct caller c;

    if (caller_open(&c, address) != IVMC_OK)
        _exit(1);
    while (call_all(&c.peer, &c.env))
        ;
    _exit(1); /* it should have been killed before anything failed */
}

static void kill_child(pid_t pid)
{
    int status;

    kill(pid, SIGKILL);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFSIGNALED(status), "ended by itself");
}

START_TEST(clients)
{
    struct holdings before = holdings_now();
    struct victim v;
    char address[64];
    int i;

    address_for(address, schemes[_i]);
    victim_start(&v, VICTIM_LOOP, address, NULL);
    for (i = 0; i < CLIENTS; i++) {
        pid_t pid = fork();

        if (pid == 0)
            be_client(v.address);
        random_pause();
        kill_child(pid);
        if (i % 10 == 0)
            victim_still_serves(&v, schemes[_i]);
    }
    victim_still_serves(&v, schemes[_i]);
    pause_ms(20);
    victim_stop(&v);
    ck_assert_uint_eq(v.stats.clients, 0);
    ck_assert_uint_eq(v.stats.memory, 0);
    holdings_come_back(before, schemes[_i]);
}
END_TEST

static void be_server(struct ivmc_listener *listener, bool blocking)
{
    struct ivmc_socket_loop *loop;
    struct ivmc_channel *channel;
    struct peer peer;

    peer_init(&peer, VICTIM_MESSAGE);
    if (!blocking &&
        ivmc_socket_loop_open(&peer.server, NULL, &loop) == IVMC_OK &&
        ivmc_socket_loop_add(loop, listener) == IVMC_OK)
        ivmc_socket_loop_run(loop);
    if (blocking &&
        ivmc_socket_accept(listener, DEADLINE_MS, &channel) == IVMC_OK)
        ivmc_serve(&peer.server, channel);
    _exit(1);
}

/* Kills `server` after a while, from a process of its own. */
static pid_t be_killer(pid_t server)
{
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        kill(server, SIGKILL);
        _exit(0);
    }
    return pid;
}

/* Calls until the server is gone: a status within the deadline, and again. */
static void calls_end(struct caller *c, pid_t server, const char *what)
{
    uint64_t since = now_ms();
    pid_t killer;
    int status;

    random_pause();
    killer = be_killer(server);
    while (call_all(&c->peer, &c->env))
        since = now_ms();
    ck_status(c->env.status, IVMC_PEER_GONE, what);
    ck_assert_uint_lt(now_ms() - since, DEADLINE_MS);
    call_all(&c->peer, &c->env);
    ck_status(c->env.status, IVMC_PEER_GONE, what);
    ck_assert_int_eq(waitpid(killer, &status, 0), killer);
}

START_TEST(servers)
{
    struct ivmc_socket_options o = {.max_message = VICTIM_MESSAGE};
    const char *scheme = schemes[_i / 2];
    struct holdings before = holdings_now();
    static struct caller c;
    char address[64];
    int i;

    for (i = 0; i < SERVERS / 2; i++) {
        struct ivmc_listener *listener;
        pid_t server;

        address_for(address, scheme);
        ck_status(ivmc_socket_listen(address, &o, &listener), IVMC_OK, scheme);
        fflush(NULL);
        server = fork();
        if (server == 0)
            be_server(listener, _i % 2);
        ck_status(caller_open(&c, ivmc_listener_address(listener)), IVMC_OK,
                  scheme);
        calls_end(&c, server, scheme);
        ivmc_channel_close(c.channel);
        ivmc_listener_close(listener);
        kill_child(server);
        holdings_come_back(before, scheme);
    }
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("kill");
    TCase *t = tcase_create("kill");

    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, clients, 0, SCHEMES);
    tcase_add_loop_test(t, servers, 0, 2 * SCHEMES);
    suite_add_tcase(s, t);
    return s;
}
