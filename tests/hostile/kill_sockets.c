/* Killed peers over sockets. */
#include <stdio.h>
#include <unistd.h>

#include "kill.h"
#include "victim.h"

static struct victim victim;
static struct ivmc_listener *listener;
static const char *address; /* where `connect` goes */

static const char *local(const char *scheme)
{
    static char text[64];

    snprintf(text, sizeof text, "%s:@ivmc-kill-%d", scheme, (int)getpid());
    return text;
}

static void start_at(const char *where)
{
    victim_start(&victim, VICTIM_LOOP, where, NULL);
    address = victim.address;
}

static void listen_at(const char *where)
{
    struct ivmc_socket_options o = {.max_message = VICTIM_MESSAGE};

    ck_status(ivmc_socket_listen(where, &o, &listener), IVMC_OK, where);
    address = ivmc_listener_address(listener);
}

static void stop(struct kill_rest *rest)
{
    victim_stop(&victim);
    rest->clients = victim.stats.clients;
    rest->memory = victim.stats.memory;
}

static enum ivmc_status connect_to(struct ivmc_channel **channel)
{
    struct ivmc_socket_options o = {.max_message = VICTIM_MESSAGE,
                                    .timeout_ms = KILL_DEADLINE_MS};

    return ivmc_socket_connect(address, &o, channel);
}

static void serve(struct ivmc_server *server, bool many)
{
    struct ivmc_socket_loop *loop;
    struct ivmc_channel *channel;

    if (many && ivmc_socket_loop_open(server, NULL, &loop) == IVMC_OK &&
        ivmc_socket_loop_add(loop, listener) == IVMC_OK)
        ivmc_socket_loop_run(loop);
    if (!many &&
        ivmc_socket_accept(listener, KILL_DEADLINE_MS, &channel) == IVMC_OK)
        ivmc_serve(server, channel);
}

static void *run_first(void *context)
{
    ivmc_socket_loop_run(context);
    return NULL;
}

/* Two loops, of which one has the listener. */
static void serve_loops(struct ivmc_server *server, bool many)
{
    struct ivmc_socket_loop *loop, *second;
    static struct peer peer;
    pthread_t thread;

    peer_init(&peer, VICTIM_MESSAGE);
    if (many && ivmc_socket_loop_open(server, NULL, &loop) == IVMC_OK &&
        ivmc_socket_loop_open(&peer.server, NULL, &second) == IVMC_OK &&
        ivmc_socket_loop_join(second, loop) == IVMC_OK &&
        ivmc_socket_loop_add(loop, listener) == IVMC_OK &&
        pthread_create(&thread, NULL, run_first, loop) == 0)
        ivmc_socket_loop_run(second);
    if (!many)
        serve(server, false);
}

static void unlisten(void)
{
    ivmc_listener_close(listener);
}

static void start_loops(void)
{
    victim_start(&victim, VICTIM_LOOPS, local("unix"), NULL);
    address = victim.address;
}

static void start_unix(void)
{
    start_at(local("unix"));
}

static void listen_unix(void)
{
    listen_at(local("unix"));
}

static void start_seqpacket(void)
{
    start_at(local("seqpacket"));
}

static void listen_seqpacket(void)
{
    listen_at(local("seqpacket"));
}

static void start_tcp(void)
{
    start_at("tcp:127.0.0.1:0");
}

static void listen_tcp(void)
{
    listen_at("tcp:127.0.0.1:0");
}

const struct kill_transport kill_transports[] = {
    {"unix", start_unix, stop, connect_to, listen_unix, serve, unlisten},
    {"seqpacket", start_seqpacket, stop, connect_to, listen_seqpacket, serve,
     unlisten},
    {"unix, two loops", start_loops, stop, connect_to, listen_unix, serve_loops,
     unlisten},
    {"tcp", start_tcp, stop, connect_to, listen_tcp, serve, unlisten},
};

const int kill_transport_count =
    (int)(sizeof kill_transports / sizeof *kill_transports);
