/*
 * hello-minios: hello-server in a guest that runs MiniOS, under the name
 * "hello". Each client has a thread, and so a server, of its own; they share
 * the servant, since threads of MiniOS give way only where they wait.
 */
#include <ivmc/xen.h>

#include "hello.h"

#define LARGEST 4096

/* Of MiniOS: its headers and C's do not go together. */
int snprintf(char *to, size_t size, const char *format, ...);
void printk(const char *format, ...);
void *malloc(size_t size);
void free(void *memory);
struct thread *create_thread(char *name, void (*function)(void *), void *data);
int app_main(void *start);

static uint32_t greeted;

/* ---- the servant -------------------------------------------------------------- */

static void greet(void *servant, const char *name, const char **greeting,
                  struct ivmc_env *env)
{
    char text[96];

    (void)servant;
    snprintf(text, sizeof text, "Hello, %s!", name);
    *greeting = ivmc_env_string(env, text);
    greeted++;
    printk("greeted %s\n", name);
}

static uint32_t count(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return greeted;
}

static const struct hello_Greeter_epv greeter = {greet, count};

/* ---- a client ----------------------------------------------------------------- */

struct client {
    struct ivmc_channel *channel;
    struct ivmc_server server;
    struct ivmc_servant servants[1];
    unsigned char memory[hello_Greeter_MEMORY(LARGEST)];
};

static void serve(void *data)
{
    struct client *c = data;
    uint64_t key;
    enum ivmc_status s;

    ivmc_server_init(&c->server, c->servants, 1, c->memory, sizeof c->memory);
    s = hello_Greeter_serve(&c->server, &greeter, NULL, &key);
    if (s == IVMC_OK)
        s = ivmc_serve(&c->server, c->channel);
    printk("client: %s\n", ivmc_status_text(s));
    ivmc_channel_close(c->channel);
    free(c);
}

/* ---- the server --------------------------------------------------------------- */

static void take(struct ivmc_channel *channel)
{
    struct client *c = malloc(sizeof *c);

    if (!c) {
        ivmc_channel_close(channel);
        return;
    }
    c->channel = channel;
    create_thread("client", serve, c);
}

static void listen(void *data)
{
    const struct ivmc_xen_options options = {.max_message = LARGEST};
    struct ivmc_xen_listener *listener;
    struct ivmc_channel *channel;
    enum ivmc_status s = ivmc_xen_listen("hello", &options, &listener);

    (void)data;
    printk("serving hello: %s\n", ivmc_status_text(s));
    while (s == IVMC_OK)
        if (ivmc_xen_accept(listener, IVMC_FOREVER, &channel) == IVMC_OK)
            take(channel);
}

int app_main(void *start)
{
    (void)start;
    create_thread("listen", listen, NULL);
    return 0;
}
