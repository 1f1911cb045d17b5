/*
 * The Linux side of calls between domains, on Xen's libraries as the fake has
 * them: both ends in this process, and whatever fails, nothing is left.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <ivmc/xen.h>

#include "fake.h"
#include "linux.h"
#include "unit.h"

#define NAME    "unit"
#define ADDRESS "xen:7/unit"

#define ck_status(got, wanted)                                                 \
    ck_assert_str_eq(ivmc_status_name(got), ivmc_status_name(wanted))

/* A server of many without an object: binding is refused, which is an answer. */
static struct server {
    struct ivmc_server server;
    struct ivmc_servant places[1];
    unsigned char memory[4096];
    struct ivmc_xen_loop *loop;
    pthread_t thread;
    int good; /* calls of its thread before one fails; -1: none does */
} server;

static void *run(void *context)
{
    (void)context;
    fake_good = server.good;
    ck_status(ivmc_xen_loop_run(server.loop), IVMC_OK);
    return NULL;
}

static void start(const struct ivmc_xen_options *options)
{
    struct ivmc_xen_listener *listener;

    fake_good = -1;
    ivmc_server_init(&server.server, server.places, 1, server.memory,
                     sizeof server.memory);
    ck_status(ivmc_xen_loop_open(&server.server, options, &server.loop),
              IVMC_OK);
    ck_status(ivmc_xen_listen(NAME, options, &listener), IVMC_OK);
    ck_status(ivmc_xen_loop_add(server.loop, listener), IVMC_OK);
    ck_assert_int_eq(pthread_create(&server.thread, NULL, run, NULL), 0);
}

static void nothing_is_left(void)
{
    struct fake_counts c = fake_count();

    ck_assert_int_eq(c.handles, 0);
    ck_assert_int_eq(c.ports, 0);
    ck_assert_int_eq(c.pages, 0);
    ck_assert_int_eq(c.mappings, 0);
    ck_assert_int_eq(c.requests, 0);
}

static void stop_server(void)
{
    fake_good = -1;
    ivmc_xen_loop_stop(server.loop);
    pthread_join(server.thread, NULL);
    ivmc_xen_loop_close(server.loop);
}

static void stop(void)
{
    stop_server();
    nothing_is_left();
}

/* A call over the channel: the server has no such object, and says so. */
static enum ivmc_status call(struct ivmc_channel *channel)
{
    static const struct ivmc_interface nobody = {.identity = "IDL:nobody:1.0",
                                                 .major = 1};
    unsigned char memory[256];
    struct ivmc_object object;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    return ivmc_bind(channel, &nobody, IVMC_ROOT_KEY, &object, &env);
}

static void calls_work(const struct ivmc_xen_options *o)
{
    struct ivmc_channel *channel;

    ck_status(ivmc_xen_connect(ADDRESS, o, &channel), IVMC_OK);
    ck_status(call(channel), IVMC_BAD_OBJECT);
    ivmc_channel_close(channel);
}

static const struct ivmc_xen_options offers = {.timeout_ms = 1000, .pages = 3};
static const struct ivmc_xen_options asks = {
    .timeout_ms = 1000, .pages = 3, .ask = true};

/* ---- what works -------------------------------------------------------------------- */

START_TEST(both_ways)
{
    start(&offers);
    calls_work(&offers);
    calls_work(&asks);
    stop();
}
END_TEST

/* The directory of so many goes on in page 1. */
START_TEST(the_most_pages)
{
    static const struct ivmc_xen_options serves = {.max_pages = 1024};
    static const struct ivmc_xen_options many = {.timeout_ms = 5000,
                                                 .pages = 1024};
    static const struct ivmc_xen_options wants = {
        .timeout_ms = 5000, .pages = 1024, .ask = true};

    start(&serves);
    calls_work(&many);
    calls_work(&wants);
    stop();
}
END_TEST

static void *take_offer(void *context)
{
    const struct ivmc_xen_triple *triple = context;
    struct ivmc_channel *channel;
    struct ivmc_server nothing;
    struct ivmc_servant place[1];
    unsigned char memory[1024];

    ivmc_server_init(&nothing, place, 1, memory, sizeof memory);
    ck_status(ivmc_xen_adopt(triple, NULL, &channel), IVMC_OK);
    ck_status(ivmc_serve_next(&nothing, channel, 5000), IVMC_OK);
    ivmc_channel_close(channel);
    return NULL;
}

