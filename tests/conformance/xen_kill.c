/*
 * Processes of this domain are killed in the middle of calls. The other end
 * has a status within its deadline, serves or connects again, and at the end
 * there are as many event channels as before, and pages enough.
 *
 *   xen-kill TIMES            servers of clients here, and clients of servers
 *   xen-kill clients ADDRESS TIMES
 *                             clients of a server elsewhere
 *   xen-kill servers TIMES    servers of clients elsewhere, one after the other
 *   xen-kill serve            such a server, until somebody kills it
 *   xen-kill call ADDRESS     calls a server until it goes; says how a call
 *                             ended
 *   xen-kill left             says what event channels this domain has, and
 *                             whether all pages that may be granted are free
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xencall.h>
#include <xenevtchn.h> /* has Xen's own headers, with the types they want */
#include <xengnttab.h>
#include <xenstore.h>

#include <ivmc/xen.h>

#include "victim.h"

#define PAGES       16u
#define MOST_PAGES  1024u /* that the kernel grants */
#define LARGEST     65536u
#define DEADLINE_MS 10000u
#define AT_ONCE_MS  5000u /* on a machine with other things to do */

static void fail(const char *what, enum ivmc_status s)
{
    fprintf(stderr, "xen-kill: %s: %s\n", what, ivmc_status_name(s));
    exit(1);
}

static void expect(bool good, const char *what)
{
    if (!good)
        fail(what, IVMC_OK);
}

static uint64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void sleep_ms(unsigned ms)
{
    const struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&t, NULL);
}

/* ---- what is not left behind ---------------------------------------------------- */

/* Event channels of this domain. */
static unsigned open_ports(void)
{
    xencall_handle *calls = xencall_open(NULL, 0);
    struct evtchn_status *status;
    unsigned port, count = 0;

    expect(calls != NULL, "hypercalls");
    status = xencall_alloc_buffer(calls, sizeof *status);
    expect(status != NULL, "memory for hypercalls");
    for (port = 1; port < 4096; port++) {
        memset(status, 0, sizeof *status);
        status->dom = DOMID_SELF;
        status->port = port;
        if (xencall2(calls, __HYPERVISOR_event_channel_op, EVTCHNOP_status,
                     (uint64_t)(uintptr_t)status) == 0 &&
            status->status != EVTCHNSTAT_closed)
            count++;
    }
    xencall_free_buffer(calls, status);
    xencall_close(calls);
    return count;
}

/* ---- a client -------------------------------------------------------------------- */

struct client {
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    unsigned char memory[2 * LARGEST];
};

/* A server that was just started does not listen at once. */
static void connect_to(struct client *c, const char *address, bool ask)
{
    const struct ivmc_xen_options o = {.max_message = LARGEST,
                                       .timeout_ms = DEADLINE_MS,
                                       .pages = PAGES,
                                       .ask = ask};
    uint64_t end = now_ms() + DEADLINE_MS;
    enum ivmc_status s;

    while ((s = ivmc_xen_connect(address, &o, &c->channel)) != IVMC_OK) {
        if ((s != IVMC_PEER_GONE && s != IVMC_REFUSED) || now_ms() >= end)
            fail("connect", s);
        sleep_ms(5);
    }
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    c->env.timeout_ms = DEADLINE_MS;
    s = victim_Target_bind(c->channel, IVMC_ROOT_KEY, &c->peer, &c->env);
    if (s != IVMC_OK)
        fail("bind", s);
}

/* Small calls and ones of several frames, until one fails. */
static enum ivmc_status call_on(struct client *c)
{
    static uint8_t octets[40000];
    const victim_Octets data = {sizeof octets, octets};
    victim_Octets back;
    uint32_t n;

    for (n = 0; c->env.status == IVMC_OK; n++) {
        if (n % 4 != 3)
            (void)victim_Target_add(&c->peer, 1, 2, &c->env);
        else
            victim_Target_echo(&c->peer, &data, &back, &c->env);
    }
    return c->env.status;
}

/* ---- a server ------------------------------------------------------------------- */

static uint32_t add(void *servant, uint32_t a, uint32_t b, struct ivmc_env *env)
{
    int *tell = servant;

    (void)env;
    /* The first call is news. */
    if (*tell >= 0)
        (void)!write(*tell, "", 1);
    *tell = -1;
    return a + b;
}

static void echo(void *servant, const victim_Octets *data,
                 victim_Octets *result, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *result = *data;
}

struct server {
    struct ivmc_server server;
    struct ivmc_servant servants[1];
    unsigned char memory[2 * LARGEST];
    struct ivmc_xen_loop *loop;
    int tell; /* -1: nobody */
};

