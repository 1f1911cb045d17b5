/*
 * A domain that is destroyed in the middle of calls, or whose peers are
 * killed: "serve" has servants under the name "kill", "call ADDRESS" calls
 * such a server until it goes, says how a call ended, and looks for the next.
 */
#include <string.h>

#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "victim.h"

#ifndef PAGES
#define PAGES   16u
#define CLIENTS 3u
#endif
#define LARGEST     65536u
#define DEADLINE_MS 10000u

/* One that was killed after it had asked for pages is waited for this long. */
static const struct ivmc_xen_guest_options options = {
    .max_message = LARGEST, .timeout_ms = 3000, .max_clients = CLIENTS};

/* ---- the server ------------------------------------------------------------------- */

static uint32_t add(void *servant, uint32_t a, uint32_t b, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return a + b;
}

static void echo(void *servant, const victim_Octets *data,
                 victim_Octets *result, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *result = *data;
}

static enum ivmc_status serve(void)
{
    static _Alignas(4096) unsigned char
        shared[IVMC_XEN_GUEST_SERVE_MEMORY(CLIENTS, PAGES, LARGEST)];
    static unsigned char memory[2 * LARGEST];
    const struct victim_Target_epv epv = {add, echo};
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    bool stop = false;
    uint64_t key;

    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    victim_Target_serve(&server, &epv, NULL, &key);
    ivmc_guest_print("serving\n");
    return ivmc_xen_guest_serve(&server, "kill", &options, PAGES, shared,
                                sizeof shared, &stop);
}

/* ---- the client ------------------------------------------------------------------- */

/* A new server is not there at once. */
static enum ivmc_status reach(const char *address,
                              struct ivmc_channel **channel)
{
    static _Alignas(
        4096) unsigned char shared[IVMC_XEN_GUEST_MEMORY(PAGES, LARGEST)];
    struct ivmc_xen_guest_options o = options;
    static uint32_t times;
    enum ivmc_status s;

    o.ask = times++ % 2 != 0;
    for (;;) {
        s = ivmc_xen_guest_connect(address, &o, PAGES, shared, sizeof shared,
                                   channel);
        if (s != IVMC_PEER_GONE && s != IVMC_REFUSED)
            return s;
        ivmc_guest_wait(NULL, 0, ivmc_guest_now() + 5000000);
    }
}

/* Small calls and ones of several frames, until one fails. */
static enum ivmc_status call_on(struct ivmc_channel *channel)
{
    static unsigned char memory[2 * LARGEST];
    static uint8_t octets[40000];
    const victim_Octets data = {sizeof octets, octets};
    struct ivmc_object target;
    struct ivmc_env env;
    victim_Octets back;
    uint32_t n;

    ivmc_env_init(&env, memory, sizeof memory);
    env.timeout_ms = DEADLINE_MS;
    (void)victim_Target_bind(channel, IVMC_ROOT_KEY, &target, &env);
    for (n = 0; env.status == IVMC_OK; n++) {
        if (n == 1)
            ivmc_guest_print("calling\n");
        if (n % 4 != 3)
            (void)victim_Target_add(&target, 1, 2, &env);
        else
            victim_Target_echo(&target, &data, &back, &env);
    }
    return env.status;
}

static enum ivmc_status call(const char *address)
{
    struct ivmc_channel *channel;
    enum ivmc_status s;
    uint32_t times;

    for (times = 1;; times++) {
        s = reach(address, &channel);
        if (s != IVMC_OK)
            return s;
        s = call_on(channel);
        ivmc_channel_close(channel);
        if (s != IVMC_PEER_GONE)
            return s;
        ivmc_guest_print("gone %u\n", times);
    }
}

int guest_main(const char *command_line)
{
    enum ivmc_status s;

    if (strcmp(command_line, "serve") == 0)
        s = serve();
    else if (memcmp(command_line, "call ", 5) == 0)
        s = call(command_line + 5);
    else
        return 1;
    ivmc_guest_print("FAILED: %s\n", ivmc_status_name(s));
    return 1;
}
