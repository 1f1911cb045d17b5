/* "serve", or the address of such a server: items between two guests. */
#include <string.h>

#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "lend.h"

#define PAGES   2u
#define MESSAGE 1024u
#define LARGEST (UINT32_C(1030) * 4096) /* two directories */

static _Alignas(4096) unsigned char room[IVMC_XEN_GUEST_REGION(LARGEST)];
static _Alignas(4096) unsigned char other[IVMC_XEN_GUEST_REGION(LARGEST)];
static _Alignas(
    4096) unsigned char shared[IVMC_XEN_GUEST_SERVE_MEMORY(4, PAGES, MESSAGE)];

static const struct ivmc_xen_guest_options options = {
    .max_message = MESSAGE, .max_clients = 4, .items = &ivmc_xen_guest_items};

static void check(bool good, const char *what)
{
    if (good)
        return;
    ivmc_guest_print("FAILED: %s\n", what);
    ivmc_guest_end(true);
}

#define CHECK(what) check(what, #what)

/* ---- the server ------------------------------------------------------------------- */

static struct ivmc_server server;
static struct ivmc_memory memory;

static uint16_t caller(void)
{
    struct ivmc_xen_guest_peer peer;

    CHECK(ivmc_xen_guest_peer(server.serving->channel, &peer) == IVMC_OK);
    return peer.domid;
}

static void get(void *state, uint32_t size, struct ivmc_region *result,
                struct ivmc_env *env)
{
    enum ivmc_status s;
    uint32_t i;

    (void)state;
    s = ivmc_xen_guest_memory_create(&memory, caller(), room, sizeof room, size,
                                     IVMC_READ);
    if (s == IVMC_OK)
        s = ivmc_xen_guest_memory_offer(&memory, result);
    if (s != IVMC_OK)
        ivmc_env_fail(env, s);
    for (i = 0; s == IVMC_OK && i < size; i++)
        memory.at[i] = (unsigned char)(i % 251);
}

static bool change(void *state, const struct ivmc_region *given,
                   struct ivmc_env *env)
{
    struct ivmc_memory m;
    volatile unsigned char *at;
    enum ivmc_status s;
    bool revoked;
    size_t i;

    (void)state;
    s = ivmc_xen_guest_memory_map(&m, given, IVMC_READ | IVMC_WRITE, LARGEST,
                                  other, sizeof other);
    if (s != IVMC_OK) {
        ivmc_env_fail(env, s);
        return false;
    }
    at = ivmc_memory_view_to_write(&m, 0, m.size);
    for (i = 0; i < m.size; i++)
        at[i]++;
    revoked = ivmc_memory_revoked(&m);
    ivmc_xen_guest_memory_unmap(&m);
    return revoked;
}

static bool revoke(void *state, struct ivmc_env *env)
{
    (void)state;
    (void)env;
    return ivmc_xen_guest_memory_revoke(&memory) == IVMC_OK;
}

static void hire(void *state, struct ivmc_region *result, struct ivmc_env *env)
{
    enum ivmc_status s = ivmc_xen_guest_endpoint(&server, result);

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

static enum ivmc_status serve(void)
{
    static const struct lend_Lender_epv lender = {get, change, revoke, hire};
    static const struct lend_Worker_epv worker = {twice};
    static unsigned char arena[16 * MESSAGE];
    struct ivmc_servant servants[2];
    bool stop = false;
    uint64_t key;

    ivmc_server_init(&server, servants, 2, arena, sizeof arena);
    lend_Lender_serve(&server, &lender, NULL, &key);
    lend_Worker_serve(&server, &worker, NULL, &key);
    ivmc_guest_print("serving\n");
    return ivmc_xen_guest_serve(&server, "lend", &options, PAGES, shared,
                                sizeof shared, &stop);
}

/* ---- the client ------------------------------------------------------------------- */

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
    CHECK(ivmc_xen_guest_memory_map(&m, &region, IVMC_READ | IVMC_WRITE, size,
                                    room, sizeof room) == IVMC_REFUSED);
    CHECK(ivmc_xen_guest_memory_map(&m, &region, IVMC_READ, size - 1, room,
                                    sizeof room) == IVMC_LIMIT);
    CHECK(ivmc_xen_guest_memory_map(&m, &region, IVMC_READ, size, room,
                                    sizeof room) == IVMC_OK);
    at = ivmc_memory_view(&m, 0, size);
    for (i = 0; i < size && at[i] == i % 251; i++)
        ;
    CHECK(i == size);
    CHECK(!ivmc_memory_view(&m, 1, size));
    CHECK(!ivmc_memory_view_to_write(&m, 0, 1));
    CHECK(!ivmc_memory_revoked(&m));
    CHECK(!lend_Lender_revoke(&peer, &env) && env.status == IVMC_OK);
    CHECK(ivmc_memory_revoked(&m));
    ivmc_xen_guest_memory_unmap(&m);
    CHECK(lend_Lender_revoke(&peer, &env) && env.status == IVMC_OK);
    /* Revoked: there is nothing to map any more. */
    CHECK(ivmc_xen_guest_memory_map(&m, &region, IVMC_READ, size, room,
                                    sizeof room) == IVMC_BAD_MESSAGE);
}