START_TEST(raw_from_the_client)
{
    struct ivmc_xen_triple triple;
    struct ivmc_channel *channel;
    struct ivmc_xen_offer *offer;
    pthread_t thread;

    ck_status(ivmc_xen_offer(7, false, &offers, &triple, &offer), IVMC_OK);
    ck_assert_int_eq(triple.domid, 7);
    ck_assert_int_eq(pthread_create(&thread, NULL, take_offer, &triple), 0);
    ck_status(ivmc_xen_offer_open(offer, 5000, &channel), IVMC_OK);
    ck_status(call(channel), IVMC_BAD_OBJECT);
    pthread_join(thread, NULL);
    ivmc_channel_close(channel);
    nothing_is_left();
}
END_TEST

static void *connect_raw(void *context)
{
    const struct ivmc_xen_triple *t = context;
    struct ivmc_channel *channel;
    char address[64];

    snprintf(address, sizeof address, "xen:%u/%u/%u", t->domid, t->ref,
             t->port);
    ck_status(ivmc_xen_connect(address, &offers, &channel), IVMC_OK);
    ck_status(call(channel), IVMC_BAD_OBJECT);
    ivmc_channel_close(channel);
    return NULL;
}

START_TEST(raw_from_the_server)
{
    struct ivmc_server nothing;
    struct ivmc_servant place[1];
    unsigned char memory[1024];
    struct ivmc_xen_triple triple;
    struct ivmc_channel *channel;
    struct ivmc_xen_offer *offer;
    pthread_t thread;

    ivmc_server_init(&nothing, place, 1, memory, sizeof memory);
    ck_status(ivmc_xen_offer(7, true, &offers, &triple, &offer), IVMC_OK);
    ck_assert_int_eq(pthread_create(&thread, NULL, connect_raw, &triple), 0);
    ck_status(ivmc_xen_offer_open(offer, 5000, &channel), IVMC_OK);
    ck_status(ivmc_serve_next(&nothing, channel, 5000), IVMC_OK);
    pthread_join(thread, NULL);
    ivmc_channel_close(channel);
    nothing_is_left();
}
END_TEST

/* ---- what is refused --------------------------------------------------------------- */

START_TEST(nobody_is_there)
{
    struct ivmc_xen_triple triple = {7, 99, 99};
    struct ivmc_channel *channel;

    ck_status(ivmc_xen_connect("xen:7", NULL, &channel), IVMC_BAD_ADDRESS);
    ck_status(ivmc_xen_connect(ADDRESS, NULL, &channel), IVMC_PEER_GONE);
    ck_status(ivmc_xen_connect(ADDRESS, &asks, &channel), IVMC_PEER_GONE);
    ck_status(ivmc_xen_connect("xen:7/9/9", NULL, &channel), IVMC_PEER_GONE);
    ck_status(ivmc_xen_adopt(&triple, NULL, &channel), IVMC_PEER_GONE);
    nothing_is_left();
}
END_TEST

START_TEST(too_many_pages)
{
    static const struct ivmc_xen_options few = {.max_pages = 2};
    static const struct ivmc_xen_options none = {.pages = 1025};
    struct ivmc_channel *channel;

    start(&few);
    ck_status(ivmc_xen_connect(ADDRESS, &offers, &channel), IVMC_REFUSED);
    ck_status(ivmc_xen_connect(ADDRESS, &asks, &channel), IVMC_REFUSED);
    ck_status(ivmc_xen_connect(ADDRESS, &none, &channel), IVMC_BAD_ARGUMENT);
    fake_page_limit = 1;
    ck_status(ivmc_xen_connect(ADDRESS, &offers, &channel), IVMC_LIMIT);
    ck_status(ivmc_xen_connect(ADDRESS, &asks, &channel), IVMC_REFUSED);
    fake_page_limit = UINT32_MAX;
    stop();
}
END_TEST

START_TEST(one_name_one_server)
{
    struct ivmc_xen_listener *first, *second;

    ck_status(ivmc_xen_listen(NAME, NULL, &first), IVMC_OK);
    ck_status(ivmc_xen_listen(NAME, NULL, &second), IVMC_BUSY);
    ck_status(ivmc_xen_listen("a/b", NULL, &second), IVMC_BAD_ADDRESS);
    ivmc_xen_listener_close(first);
    ck_status(ivmc_xen_listen(NAME, NULL, &first), IVMC_OK);
    ivmc_xen_listener_close(first);
    nothing_is_left();
}
END_TEST

