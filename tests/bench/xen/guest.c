/*
 * The guest's ends. Its command line says which:
 *
 *   bare           answers by hand
 *   awake          the same, and gives way instead of sleeping
 *   serve          serves bench::Null under the name "bench"
 *   asleep         the same, and sleeps before each request
 *   call CALLS ROUNDS  calls Dom0: by hand, "loop", "one" and, asleep, "asleep"
 *                  there; prints a line for each round of each
 */
#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include <xen/sched.h>
#include <xen/xen.h>

#include "asleep.h"
#include "bare.h"
#include "null.h"

#define LARGEST 4096u
#define PAGES   4

#define TRY_AGAIN_NS UINT64_C(10000000)

static _Alignas(4096) unsigned char shared[3][IVMC_XEN_GUEST_SERVE_MEMORY(
    1, PAGES, LARGEST)];
static unsigned char memory[bench_Null_MEMORY(LARGEST)];

/* ---- counting ----------------------------------------------------------------- */

/* The linker has the library's events counted (--wrap). */
void __real_ivmc_guest_port_ring(uint32_t port);
void __wrap_ivmc_guest_port_ring(uint32_t port);

static uint32_t rung;

void __wrap_ivmc_guest_port_ring(uint32_t port)
{
    rung++;
    __real_ivmc_guest_port_ring(port);
}

/* ---- by hand ------------------------------------------------------------------ */

static _Alignas(4096) struct {
    struct bare_page page;
    unsigned char unused[4096 - sizeof(struct bare_page)];
} granted;

static enum ivmc_status open_bare(uint32_t *port)
{
    char text[32];
    uint32_t ref;
    enum ivmc_status s = ivmc_guest_grant(0, &granted, true, &ref);

    if (s == IVMC_OK)
        s = ivmc_guest_port_offer(0, port);
    if (s != IVMC_OK)
        return s;
    ivmc_guest_format(text, sizeof text, "%u %u", ref, *port);
    return ivmc_guest_store_write(BARE_NODE, text);
}

static void bare_wait(struct bare_line *line, uint32_t number, uint32_t port)
{
    while (!bare_is_there(line, number)) {
        ivmc_guest_wait(&port, 1, UINT64_MAX);
        (void)ivmc_guest_port_rung(port);
    }
}

/* The library's, for who includes its own headers. */
long guest_hypercall(uint32_t number, uint64_t a, uint64_t b, uint64_t c,
                     uint64_t d);

/* Between rounds others have the processor for themselves. */
static void bare_wait_awake(struct bare_line *line, uint32_t number,
                            uint32_t port)
{
    int n;

    for (n = 0; n < 100 && !bare_is_there(line, number); n++)
        (void)guest_hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0);
    if (bare_is_there(line, number))
        return;
    atomic_store_explicit(&line->asleep, 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
    bare_wait(line, number, port);
    atomic_store_explicit(&line->asleep, 0, memory_order_relaxed);
}

static enum ivmc_status answer_bare(bool awake)
{
    unsigned char message[BARE_OCTETS];
    struct bare_page *page = &granted.page;
    uint32_t number, port;
    enum ivmc_status s = open_bare(&port);

    if (s != IVMC_OK)
        return s;
    ivmc_guest_print("serving\n");
    for (number = 1;; number++) {
        if (awake)
            bare_wait_awake(&page->request, number, port);
        else
            bare_wait(&page->request, number, port);
        bare_take(&page->request, message);
        bare_put(&page->reply, number, message);
        if (!awake)
            ivmc_guest_port_ring(port);
    }
}

static enum ivmc_status call_bare(uint32_t port)
{
    static unsigned char message[BARE_OCTETS];
    static uint32_t number;
    struct bare_page *page = &granted.page;

    number++;
    bare_put(&page->request, number, message);
    ivmc_guest_port_ring(port);
    bare_wait(&page->reply, number, port);
    bare_take(&page->reply, message);
    return IVMC_OK;
}

/* ---- our server ---------------------------------------------------------------- */

static void ping(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
}

