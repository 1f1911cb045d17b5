/*
 * The client of XenStore against a server that follows a script: honest, slow,
 * late, and hostile.
 */
#include "hypervisor.h"

#include <string.h>

#define PORT 3

static struct xenstore_domain_interface ring;

/* ---- the server --------------------------------------------------------------- */

static struct {
    struct xsd_sockmsg head; /* of the last request */
    char body[XENSTORE_RING_SIZE + 1];
    uint32_t requests;
    const char *reply; /* its value; NULL: none comes */
    size_t reply_len;
    uint32_t type;  /* of the reply; 0: the request's */
    uint32_t id;    /* added to the request's */
    bool by_octets; /* one each time the guest sleeps */
    char queue[8192];
    size_t from, to;
} server;

static void pump(size_t most)
{
    for (; server.from < server.to && most > 0; most--) {
        if (ring.rsp_prod - ring.rsp_cons == XENSTORE_RING_SIZE)
            return;
        ring.rsp[MASK_XENSTORE_IDX(ring.rsp_prod)] =
            server.queue[server.from++];
        ring.rsp_prod++;
        hypervisor_ring(PORT);
    }
}

static void send(uint32_t type, uint32_t id, const char *body, size_t len)
{
    struct xsd_sockmsg head = {
        .type = type, .req_id = id, .len = (uint32_t)len};

    memcpy(server.queue + server.to, &head, sizeof head);
    memcpy(server.queue + server.to + sizeof head, body, len);
    server.to += sizeof head + len;
}

static void take_in(char *to, size_t len)
{
    for (; len > 0; len--)
        *to++ = ring.req[MASK_XENSTORE_IDX(ring.req_cons++)];
}

static void serve(uint32_t port)
{
    ck_assert_uint_eq(port, PORT);
    while (ring.req_prod != ring.req_cons) {
        take_in((char *)&server.head, sizeof server.head);
        ck_assert_uint_le(server.head.len, XENSTORE_RING_SIZE);
        take_in(server.body, server.head.len);
        server.body[server.head.len] = '\0';
        server.requests++;
        if (server.reply)
            send(server.type ? server.type : server.head.type,
                 server.head.req_id + server.id, server.reply,
                 server.reply_len);
    }
    if (!server.by_octets)
        pump(SIZE_MAX);
}

static void slept(void)
{
    pump(server.by_octets ? 1 : SIZE_MAX);
}

static void replies(const char *value)
{
    server.reply = value;
    server.reply_len = strlen(value);
}

static void begin(void)
{
    hypervisor_reset();
    memset(&server, 0, sizeof server);
    memset(&ring, 0, sizeof ring);
    /* Counters run on and wrap. */
    ring.req_prod = ring.req_cons = UINT32_MAX - 5;
    ring.rsp_prod = ring.rsp_cons = UINT32_MAX - 9;
    xen.rung = serve;
    xen.slept = slept;
    guest_store_open(&ring, PORT);
}

/* ---- an honest server ------------------------------------------------------------ */

START_TEST(values_are_read)
{
    char value[8];
    size_t len;

    begin();
    replies("42");
    ck_assert(ivmc_guest_store_read("domid", value, sizeof value, &len) ==
              IVMC_OK);
    ck_assert_str_eq(value, "42");
    ck_assert_uint_eq(len, 2);
    ck_assert_uint_eq(server.head.type, XS_READ);
    ck_assert_uint_eq(server.head.len, 6);
    ck_assert_str_eq(server.body, "domid");
    replies("1234567");
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) == IVMC_OK);
    replies("12345678");
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, &len) ==
              IVMC_LIMIT);
    ck_assert_uint_eq(len, 0);
    ck_assert_str_eq(value, "");
}
END_TEST

START_TEST(requests_are_what_they_should_be)
{
    char names[16];
    uint16_t owner;
    size_t len;

    begin();
    replies("OK");
    ck_assert(ivmc_guest_store_write("data/x", "value") == IVMC_OK);
    ck_assert_uint_eq(server.head.type, XS_WRITE);
    ck_assert_uint_eq(server.head.len, 12);
    ck_assert_mem_eq(server.body, "data/x\0value", 12);
    ck_assert(ivmc_guest_store_remove("data/x") == IVMC_OK);
    ck_assert_uint_eq(server.head.type, XS_RM);
    ck_assert(ivmc_guest_store_watch("data") == IVMC_OK);
    ck_assert_uint_eq(server.head.type, XS_WATCH);
    ck_assert_mem_eq(server.body, "data\0ivmc", 10);
    ck_assert(ivmc_guest_store_unwatch("data") == IVMC_OK);
    ck_assert_uint_eq(server.head.type, XS_UNWATCH);
    ck_assert(ivmc_guest_store_permit("p", 32751, 'n', 0, 'b') == IVMC_OK);
    ck_assert_uint_eq(server.head.type, XS_SET_PERMS);
    ck_assert_uint_eq(server.head.len, 12);
    ck_assert_mem_eq(server.body, "p\0n32751\0b0", 12);

    server.reply = "a\0bc\0";
    server.reply_len = 5;
    ck_assert(ivmc_guest_store_list("d", names, sizeof names, &len) == IVMC_OK);
    ck_assert_uint_eq(server.head.type, XS_DIRECTORY);
    ck_assert_uint_eq(len, 5);
    ck_assert_mem_eq(names, "a\0bc\0", 6);

    server.reply = "n7\0b0";
    server.reply_len = 6;
    ck_assert(ivmc_guest_store_owner("d", &owner) == IVMC_OK);
    ck_assert_uint_eq(server.head.type, XS_GET_PERMS);
    ck_assert_uint_eq(owner, 7);
}
END_TEST