/* What somebody may write into an inbox; none of it keeps a good one away. */
START_TEST(bad_requests)
{
    static const struct {
        const char *name, *value;
        unsigned owner;
    } bad[] = {
        {"7-1", "", 7},
        {"7-2", "offer 1", 7},
        {"7-3", "offer 4294967295 4294967295", 7},
        {"7-4", "offer 8 1", 9}, /* in the name of somebody else */
        {"7-5", "ask 1", 9},
        {"7-6", "ask 1025", 7},
        {"7-7", "ask 0", 7},
        {"7-07", "ask 1", 7},
        {"-", "ask 1", 7},
        {"9-1", "offer 8 1", 9}, /* of a domain that granted nothing */
    };
    char path[64];
    size_t i;

    start(&offers);
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(path, sizeof path, "/local/domain/7/data/ivmc/%s/%s", NAME,
                 bad[i].name);
        fake_store_put(path, bad[i].value, bad[i].owner);
    }
    calls_work(&offers);
    calls_work(&asks);
    stop();
}
END_TEST

/* Who may write to it may also remove it. */
START_TEST(the_inbox_is_made_again)
{
    const struct timespec little = {0, 20000000};
    struct xs_handle *store = xs_open(0);

    start(&offers);
    ck_assert(xs_rm(store, XBT_NULL, "/local/domain/7/data/ivmc/" NAME));
    nanosleep(&little, NULL);
    calls_work(&offers);
    xs_close(store);
    stop();
}
END_TEST

/* Who asks and does not come is given up. */
START_TEST(asked_and_not_come)
{
    static const struct ivmc_xen_options hasty = {.timeout_ms = 100};
    const struct timespec little = {0, 10000000};
    int n;

    start(&hasty);
    fake_store_put("/local/domain/7/data/ivmc/" NAME "/7-1", "ask 4", 7);
    for (n = 0; n < 500 && fake_count().pages == 0; n++)
        nanosleep(&little, NULL);
    ck_assert_int_eq(fake_count().pages, 4);
    for (n = 0; n < 500 && fake_count().pages != 0; n++)
        nanosleep(&little, NULL);
    ck_assert_int_eq(fake_count().pages, 0);
    ck_assert_int_eq(fake_count().requests, 0);
    calls_work(&offers);
    stop();
}
END_TEST

START_TEST(a_full_server)
{
    static const struct ivmc_xen_options small = {.max_clients = 2,
                                                  .max_per_domain = 2};
    struct ivmc_channel *channel[3];

    start(&small);
    ck_status(ivmc_xen_connect(ADDRESS, &offers, &channel[0]), IVMC_OK);
    ck_status(ivmc_xen_connect(ADDRESS, &asks, &channel[1]), IVMC_OK);
    ck_status(ivmc_xen_connect(ADDRESS, &offers, &channel[2]), IVMC_REFUSED);
    ck_status(ivmc_xen_connect(ADDRESS, &asks, &channel[2]), IVMC_REFUSED);
    ck_status(call(channel[0]), IVMC_BAD_OBJECT);
    ivmc_channel_close(channel[0]);
    ivmc_channel_close(channel[1]);
    stop();
}
END_TEST

/* ---- labels ------------------------------------------------------------------------ */

START_TEST(labels)
{
    static const struct ivmc_xen_options wants = {
        .timeout_ms = 1000, .pages = 2, .peer_label = "a:b:c"};
    struct ivmc_channel *channel;
    struct ivmc_xen_peer peer;

    start(&offers);
    ck_status(ivmc_xen_connect(ADDRESS, &wants, &channel), IVMC_REFUSED);
    fake_label = "a:b:d";
    ck_status(ivmc_xen_connect(ADDRESS, &wants, &channel), IVMC_REFUSED);
    fake_label = "a:b:c";
    ck_status(ivmc_xen_connect(ADDRESS, &wants, &channel), IVMC_OK);
    ck_status(ivmc_xen_peer(channel, &peer), IVMC_OK);
    ck_assert_int_eq(peer.domid, 7);
    ck_assert(peer.attested);
    ck_assert_str_eq(peer.label, "a:b:c");
    ck_assert_str_eq(channel->peer_label, "a:b:c");
    ivmc_channel_close(channel);
    fake_label = NULL;
    stop();

    start(&wants); /* the server wants one, and there is none */
    ck_status(ivmc_xen_connect(ADDRESS, &offers, &channel), IVMC_REFUSED);
    ck_status(ivmc_xen_connect(ADDRESS, &asks, &channel), IVMC_REFUSED);
    stop();
}
END_TEST

