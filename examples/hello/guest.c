/*
 * hello-guest: hello-server as a domain of Xen of its own, which needs no
 * operating system: any client that knows its domid calls it under the name
 * "hello". An address on its command line has it call that server instead.
 */
#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "hello.h"

#define LARGEST 4096
#define PAGES   16
#define CLIENTS 8

static _Alignas(4096) unsigned char shared[IVMC_XEN_GUEST_SERVE_MEMORY(
    CLIENTS, PAGES, LARGEST)];
static unsigned char memory[hello_Greeter_MEMORY(LARGEST)];

/* ---- the servant -------------------------------------------------------------- */

static void greet(void *servant, const char *name, const char **greeting,
                  struct ivmc_env *env)
{
    uint32_t *greeted = servant;
    char text[96];

    ivmc_guest_format(text, sizeof text, "Hello, %s!", name);
    *greeting = ivmc_env_string(env, text);
    ++*greeted;
    ivmc_guest_print("greeted %s\n", name);
}

static uint32_t count(void *servant, struct ivmc_env *env)
{
    (void)env;
    return *(const uint32_t *)servant;
}

static enum ivmc_status serve(void)
{
    static const struct hello_Greeter_epv epv = {greet, count};
    const struct ivmc_xen_guest_options options = {.max_message = LARGEST,
                                                   .max_clients = CLIENTS};
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    uint32_t greeted = 0;
    bool stop = false;
    enum ivmc_status s;
    uint64_t key;

    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    s = hello_Greeter_serve(&server, &epv, &greeted, &key);
    if (s != IVMC_OK)
        return s;
    ivmc_guest_print("serving hello\n");
    return ivmc_xen_guest_serve(&server, "hello", &options, PAGES, shared,
                                sizeof shared, &stop);
}

/* ---- the client --------------------------------------------------------------- */

static enum ivmc_status call(const char *address)
{
    const struct ivmc_xen_guest_options options = {.max_message = LARGEST};
    struct ivmc_channel *channel;
    struct ivmc_object greeter;
    const char *greeting = "";
    struct ivmc_env env;
    enum ivmc_status s;

    ivmc_env_init(&env, memory, sizeof memory);
    s = ivmc_xen_guest_connect(address, &options, PAGES, shared, sizeof shared,
                               &channel);
    if (s != IVMC_OK)
        return s;
    s = hello_Greeter_bind(channel, IVMC_ROOT_KEY, &greeter, &env);
    if (s == IVMC_OK) {
        hello_Greeter_greet(&greeter, "guest", &greeting, &env);
        s = env.status;
    }
    ivmc_guest_print("%s\n", greeting);
    ivmc_channel_close(channel);
    return s;
}

int guest_main(const char *command_line)
{
    enum ivmc_status s = command_line[0] == '\0' ? serve() : call(command_line);

    if (s != IVMC_OK)
        ivmc_guest_print("hello-guest: %s\n", ivmc_status_text(s));
    return s != IVMC_OK;
}