START_TEST(refusals_have_a_status)
{
    static const struct {
        const char *error;
        enum ivmc_status status;
    } known[] = {{"ENOENT", IVMC_BAD_OBJECT}, {"EACCES", IVMC_REFUSED},
                 {"E2BIG", IVMC_LIMIT},       {"ENOSPC", IVMC_LIMIT},
                 {"EINVAL", IVMC_SYSTEM},     {"", IVMC_SYSTEM}};
    char value[8] = "old";
    size_t i;

    begin();
    server.type = XS_ERROR;
    for (i = 0; i < sizeof known / sizeof *known; i++) {
        server.reply = known[i].error;
        server.reply_len = strlen(known[i].error) + 1;
        ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) ==
                  known[i].status);
        ck_assert_str_eq(value, "");
    }
}
END_TEST

START_TEST(large_requests_and_replies)
{
    static char path[XENSTORE_RING_SIZE], value[XENSTORE_PAYLOAD_MAX + 1];
    static char large[XENSTORE_PAYLOAD_MAX + 1];
    size_t len, most = XENSTORE_RING_SIZE - sizeof(struct xsd_sockmsg) - 1;

    begin();
    replies("OK");
    memset(path, 'p', sizeof path);
    path[most] = '\0';
    ck_assert(ivmc_guest_store_write(path, "") == IVMC_OK);
    ck_assert(ivmc_guest_store_write(path, "v") == IVMC_LIMIT);
    ck_assert_uint_eq(server.requests, 1);
    /* Through a ring that is a quarter of it. */
    memset(large, 'v', XENSTORE_PAYLOAD_MAX);
    replies(large);
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, &len) == IVMC_OK);
    ck_assert_uint_eq(len, XENSTORE_PAYLOAD_MAX);
    ck_assert_str_eq(value, large);
}
END_TEST

START_TEST(octets_may_come_one_by_one)
{
    char value[8];

    begin();
    server.by_octets = true;
    replies("slow");
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) == IVMC_OK);
    ck_assert_str_eq(value, "slow");
    ck_assert_uint_ge(xen.sleeps, sizeof(struct xsd_sockmsg) + 4);
}
END_TEST

/* ---- changes ---------------------------------------------------------------------- */

static void change(const char *path)
{
    char body[512];
    size_t len = strlen(path) + 1;

    memcpy(body, path, len);
    memcpy(body + len, "ivmc", 5);
    send(XS_WATCH_EVENT, 0, body, len + 5);
}

START_TEST(changes_come_in_order)
{
    char path[IVMC_GUEST_PATH_MAX], value[8];

    begin();
    ck_assert(!ivmc_guest_store_change(path));
    change("data/a");
    change("data/b");
    replies("1");
    /* Before the reply, and kept meanwhile. */
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) == IVMC_OK);
    change("data/c");
    pump(SIZE_MAX);
    ck_assert(ivmc_guest_store_change(path));
    ck_assert_str_eq(path, "data/a");
    ck_assert(ivmc_guest_store_change(path));
    ck_assert_str_eq(path, "data/b");
    ck_assert(ivmc_guest_store_change(path));
    ck_assert_str_eq(path, "data/c");
    ck_assert(!ivmc_guest_store_change(path));
    ck_assert_str_eq(path, "");
}
END_TEST

START_TEST(changes_that_are_too_many_are_told_of)
{
    char path[IVMC_GUEST_PATH_MAX];
    int i;

    begin();
    for (i = 0; i < 20; i++)
        change("data/inbox/0-1");
    pump(SIZE_MAX);
    for (i = 0; i < 8; i++) {
        ck_assert(ivmc_guest_store_change(path));
        ck_assert_str_eq(path, "data/inbox/0-1");
    }
    ck_assert(ivmc_guest_store_change(path));
    ck_assert_str_eq(path, "");
    ck_assert(!ivmc_guest_store_change(path));
}
END_TEST

START_TEST(changes_of_long_paths_are_lost)
{
    char path[IVMC_GUEST_PATH_MAX], longest[IVMC_GUEST_PATH_MAX + 1];

    begin();
    memset(longest, 'p', sizeof longest);
    longest[IVMC_GUEST_PATH_MAX - 1] = '\0';
    change(longest);
    pump(SIZE_MAX);
    ck_assert(ivmc_guest_store_change(path));
    ck_assert_str_eq(path, longest);
    longest[IVMC_GUEST_PATH_MAX - 1] = 'p';
    longest[IVMC_GUEST_PATH_MAX] = '\0';
    change(longest);
    pump(SIZE_MAX);
    ck_assert(ivmc_guest_store_change(path));
    ck_assert_str_eq(path, "");
    /* One without any NUL is a path all the same. */
    send(XS_WATCH_EVENT, 0, "abc", 3);
    pump(SIZE_MAX);
    ck_assert(ivmc_guest_store_change(path));
    ck_assert_str_eq(path, "abc");
}
END_TEST