static void serve_under_name(struct server *v, int tell)
{
    static const struct victim_Target_epv epv = {add, echo};
    /* One who was killed after it had asked is waited for this long. */
    static const struct ivmc_xen_options o = {
        .max_message = LARGEST, .timeout_ms = 3000, .max_pages = 1024};
    struct ivmc_xen_listener *listener;
    enum ivmc_status s;
    uint64_t key;

    v->tell = tell;
    ivmc_server_init(&v->server, v->servants, 1, v->memory, sizeof v->memory);
    (void)victim_Target_serve(&v->server, &epv, &v->tell, &key);
    s = ivmc_xen_loop_open(&v->server, &o, &v->loop);
    if (s == IVMC_OK)
        s = ivmc_xen_listen("kill", &o, &listener);
    if (s == IVMC_OK)
        s = ivmc_xen_loop_add(v->loop, listener);
    if (s != IVMC_OK)
        fail("serve", s);
}

/* In a process of its own. */
static void serve_on(struct server *v, int tell)
{
    serve_under_name(v, tell);
    _exit(ivmc_xen_loop_run(v->loop) == IVMC_OK);
}

/* ---- killing -------------------------------------------------------------------- */

static void kill_it(pid_t child)
{
    int status;

    expect(kill(child, SIGKILL) == 0, "kill");
    expect(waitpid(child, &status, 0) == child, "wait");
    expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
           "it ended before it was killed");
}

/*
 * A fork that kills `victim` a while after it is told to, so that the parent
 * can call. It is made before there is anything that a fork would share.
 */
static pid_t make_killer(pid_t victim, unsigned ms, int *tell)
{
    int fd[2];
    pid_t child;
    char octet;

    expect(pipe(fd) == 0, "pipe");
    child = fork();
    expect(child >= 0, "fork");
    if (child == 0) {
        close(fd[1]);
        (void)!read(fd[0], &octet, 1);
        sleep_ms(ms);
        kill(victim, SIGKILL);
        _exit(0);
    }
    close(fd[0]);
    *tell = fd[1];
    return child;
}

/* Whoever comes after it was killed does not wait for it. */
static void nobody_is_waited_for(const char *address, bool ask)
{
    const struct ivmc_xen_options o = {.timeout_ms = DEADLINE_MS, .ask = ask};
    uint64_t start = now_ms();
    struct ivmc_channel *channel;
    enum ivmc_status s = ivmc_xen_connect(address, &o, &channel);

    if (s != IVMC_PEER_GONE && s != IVMC_REFUSED)
        fail("connecting to a server that was killed", s);
    expect(now_ms() - start < AT_ONCE_MS, "at once");
}

/* Of the name "kill" in this domain. */
static const char *own_address(void)
{
    static char address[32];
    struct xs_handle *store = xs_open(0);
    unsigned len;
    char *domid = store ? xs_read(store, XBT_NULL, "domid", &len) : NULL;

    expect(domid != NULL, "the own domain");
    snprintf(address, sizeof address, "xen:%s/kill", domid);
    free(domid);
    xs_close(store);
    return address;
}

static void kill_server(unsigned ms, bool ask)
{
    static struct client c;
    static struct server v;
    pid_t server = fork(), killer;
    enum ivmc_status s;
    uint64_t start;
    int tell;

    expect(server >= 0, "fork");
    if (server == 0)
        serve_on(&v, -1);
    killer = make_killer(server, ms, &tell);
    connect_to(&c, own_address(), ask);
    close(tell);
    start = now_ms();
    s = call_on(&c);
    if (s != IVMC_PEER_GONE)
        fail("a call to a server that was killed", s);
    expect(now_ms() - start < DEADLINE_MS, "in time");
    ivmc_channel_close(c.channel);
    expect(waitpid(server, NULL, 0) == server, "wait for the server");
    expect(waitpid(killer, NULL, 0) == killer, "wait for the killer");
    nobody_is_waited_for(own_address(), ask);
}

/* Steps until it has so many clients. */
static void serve_until(struct server *v, uint32_t clients, uint32_t ms)
{
    uint64_t end = now_ms() + ms;
    struct ivmc_xen_stats stats;

    do {
        enum ivmc_status s = ivmc_xen_loop_step(v->loop, 10);

        if (s != IVMC_OK)
            fail("step", s);
        ivmc_xen_loop_stats(v->loop, &stats);
        expect(now_ms() < end, clients ? "nobody comes" : "nobody goes");
    } while (stats.clients != clients);
}

static void serve_for(struct server *v, uint32_t ms)
{
    uint64_t end = now_ms() + ms;

    while (now_ms() < end)
        (void)ivmc_xen_loop_step(v->loop, 1);
}

static void kill_client(struct server *v, unsigned ms, bool ask)
{
    static struct client c;
    struct ivmc_xen_stats stats;
    pid_t client = fork();

    expect(client >= 0, "fork");
    if (client == 0) {
        connect_to(&c, own_address(), ask);
        _exit((int)call_on(&c));
    }
    serve_until(v, 1, DEADLINE_MS);
    serve_for(v, ms);
    kill_it(client);
    serve_until(v, 0, DEADLINE_MS);
    ivmc_xen_loop_stats(v->loop, &stats);
    expect(stats.memory == 0, "memory of a client that was killed");
}