/* ---- items ------------------------------------------------------------------------- */

/* Two directories: the second has entries of its own. */
#define REGION (1100u * 4096u - 10u)

START_TEST(regions)
{
    struct ivmc_memory own, other, third, late;
    struct ivmc_region region;
    const volatile unsigned char *seen;

    ck_status(ivmc_xen_memory_create(&own, 7, REGION, IVMC_READ), IVMC_OK);
    own.at[0] = 1;
    own.at[REGION - 1] = 2;
    own.at[1050 * 4096] = 3;
    ck_status(ivmc_xen_memory_offer(&own, &region), IVMC_OK);
    ck_status(ivmc_xen_memory_map(&other, &region, IVMC_READ, REGION), IVMC_OK);
    seen = ivmc_memory_view(&other, 0, REGION);
    ck_assert_ptr_nonnull((const void *)(uintptr_t)seen);
    ck_assert(seen[0] == 1 && seen[REGION - 1] == 2 && seen[1050 * 4096] == 3);
    ck_assert_ptr_null(
        (void *)(uintptr_t)ivmc_memory_view_to_write(&other, 0, 1));
    ck_assert(!ivmc_memory_revoked(&other));
    ck_status(ivmc_xen_memory_map(&third, &region, IVMC_READ, REGION), IVMC_OK);
    ck_status(ivmc_xen_memory_revoke(&own), IVMC_BUSY);
    ck_assert(ivmc_memory_revoked(&other));
    /* Who comes too late has nothing, and is nobody to be waited for. */
    ck_status(ivmc_xen_memory_map(&late, &region, IVMC_READ, REGION),
              IVMC_REFUSED);
    ck_status(ivmc_xen_memory_offer(&own, &region), IVMC_REFUSED);
    ck_status(ivmc_xen_memory_offer(&other, &region), IVMC_BAD_ARGUMENT);
    ivmc_xen_memory_unmap(&other);
    ck_status(ivmc_xen_memory_revoke(&own), IVMC_BUSY);
    ivmc_xen_memory_unmap(&third);
    ck_status(ivmc_xen_memory_revoke(&own), IVMC_OK);
    ivmc_xen_memory_destroy(&own);
    nothing_is_left();
}
END_TEST

START_TEST(regions_refused)
{
    struct ivmc_memory own, other;
    struct ivmc_region good, bad;
    const uint32_t both = IVMC_READ | IVMC_WRITE;

    ck_status(ivmc_xen_memory_create(&own, 7, 0, IVMC_READ), IVMC_BAD_ARGUMENT);
    ck_status(ivmc_xen_memory_create(&own, 7, 1, IVMC_WRITE),
              IVMC_BAD_ARGUMENT);
    ck_status(ivmc_xen_memory_create(&own, 7, UINT64_MAX, both), IVMC_LIMIT);
    fake_page_limit = 2;
    ck_status(ivmc_xen_memory_create(&own, 7, 3 * 4096, both), IVMC_LIMIT);
    fake_page_limit = UINT32_MAX;
    nothing_is_left();

    ck_status(ivmc_xen_memory_create(&own, 7, 5000, IVMC_READ), IVMC_OK);
    ck_status(ivmc_xen_memory_offer(&own, &good), IVMC_OK);
    ck_status(ivmc_xen_memory_map(&other, &good, both, 5000), IVMC_REFUSED);
    ck_status(ivmc_xen_memory_map(&other, &good, IVMC_READ, 4999), IVMC_LIMIT);
    ck_status(ivmc_xen_memory_map(&other, &good, 0, 5000), IVMC_BAD_ARGUMENT);
    bad = good;
    bad.size = 4096; /* another number of pages than the handle has */
    ck_status(ivmc_xen_memory_map(&other, &bad, IVMC_READ, 5000),
              IVMC_BAD_MESSAGE);
    bad = good;
    bad.handle = 3; /* a descriptor */
    ck_status(ivmc_xen_memory_map(&other, &bad, IVMC_READ, 5000),
              IVMC_BAD_MESSAGE);
    bad.handle = IVMC_NO_HANDLE;
    ck_status(ivmc_xen_memory_map(&other, &bad, IVMC_READ, 5000),
              IVMC_BAD_MESSAGE);
    /* The directory names what was never granted. */
    ((uint32_t *)own.notice)[1024 + 2] = 4000;
    ck_status(ivmc_xen_memory_map(&other, &good, IVMC_READ, 5000),
              IVMC_BAD_MESSAGE);
    ivmc_xen_memory_destroy(&own);
    /* Nothing is there any more. */
    ck_status(ivmc_xen_memory_map(&other, &good, IVMC_READ, 5000),
              IVMC_BAD_MESSAGE);
    nothing_is_left();
}
END_TEST

