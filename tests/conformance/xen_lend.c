/*
 * xen-lend serve|ADDRESS: guest/lend.c in Dom0, as the server "lend" or as a
 * client of such a server: memory lent both ways, a channel handed out.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <ivmc/xen.h>

#include "lend.h"

#define MESSAGE 1024u
#define PAGES   2u
#define LARGEST (UINT32_C(1030) * 4096) /* two directories */

static const struct ivmc_xen_options options = {
    .max_message = MESSAGE, .timeout_ms = 20000, .pages = PAGES};

static void check(bool good, const char *what, int line)
{
    if (good)
        return;
    fprintf(stderr, "xen-lend: line %d: %s\n", line, what);
    exit(1);
}

#define CHECK(what) check(what, #what, __LINE__)

/* ---- the server ------------------------------------------------------------------ */

static struct ivmc_server server;
static struct ivmc_xen_loop *loop;
static struct ivmc_memory memory;

static void get(void *state, uint32_t size, struct ivmc_region *result,
                struct ivmc_env *env)
{
    struct ivmc_xen_peer who;
    enum ivmc_status s;
    uint32_t i;

    (void)state;
    CHECK(ivmc_xen_peer(server.serving->channel, &who) == IVMC_OK);
    s = ivmc_xen_memory_create(&memory, who.domid, size, IVMC_READ);
    if (s == IVMC_OK)
        s = ivmc_xen_memory_offer(&memory, result);
    if (s != IVMC_OK)
        ivmc_env_fail(env, s);
    for (i = 0; s == IVMC_OK && i < size; i++)
        memory.at[i] = (unsigned char)(i % 251);
}

static bool change(void *state, const struct ivmc_region *given,
                   struct ivmc_env *env)
{
    volatile unsigned char *at;
    struct ivmc_memory m;
    enum ivmc_status s;
    bool revoked;
    size_t i;

    (void)state;
    s = ivmc_xen_memory_map(&m, given, IVMC_READ | IVMC_WRITE, LARGEST);
    if (s != IVMC_OK) {
        ivmc_env_fail(env, s);
        return false;
    }
    at = ivmc_memory_view_to_write(&m, 0, m.size);
    for (i = 0; i < m.size; i++)
        at[i]++;
    revoked = ivmc_memory_revoked(&m);
    ivmc_xen_memory_unmap(&m);
    return revoked;
}

static bool take_back(void *state, struct ivmc_env *env)
{
    bool over = ivmc_xen_memory_revoke(&memory) == IVMC_OK;

    (void)state;
    (void)env;
    if (over)
        ivmc_xen_memory_destroy(&memory);
    return over;
}

static void hire(void *state, struct ivmc_region *result, struct ivmc_env *env)
{
    enum ivmc_status s = ivmc_xen_loop_endpoint(loop, result);

    (void)state;
    if (s != IVMC_OK)
        ivmc_env_fail(env, s);
}

static uint32_t twice(void *state, uint32_t n, struct ivmc_env *env)
{
    (void)state;
    (void)env;
    return 2 * n;
}

static int serve(void)
{
    static const struct lend_Lender_epv lender = {get, change, take_back, hire};
    static const struct lend_Worker_epv worker = {twice};
    static unsigned char arena[16 * MESSAGE];
    struct ivmc_xen_listener *listener;
    struct ivmc_servant servants[2];
    uint64_t key;

    ivmc_server_init(&server, servants, 2, arena, sizeof arena);
    CHECK(lend_Lender_serve(&server, &lender, NULL, &key) == IVMC_OK);
    CHECK(lend_Worker_serve(&server, &worker, NULL, &key) == IVMC_OK);
    CHECK(ivmc_xen_loop_open(&server, &options, &loop) == IVMC_OK);
    CHECK(ivmc_xen_listen("lend", &options, &listener) == IVMC_OK);
    CHECK(ivmc_xen_loop_add(loop, listener) == IVMC_OK);
    return ivmc_xen_loop_run(loop) != IVMC_OK;
}

/* ---- the client ------------------------------------------------------------------ */

static struct ivmc_object peer;
static struct ivmc_env env;

