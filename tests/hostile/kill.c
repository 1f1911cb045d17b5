/*
 * Clients and servers killed at any moment: the other side learns it within
 * its deadline, goes on with others, and keeps nothing open.
 */
#include "kill.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"

#define CLIENTS 200
#define SERVERS 50

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

static enum ivmc_status caller_open(struct caller *c,
                                    const struct kill_transport *t)
{
    enum ivmc_status status = t->connect(&c->channel);

    if (status != IVMC_OK)
        return status;
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    c->env.timeout_ms = KILL_DEADLINE_MS;
    return probe_Peer_bind(c->channel, IVMC_ROOT_KEY, &c->peer, &c->env);
}

static void be_client(const struct kill_transport *t)
{
    static struct caller c;

    if (caller_open(&c, t) != IVMC_OK)
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

/* A new client makes one good call, well within a second. */
static void still_serves(const struct kill_transport *t)
{
    struct caller c;

    ck_status(caller_open(&c, t), IVMC_OK, t->name);
    ck_assert_int_eq(probe_Peer_add(&c.peer, 30, 12, &c.env), 42);
    ck_status(c.env.status, IVMC_OK, t->name);
    ivmc_channel_close(c.channel);
}

START_TEST(clients)
{
    const struct kill_transport *t = &kill_transports[_i];
    struct holdings before = holdings_now();
    struct kill_rest rest;
    int i;

    t->start();
    for (i = 0; i < CLIENTS; i++) {
        pid_t pid = fork();

        if (pid == 0)
            be_client(t);
        random_pause();
        kill_child(pid);
        if (i % 10 == 0)
            still_serves(t);
    }
    still_serves(t);
    pause_ms(20);
    t->stop(&rest);
    ck_assert_uint_eq(rest.clients, 0);
    ck_assert_uint_eq(rest.memory, 0);
    holdings_come_back(before, t->name);
}
END_TEST

static void be_server(const struct kill_transport *t, bool many)
{
    struct peer peer;

    peer_init(&peer, VICTIM_MESSAGE);
    t->serve(&peer.server, many);
    _exit(1); /* it should have been killed before it came to an end */
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
    ck_assert_uint_lt(now_ms() - since, KILL_DEADLINE_MS);
    call_all(&c->peer, &c->env);
    ck_status(c->env.status, IVMC_PEER_GONE, what);
    ck_assert_int_eq(waitpid(killer, &status, 0), killer);
}

START_TEST(servers)
{
    const struct kill_transport *t = &kill_transports[_i / 2];
    struct holdings before = holdings_now();
    static struct caller c;
    int i;

    for (i = 0; i < SERVERS / 2; i++) {
        pid_t server;

        t->listen();
        fflush(NULL);
        server = fork();
        if (server == 0)
            be_server(t, _i % 2 == 0);
        ck_status(caller_open(&c, t), IVMC_OK, t->name);
        calls_end(&c, server, t->name);
        ivmc_channel_close(c.channel);
        t->unlisten();
        kill_child(server);
        holdings_come_back(before, t->name);
    }
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("kill");
    TCase *t = tcase_create("kill");

    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, clients, 0, kill_transport_count);
    tcase_add_loop_test(t, servers, 0, 2 * kill_transport_count);
    suite_add_tcase(s, t);
    return s;
}