START_TEST(regions_that_fail)
{
    struct ivmc_memory own, other;
    struct ivmc_region region;
    enum ivmc_status s;
    int n;

    for (n = 0;; n++) {
        fake_good = n;
        s = ivmc_xen_memory_create(&own, 7, REGION, IVMC_READ);
        fake_good = -1;
        if (s == IVMC_OK)
            break;
        ck_status(s, IVMC_SYSTEM);
        nothing_is_left();
    }
    ck_assert_int_eq(n, 2);
    ck_status(ivmc_xen_memory_offer(&own, &region), IVMC_OK);
    for (n = 0;; n++) {
        fake_good = n;
        s = ivmc_xen_memory_map(&other, &region, IVMC_READ, REGION);
        fake_good = -1;
        if (s == IVMC_OK)
            break;
        ck_assert_int_eq(fake_count().mappings + fake_count().handles, 0);
    }
    ck_assert_int_eq(n, 6);
    ivmc_xen_memory_unmap(&other);
    ivmc_xen_memory_destroy(&own);
    nothing_is_left();
}
END_TEST

/* Hands out another channel, whatever it is asked. */
static void hand_out(struct ivmc_request *rq, uint32_t op)
{
    struct ivmc_region endpoint;

    (void)op;
    if (!ivmc_request_ready(rq))
        return;
    ck_status(ivmc_xen_loop_endpoint(server.loop, &endpoint), IVMC_OK);
    if (ivmc_reply_begin(rq))
        ivmc_put_u64(&rq->out, (uint64_t)endpoint.handle);
}

static const uint64_t signature[] = {1};
static const struct ivmc_view view = {.identity = "IDL:unit:1.0",
                                      .major = 1,
                                      .op_count = 1,
                                      .signatures = signature};
static const struct ivmc_skeleton skeleton = {
    .views = &view, .view_count = 1, .op_count = 1, .dispatch = hand_out};

/* What the servant above handed out, as one who received it has it. */
static struct ivmc_region ask_for_endpoint(struct ivmc_channel *channel)
{
    static const struct ivmc_interface unit = {
        .identity = "IDL:unit:1.0", .major = 1, .op_count = 1, .signature = 1};
    struct ivmc_region endpoint = {.handle = IVMC_NO_HANDLE};
    unsigned char memory[256];
    struct ivmc_object object;
    struct ivmc_call c;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    ck_status(ivmc_bind(channel, &unit, IVMC_ROOT_KEY, &object, &env), IVMC_OK);
    ivmc_call_begin(&c, &object, 0, &env);
    if (ivmc_call_invoke(&c))
        endpoint.handle = (intptr_t)ivmc_get_u64(&c.in);
    ivmc_call_end(&c);
    ck_status(env.status, IVMC_OK);
    return endpoint;
}

START_TEST(endpoints)
{
    struct ivmc_channel *channel, *more;
    struct ivmc_region endpoint;
    uint64_t key;

    start(&offers);
    ck_status(ivmc_server_add(&server.server, &skeleton, NULL, NULL, &key),
              IVMC_OK);
    ck_status(ivmc_xen_loop_endpoint(server.loop, &endpoint),
              IVMC_BAD_ARGUMENT);
    ck_status(ivmc_xen_connect(ADDRESS, &offers, &channel), IVMC_OK);
    endpoint = ask_for_endpoint(channel);
    ck_status(ivmc_xen_connect_endpoint(&endpoint, &offers, &more), IVMC_OK);
    (void)ask_for_endpoint(more);
    ivmc_channel_close(more);
    ck_status(ivmc_xen_connect_endpoint(&endpoint, &offers, &more),
              IVMC_BAD_ARGUMENT);
    endpoint.handle = 3;
    ck_status(ivmc_xen_connect_endpoint(&endpoint, &offers, &more),
              IVMC_BAD_MESSAGE);
    ivmc_channel_close(channel);
    stop();
}
END_TEST