static enum ivmc_status serve(void)
{
    static const struct bench_Null_epv epv = {ping};
    const struct ivmc_xen_guest_options options = {.max_message = LARGEST};
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    bool stop = false;
    enum ivmc_status s;
    uint64_t key;

    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    s = bench_Null_serve(&server, &epv, NULL, &key);
    if (s != IVMC_OK)
        return s;
    ivmc_guest_print("serving\n");
    return ivmc_xen_guest_serve(&server, "bench", &options, PAGES, shared,
                                sizeof shared[0], &stop);
}

/* ---- our client ---------------------------------------------------------------- */

struct client {
    const char *name;
    uint32_t port; /* of the one by hand */
    struct ivmc_object rpc;
    struct ivmc_env env;
};

static enum ivmc_status open_ours(struct client *c, const char *address,
                                  unsigned char *room)
{
    const struct ivmc_xen_guest_options options = {.max_message = LARGEST};
    struct ivmc_channel *channel;
    enum ivmc_status s;

    ivmc_env_init(&c->env, memory, sizeof memory);
    /* Dom0's servers need our domid: they start after us. */
    while ((s = ivmc_xen_guest_connect(address, &options, PAGES, room,
                                       sizeof shared[0], &channel)) ==
           IVMC_PEER_GONE)
        ivmc_guest_wait(NULL, 0, ivmc_guest_now() + TRY_AGAIN_NS);
    if (s != IVMC_OK)
        return s;
    return bench_Null_bind(channel, IVMC_ROOT_KEY, &c->rpc, &c->env);
}

static enum ivmc_status call_ours(struct client *c)
{
    bench_Null_ping(&c->rpc, &c->env);
    return c->env.status;
}

/* A round: nanoseconds and events sent for all calls together. */
static enum ivmc_status measure(struct client *c, uint32_t calls)
{
    uint64_t start = ivmc_guest_now();
    enum ivmc_status s = IVMC_OK;
    uint32_t i;

    rung = 0;
    for (i = 0; i < calls && s == IVMC_OK; i++)
        s = c->port != 0 ? call_bare(c->port) : call_ours(c);
    ivmc_guest_print("RESULT guest-%s %u %lu %u\n", c->name, calls,
                     ivmc_guest_now() - start, rung);
    return s;
}

static uint32_t number_at(const char **text)
{
    uint32_t number = 0;

    while (**text == ' ')
        ++*text;
    for (; **text >= '0' && **text <= '9'; ++*text)
        number = number * 10 + (uint32_t)(**text - '0');
    return number;
}

static enum ivmc_status call(const char *arguments)
{
    struct client clients[4] = {{.name = "bare"},
                                {.name = "loop"},
                                {.name = "one"},
                                {.name = "asleep"}};
    uint32_t calls = number_at(&arguments);
    uint32_t rounds = number_at(&arguments);
    enum ivmc_status s = open_bare(&clients[0].port);
    uint32_t n;

    if (s == IVMC_OK)
        s = open_ours(&clients[1], "xen:0/loop", shared[0]);
    if (s == IVMC_OK)
        s = open_ours(&clients[2], "xen:0/one", shared[1]);
    sleeps_at_once = true;
    if (s == IVMC_OK)
        s = open_ours(&clients[3], "xen:0/asleep", shared[2]);
    for (; rounds > 0 && s == IVMC_OK; rounds--)
        for (n = 0; n < 4 && s == IVMC_OK; n++)
            s = measure(&clients[n], calls);
    ivmc_guest_print("END %s\n", ivmc_status_name(s));
    return s;
}

int guest_main(const char *command_line)
{
    enum ivmc_status s = IVMC_BAD_ARGUMENT;

    sleeps_at_once = strcmp(command_line, "asleep") == 0;
    if (strcmp(command_line, "bare") == 0)
        s = answer_bare(false);
    else if (strcmp(command_line, "awake") == 0)
        s = answer_bare(true);
    else if (sleeps_at_once || strcmp(command_line, "serve") == 0)
        s = serve();
    else if (memcmp(command_line, "call ", 5) == 0)
        s = call(command_line + 5);
    return s != IVMC_OK;
}