/* ---- one end elsewhere ------------------------------------------------------------- */

/* Waits until a child says that there are calls. */
static void await_calls(int told)
{
    struct pollfd f = {told, POLLIN, 0};
    char octet;

    expect(poll(&f, 1, 2 * (int)DEADLINE_MS) == 1, "no calls in time");
    expect(read(told, &octet, 1) == 1, "it ended before there were calls");
}

/* What a child does; `tell` is to be told of its first call. */
typedef void live(const char *address, unsigned n, int tell);

static void live_as_server(const char *address, unsigned n, int tell)
{
    static struct server v;

    (void)address;
    (void)n;
    serve_on(&v, tell);
}

static void live_as_client(const char *address, unsigned n, int tell)
{
    static struct client c;

    connect_to(&c, address, n % 2 != 0);
    (void)victim_Target_add(&c.peer, 1, 2, &c.env);
    (void)!write(tell, "", 1);
    fail("a call before it was killed", call_on(&c));
}

static void kill_one(live *as, const char *address, unsigned n)
{
    pid_t child;
    int fd[2];

    expect(pipe(fd) == 0, "pipe");
    child = fork();
    expect(child >= 0, "fork");
    if (child == 0) {
        close(fd[0]);
        as(address, n, fd[1]);
        _exit(1);
    }
    close(fd[1]);
    await_calls(fd[0]);
    sleep_ms(n * 7 % 40);
    kill_it(child);
    close(fd[0]);
}

static int kill_clients(const char *address, unsigned times)
{
    static struct client c;
    unsigned n;

    for (n = 0; n < times; n++)
        kill_one(live_as_client, address, n);
    /* It serves others. */
    connect_to(&c, address, false);
    expect(victim_Target_add(&c.peer, 1, 2, &c.env) == 3 &&
               c.env.status == IVMC_OK,
           "the last call");
    ivmc_channel_close(c.channel);
    printf("%u clients killed\n", times);
    return 0;
}

static int kill_servers(unsigned times)
{
    unsigned n;

    for (n = 0; n < times; n++) {
        kill_one(live_as_server, NULL, n);
        nobody_is_waited_for(own_address(), n % 2 != 0);
    }
    printf("%u servers killed\n", times);
    return 0;
}

static int call_until_it_goes(const char *address)
{
    static struct client c;
    enum ivmc_status s;

    connect_to(&c, address, false);
    printf("calling\n");
    fflush(stdout);
    s = call_on(&c);
    ivmc_channel_close(c.channel);
    printf("%s\n", ivmc_status_name(s));
    return 0;
}

/* As often as told. */
static int kill_all(unsigned times)
{
    unsigned before = open_ports(), after, n;
    static struct server v;

    for (n = 0; n < times; n++)
        kill_server(n * 7 % 40, n % 2 != 0);
    printf("%u servers killed\n", times);
    serve_under_name(&v, -1);
    for (n = 0; n < times; n++)
        kill_client(&v, n * 7 % 40, n % 2 != 0);
    ivmc_xen_loop_close(v.loop);
    printf("%u clients killed\n", times);
    after = open_ports();
    printf("event channels: %u before, %u after\n", before, after);
    return before != 0 && before == after ? 0 : 1;
}

/* What the kernel keeps of pages that are given up it lets go of soon. */
static bool all_pages_are_free(void)
{
    static uint32_t refs[MOST_PAGES];
    xengntshr_handle *h = xengntshr_open(NULL, 0);
    uint64_t end = now_ms() + DEADLINE_MS;
    void *pages = NULL;

    while (h && !pages && now_ms() < end) {
        pages = xengntshr_share_pages(h, 0, MOST_PAGES, refs, 0);
        if (!pages)
            sleep_ms(100);
    }
    if (pages)
        xengntshr_unshare(h, pages, MOST_PAGES);
    if (h)
        xengntshr_close(h);
    return pages != NULL;
}

static int say_what_is_left(void)
{
    printf("event channels: %u\n", open_ports());
    printf("all pages are free: %s\n", all_pages_are_free() ? "yes" : "no");
    return 0;
}

static bool is(int argc, char **argv, const char *word, int count)
{
    return argc == count && strcmp(argv[1], word) == 0;
}

static unsigned number(const char *text)
{
    return (unsigned)strtoul(text, NULL, 10);
}

int main(int argc, char **argv)
{
    if (is(argc, argv, "clients", 4))
        return kill_clients(argv[2], number(argv[3]));
    if (is(argc, argv, "servers", 3))
        return kill_servers(number(argv[2]));
    if (is(argc, argv, "serve", 2))
        live_as_server(NULL, 0, -1);
    if (is(argc, argv, "call", 3))
        return call_until_it_goes(argv[2]);
    if (is(argc, argv, "left", 2))
        return say_what_is_left();
    return argc == 2 ? kill_all(number(argv[1])) : 1;
}