/* ---- whatever fails ---------------------------------------------------------------- */

/* Each call that the client makes of a library, one after the other. */
static void client_fails(const struct ivmc_xen_options *o)
{
    struct ivmc_channel *channel;
    enum ivmc_status s = IVMC_SYSTEM;
    int n, good = 0;

    start(&offers);
    for (n = 0; n < 100; n++) {
        fake_good = n;
        fake_calls = 0;
        s = ivmc_xen_connect(ADDRESS, o, &channel);
        fake_good = -1;
        if (s == IVMC_OK)
            ivmc_channel_close(channel);
        good += s == IVMC_OK;
        if (s == IVMC_OK && fake_calls <= n)
            break; /* none is left to fail */
    }
    ck_assert_int_lt(n, 100);
    ck_assert_int_gt(n, 8);
    /* Some are only asked for what is good to know. */
    ck_assert_int_lt(good, n);
    calls_work(o);
    stop();
}

START_TEST(client_fails_offering)
{
    client_fails(&offers);
}
END_TEST

START_TEST(client_fails_asking)
{
    client_fails(&asks);
}
END_TEST

/* The same in the server's thread: of three clients it fails one. */
static void server_fails(const struct ivmc_xen_options *o)
{
    struct ivmc_channel *channel;
    int n, served;

    for (server.good = 0; server.good < 40; server.good++) {
        start(&offers);
        for (n = served = 0; n < 3; n++) {
            if (ivmc_xen_connect(ADDRESS, o, &channel) != IVMC_OK)
                continue;
            served += call(channel) == IVMC_BAD_OBJECT;
            ivmc_channel_close(channel);
        }
        ck_assert_int_ge(served, 2);
        stop();
    }
    server.good = -1;
}

START_TEST(server_fails_taking)
{
    server_fails(&offers);
}
END_TEST

START_TEST(server_fails_granting)
{
    static const struct ivmc_xen_options hasty = {
        .timeout_ms = 300, .pages = 3, .ask = true};

    server_fails(&hasty);
}
END_TEST

/* Opening what serves. */
START_TEST(listening_fails)
{
    struct ivmc_xen_listener *l;
    enum ivmc_status s;
    int n;

    for (n = 0; n < 50; n++) {
        fake_good = n;
        s = ivmc_xen_listen(NAME, NULL, &l);
        fake_good = -1;
        if (s == IVMC_OK)
            break;
        ck_status(s, IVMC_SYSTEM);
        nothing_is_left();
    }
    ck_assert_int_gt(n, 3);
    ivmc_xen_listener_close(l);
    nothing_is_left();
}
END_TEST

/* ---- the end of the peer ----------------------------------------------------------- */

START_TEST(a_server_that_goes)
{
    struct ivmc_channel *channel;

    start(&offers);
    ck_status(ivmc_xen_connect(ADDRESS, &offers, &channel), IVMC_OK);
    ck_status(call(channel), IVMC_BAD_OBJECT);
    stop_server();
    ck_status(call(channel), IVMC_PEER_GONE);
    ivmc_channel_close(channel);
    nothing_is_left();
}
END_TEST

static void setup(void)
{
    fake_good = -1;
    server.good = -1;
}

Suite *unit_suite(void)
{
    Suite *s = suite_create("xen_linux");
    TCase *t = tcase_create("linux");

    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, both_ways);
    tcase_add_test(t, the_most_pages);
    tcase_add_test(t, raw_from_the_client);
    tcase_add_test(t, raw_from_the_server);
    tcase_add_test(t, nobody_is_there);
    tcase_add_test(t, too_many_pages);
    tcase_add_test(t, one_name_one_server);
    tcase_add_test(t, bad_requests);
    tcase_add_test(t, the_inbox_is_made_again);
    tcase_add_test(t, asked_and_not_come);
    tcase_add_test(t, a_full_server);
    tcase_add_test(t, labels);
    tcase_add_test(t, regions);
    tcase_add_test(t, regions_refused);
    tcase_add_test(t, regions_that_fail);
    tcase_add_test(t, endpoints);
    tcase_add_test(t, client_fails_offering);
    tcase_add_test(t, client_fails_asking);
    tcase_add_test(t, server_fails_taking);
    tcase_add_test(t, server_fails_granting);
    tcase_add_test(t, listening_fails);
    tcase_add_test(t, a_server_that_goes);
    suite_add_tcase(s, t);
    return s;
}