/* The server's memory, read in its place, and given back. */
static void borrow(uint32_t size)
{
    const volatile unsigned char *at;
    struct ivmc_region region;
    struct ivmc_memory m;
    uint32_t i;

    lend_Lender_get(&peer, size, &region, &env);
    CHECK(env.status == IVMC_OK && region.size == size);
    CHECK(ivmc_xen_memory_map(&m, &region, IVMC_READ | IVMC_WRITE, size) ==
          IVMC_REFUSED);
    region.rights |= IVMC_WRITE; /* the hypervisor knows better */
    CHECK(ivmc_xen_memory_map(&m, &region, IVMC_READ | IVMC_WRITE, size) ==
          IVMC_BAD_MESSAGE);
    CHECK(ivmc_xen_memory_map(&m, &region, IVMC_READ, size - 1) == IVMC_LIMIT);
    CHECK(ivmc_xen_memory_map(&m, &region, IVMC_READ, size) == IVMC_OK);
    at = ivmc_memory_view(&m, 0, size);
    for (i = 0; i < size && at[i] == i % 251; i++)
        ;
    CHECK(i == size);
    CHECK(!ivmc_memory_revoked(&m));
    CHECK(!lend_Lender_revoke(&peer, &env) && env.status == IVMC_OK);
    CHECK(ivmc_memory_revoked(&m));
    ivmc_xen_memory_unmap(&m);
    CHECK(lend_Lender_revoke(&peer, &env) && env.status == IVMC_OK);
    /* There is nothing to map any more. */
    CHECK(ivmc_xen_memory_map(&m, &region, IVMC_READ, size) ==
          IVMC_BAD_MESSAGE);
}

/* A process that has the server's memory mapped, and says so. */
static pid_t borrow_elsewhere(const struct ivmc_region *region)
{
    struct ivmc_memory m;
    pid_t child;
    char octet;
    int fd[2];

    CHECK(pipe(fd) == 0);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        CHECK(ivmc_xen_memory_map(&m, region, IVMC_READ, region->size) ==
              IVMC_OK);
        CHECK(write(fd[1], "", 1) == 1);
        for (;;)
            pause();
    }
    CHECK(read(fd[0], &octet, 1) == 1);
    close(fd[0]);
    close(fd[1]);
    return child;
}

/* Whoever is killed has let go. */
static void borrow_and_die(uint32_t size)
{
    const struct timespec little = {0, 20000000};
    struct ivmc_region region;
    pid_t child;
    int n = 0;

    lend_Lender_get(&peer, size, &region, &env);
    CHECK(env.status == IVMC_OK);
    child = borrow_elsewhere(&region);
    CHECK(!lend_Lender_revoke(&peer, &env) && env.status == IVMC_OK);
    CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    while (!lend_Lender_revoke(&peer, &env) && n++ < 500)
        nanosleep(&little, NULL);
    CHECK(n < 500 && env.status == IVMC_OK);
}

/* Our memory, changed by the server. */
static void give(uint16_t domid, uint32_t size, uint32_t rights)
{
    struct ivmc_region region;
    struct ivmc_memory m;
    uint32_t i;

    CHECK(ivmc_xen_memory_create(&m, domid, size, rights) == IVMC_OK);
    CHECK(ivmc_xen_memory_offer(&m, &region) == IVMC_OK);
    memset(m.at, 7, size);
    (void)lend_Lender_change(&peer, &region, &env);
    if ((rights & IVMC_WRITE) == 0) {
        CHECK(env.status == IVMC_REFUSED);
        region.rights |= IVMC_WRITE;
        (void)lend_Lender_change(&peer, &region, &env);
        CHECK(env.status == IVMC_BAD_MESSAGE);
    } else {
        CHECK(env.status == IVMC_OK);
        for (i = 0; i < size && m.at[i] == 8; i++)
            ;
        CHECK(i == size);
    }
    CHECK(ivmc_xen_memory_revoke(&m) == IVMC_OK);
    CHECK(ivmc_xen_memory_offer(&m, &region) == IVMC_REFUSED);
    ivmc_xen_memory_destroy(&m);
}

static void work(void)
{
    struct ivmc_channel *channel;
    struct ivmc_region endpoint;
    struct ivmc_object worker;

    lend_Lender_hire(&peer, &endpoint, &env);
    CHECK(env.status == IVMC_OK);
    CHECK(ivmc_xen_connect_endpoint(&endpoint, &options, &channel) == IVMC_OK);
    CHECK(lend_Worker_bind(channel, 1, &worker, &env) == IVMC_OK);
    CHECK(lend_Worker_twice(&worker, 21, &env) == 42);
    ivmc_channel_close(channel);
}

int main(int argc, char **argv)
{
    static unsigned char results[16 * MESSAGE];
    struct ivmc_channel *channel;
    struct ivmc_xen_peer who;

    if (argc != 2)
        return 2;
    if (strcmp(argv[1], "serve") == 0)
        return serve();
    ivmc_env_init(&env, results, sizeof results);
    CHECK(ivmc_xen_connect(argv[1], &options, &channel) == IVMC_OK);
    CHECK(ivmc_xen_peer(channel, &who) == IVMC_OK);
    CHECK(lend_Lender_bind(channel, IVMC_ROOT_KEY, &peer, &env) == IVMC_OK);
    borrow(1);
    borrow(10000);
    borrow(LARGEST);
    borrow_and_die(10000);
    give(who.domid, 10000, IVMC_READ | IVMC_WRITE);
    give(who.domid, 10000, IVMC_READ);
    give(who.domid, LARGEST, IVMC_READ | IVMC_WRITE);
    work();
    borrow(5000);
    ivmc_channel_close(channel);
    printf("all items came\n");
    return 0;
}