/* Our memory, changed by the server. */
static void give(uint16_t domid, uint32_t size, uint32_t rights)
{
    struct ivmc_region region;
    struct ivmc_memory m;
    bool revoked;
    uint32_t i;

    CHECK(ivmc_xen_guest_memory_create(&m, domid, room, sizeof room, size,
                                       rights) == IVMC_OK);
    CHECK(ivmc_xen_guest_memory_offer(&m, &region) == IVMC_OK);
    memset(m.at, 7, size);
    revoked = lend_Lender_change(&peer, &region, &env);
    if ((rights & IVMC_WRITE) == 0) {
        CHECK(env.status == IVMC_REFUSED);
        /* It may claim what it likes: the hypervisor knows. */
        region.rights |= IVMC_WRITE;
        (void)lend_Lender_change(&peer, &region, &env);
        CHECK(env.status == IVMC_BAD_MESSAGE);
    } else {
        CHECK(env.status == IVMC_OK && !revoked);
        for (i = 0; i < size && m.at[i] == 8; i++)
            ;
        CHECK(i == size);
    }
    CHECK(ivmc_xen_guest_memory_revoke(&m) == IVMC_OK);
    CHECK(ivmc_xen_guest_memory_offer(&m, &region) == IVMC_REFUSED);
    ivmc_xen_guest_memory_destroy(&m);
    CHECK(!ivmc_guest_is_granted(room, sizeof room));
}

/* Handles that we make up. */
static void lie(uint16_t domid)
{
    struct ivmc_region region = {.size = 4096, .rights = 3};
    const intptr_t base = (intptr_t)domid << 27;
    const intptr_t handles[] = {
        base | (intptr_t)1 << 42,          /* one page, no directory */
        base | (intptr_t)1 << 42 | 0xffff, /* a directory of nothing */
        base | (intptr_t)9 << 42 | 9,      /* of another size */
        base | (intptr_t)1 << 62 | 9,      /* an endpoint */
    };
    size_t i;

    for (i = 0; i < sizeof handles / sizeof *handles; i++) {
        region.handle = handles[i];
        (void)lend_Lender_change(&peer, &region, &env);
        CHECK(env.status == IVMC_BAD_MESSAGE);
    }
    region.handle = handles[0] ^ (intptr_t)1 << 27; /* for somebody else */
    (void)lend_Lender_change(&peer, &region, &env);
    CHECK(env.status == IVMC_NOT_TRANSFERABLE);
}

static void work(void)
{
    static _Alignas(
        4096) unsigned char second[IVMC_XEN_GUEST_MEMORY(PAGES, MESSAGE)];
    struct ivmc_channel *channel;
    struct ivmc_region endpoint;
    struct ivmc_object worker;

    lend_Lender_hire(&peer, &endpoint, &env);
    CHECK(env.status == IVMC_OK);
    CHECK(ivmc_xen_guest_connect_endpoint(&endpoint, &options, PAGES, second,
                                          sizeof second, &channel) == IVMC_OK);
    CHECK(lend_Worker_bind(channel, 1, &worker, &env) == IVMC_OK);
    CHECK(lend_Worker_twice(&worker, 21, &env) == 42);
    ivmc_channel_close(channel);
    CHECK(ivmc_xen_guest_connect_endpoint(&endpoint, &options, PAGES, second,
                                          sizeof second,
                                          &channel) == IVMC_BAD_ARGUMENT);
}

int guest_main(const char *command_line)
{
    static unsigned char results[16 * MESSAGE];
    struct ivmc_xen_guest_peer who;
    struct ivmc_channel *channel;

    if (strcmp(command_line, "serve") == 0)
        return serve() != IVMC_OK;
    ivmc_env_init(&env, results, sizeof results);
    CHECK(ivmc_xen_guest_connect(command_line, &options, PAGES, shared,
                                 sizeof shared, &channel) == IVMC_OK);
    CHECK(ivmc_xen_guest_peer(channel, &who) == IVMC_OK);
    CHECK(lend_Lender_bind(channel, IVMC_ROOT_KEY, &peer, &env) == IVMC_OK);
    borrow(1);
    borrow(10000);
    borrow(LARGEST);
    give(who.domid, 10000, IVMC_READ | IVMC_WRITE);
    give(who.domid, 10000, IVMC_READ);
    give(who.domid, LARGEST, IVMC_READ | IVMC_WRITE);
    lie(who.domid);
    work();
    borrow(5000);
    ivmc_channel_close(channel);
    ivmc_guest_print("all items came\n");
    return 0;
}