/* ---- slow and hostile servers ------------------------------------------------------ */

START_TEST(late_replies_are_thrown_away)
{
    char value[8];

    begin();
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) ==
              IVMC_TIMEOUT);
    ck_assert_uint_ge(xen.now, UINT64_C(5000000000));
    send(XS_READ, server.head.req_id, "old", 3);
    replies("new");
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) == IVMC_OK);
    ck_assert_str_eq(value, "new");
}
END_TEST

START_TEST(half_a_late_reply_is_thrown_away)
{
    char value[8];

    begin();
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) ==
              IVMC_TIMEOUT);
    send(XS_READ, server.head.req_id, "old", 3);
    pump(sizeof(struct xsd_sockmsg) + 1);
    ck_assert(!ivmc_guest_store_change((char[IVMC_GUEST_PATH_MAX]){""}));
    replies("new");
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) == IVMC_OK);
    ck_assert_str_eq(value, "new");
}
END_TEST

START_TEST(a_full_ring_is_waited_for)
{
    char value[8];

    begin();
    xen.rung = NULL;
    ring.req_cons = ring.req_prod - XENSTORE_RING_SIZE;
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) ==
              IVMC_TIMEOUT);
    /* Nothing was written over what the server had not taken. */
    ck_assert_uint_eq(ring.req_prod - ring.req_cons, XENSTORE_RING_SIZE);
}
END_TEST

static void stays_broken(void)
{
    char value[8];

    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) ==
              IVMC_PEER_GONE);
    replies("1");
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) ==
              IVMC_PEER_GONE);
    ck_assert(!ivmc_guest_store_change((char[IVMC_GUEST_PATH_MAX]){""}));
}

START_TEST(counters_that_cannot_be_are_the_end)
{
    begin();
    ring.rsp_prod = ring.rsp_cons + XENSTORE_RING_SIZE + 1;
    stays_broken();
}
END_TEST

START_TEST(counters_of_requests_that_cannot_be_are_the_end)
{
    begin();
    ring.req_cons = ring.req_prod + 1;
    xen.rung = NULL;
    stays_broken();
}
END_TEST

START_TEST(a_message_that_claims_too_much_is_the_end)
{
    static const struct xsd_sockmsg head = {.type = XS_WATCH_EVENT,
                                            .len = XENSTORE_PAYLOAD_MAX + 1};

    begin();
    memcpy(server.queue, &head, sizeof head);
    server.to = sizeof head + 100;
    stays_broken();
}
END_TEST

START_TEST(a_reply_of_another_type_is_the_end)
{
    begin();
    replies("OK");
    server.type = XS_WRITE;
    stays_broken();
}
END_TEST

START_TEST(replies_to_nobody_are_not_heard)
{
    char value[8];

    begin();
    replies("1");
    server.id = 1;
    ck_assert(ivmc_guest_store_read("x", value, sizeof value, NULL) ==
              IVMC_TIMEOUT);
}
END_TEST

START_TEST(owners_that_are_no_numbers)
{
    static const char *const bad[] = {"n12x", "n99999", "n-1"};
    uint16_t owner;
    size_t i;

    begin();
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        server.reply = bad[i];
        server.reply_len = strlen(bad[i]) + 1;
        ck_assert(ivmc_guest_store_owner("d", &owner) == IVMC_SYSTEM);
    }
    replies("");
    ck_assert(ivmc_guest_store_owner("d", &owner) == IVMC_SYSTEM);
}
END_TEST

TCase *store_cases(void)
{
    TCase *t = tcase_create("store");

    tcase_add_test(t, values_are_read);
    tcase_add_test(t, requests_are_what_they_should_be);
    tcase_add_test(t, refusals_have_a_status);
    tcase_add_test(t, large_requests_and_replies);
    tcase_add_test(t, octets_may_come_one_by_one);
    tcase_add_test(t, changes_come_in_order);
    tcase_add_test(t, changes_that_are_too_many_are_told_of);
    tcase_add_test(t, changes_of_long_paths_are_lost);
    tcase_add_test(t, late_replies_are_thrown_away);
    tcase_add_test(t, half_a_late_reply_is_thrown_away);
    tcase_add_test(t, a_full_ring_is_waited_for);
    tcase_add_test(t, counters_that_cannot_be_are_the_end);
    tcase_add_test(t, counters_of_requests_that_cannot_be_are_the_end);
    tcase_add_test(t, a_message_that_claims_too_much_is_the_end);
    tcase_add_test(t, a_reply_of_another_type_is_the_end);
    tcase_add_test(t, replies_to_nobody_are_not_heard);
    tcase_add_test(t, owners_that_are_no_numbers);
    return t;
}
