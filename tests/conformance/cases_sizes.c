/* Octets of every length that matters, unchanged. */
#include <stdlib.h>
#include <string.h>

#include "conformance.h"

/* Octets of an echo request before the data: header, "" and the length. */
#define ECHO_FIXED (IVMC_HEADER_SIZE + 4 + 1 + 3 + 4)

static uint8_t *some_octets(uint32_t len)
{
    uint8_t *octets = malloc(len + 1);
    uint32_t i;

    ck_assert_ptr_nonnull(octets);
    for (i = 0; i < len; i++)
        octets[i] = (uint8_t)(i * 31 + (i >> 8) + len);
    return octets;
}

/* Both ways, and compared. */
static enum ivmc_status echo(struct conformance_client *c, const char *lead,
                             uint32_t len)
{
    struct probe_Octets data = {len, some_octets(len)}, back;

    probe_Peer_echo(&c->peer, lead, &data, &back, &c->env);
    if (c->env.status == IVMC_OK) {
        ck_assert_uint_eq(back.len, len);
        ck_assert(len == 0 || memcmp(back.data, data.data, len) == 0);
    }
    free(data.data);
    return c->env.status;
}

/* One way, read where it lies. */
static enum ivmc_status digest(struct conformance_client *c, const char *lead,
                               uint32_t len)
{
    struct probe_Octets data = {len, some_octets(len)};
    uint32_t got = probe_Peer_digest(&c->peer, lead, &data, &c->env);
    uint32_t sum = 0;
    uint32_t i;

    for (i = 0; i < len; i++)
        sum = sum * 31 + data.data[i];
    if (c->env.status == IVMC_OK)
        ck_assert_uint_eq(got, sum);
    free(data.data);
    return c->env.status;
}

START_TEST(each_alignment)
{
    static const char lead[] = "0123456789abcdef";
    struct conformance_client c;
    uint32_t i, len;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    for (i = 0; i < 9; i++) {
        for (len = 0; len < 34; len++)
            ck_status(echo(&c, lead + i, len), IVMC_OK);
        ck_status(digest(&c, lead + i, 1000 + i), IVMC_OK);
    }
    conformance_close(&c);
}
END_TEST

/* About the sizes where transports change what they do. */
START_TEST(thresholds)
{
    static const uint32_t about[] = {4096, 8192, 16384, 32768, 65536, 131072};
    struct conformance_client c;
    uint32_t limit, i, len;

    conformance_open(&c, 262144);
    limit = c.pair.client->max_message - ECHO_FIXED;
    for (i = 0; i < sizeof about / sizeof *about; i++) {
        for (len = about[i] - 60; len <= about[i] + 4; len += 4) {
            if (len <= limit)
                ck_status(echo(&c, "", len), IVMC_OK);
        }
    }
    conformance_close(&c);
}
END_TEST

/* Large, small and copied ones in turn: pieces or none, they are the same. */
START_TEST(octets_read_in_place)
{
    static const uint32_t lengths[] = {0,    1,     200,   300,   5000,
                                       9000, 17000, 40000, 70000, 130000};
    struct conformance_client c;
    uint32_t limit, i, turn;

    conformance_open(&c, 262144);
    limit = c.pair.client->max_message - ECHO_FIXED;
    for (turn = 0; turn < 6; turn++)
        for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            if (lengths[i] > limit)
                continue;
            ck_status(digest(&c, "", lengths[i]), IVMC_OK);
            if (turn % 2 == 1)
                ck_status(echo(&c, "", lengths[i]), IVMC_OK);
            if (turn % 3 == 2)
                ck_status(digest(&c, "", lengths[i]), IVMC_OK);
        }
    ck_status(digest(&c, "", limit), IVMC_OK);
    ck_status(digest(&c, "", limit + 1), IVMC_TOO_LARGE);
    conformance_call_works(&c);
    conformance_close(&c);
}
END_TEST

START_TEST(exactly_the_limit)
{
    struct conformance_client c;
    uint32_t limit;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    limit = c.pair.client->max_message;
    ck_assert_uint_gt(limit, ECHO_FIXED);
    ck_status(echo(&c, "", limit - ECHO_FIXED), IVMC_OK);
    ck_status(echo(&c, "", limit - ECHO_FIXED + 1), IVMC_TOO_LARGE);
    conformance_call_works(&c);
    conformance_close(&c);
}
END_TEST

/* A reply over the limit is the server's to refuse, and only that call's. */
START_TEST(reply_over_the_limit)
{
    struct conformance_client c;
    struct probe_Octets got;
    uint32_t room;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    room = c.pair.client->max_message - IVMC_HEADER_SIZE - 4;
    probe_Peer_fill(&c.peer, room, &got, &c.env);
    ck_status(c.env.status, IVMC_OK);
    ck_assert_uint_eq(got.len, room);
    probe_Peer_fill(&c.peer, room + 1, &got, &c.env);
    ck_status(c.env.status, IVMC_TOO_LARGE);
    ck_assert_uint_eq(got.len, 0);
    conformance_call_works(&c);
    conformance_close(&c);
}
END_TEST

/* More memory than was lent for a request or a reply is a status. */
START_TEST(memory_used_up)
{
    struct conformance_client c;
    struct probe_Octets got;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    ivmc_env_init(&c.env, c.memory, 1024);
    probe_Peer_fill(&c.peer, 8192, &got, &c.env);
    ck_status(c.env.status, IVMC_LIMIT);
    conformance_call_works(&c);
    probe_Peer_fill(&c.peer, CONFORMANCE_MESSAGE * 16, &got, &c.env);
    ck_status(c.env.status, IVMC_LIMIT);
    conformance_call_works(&c);
    conformance_close(&c);
}
END_TEST

START_TEST(large_messages)
{
    struct conformance_client c;
    uint32_t limit, i;

    conformance_open(&c, 4u << 20);
    limit = c.pair.client->max_message;
    /* Through a single page, on a machine with other things to do. */
    c.env.timeout_ms = 10 * IVMC_DEFAULT_TIMEOUT_MS;
    for (i = 0; i < 3; i++) {
        ck_status(echo(&c, "x", limit - ECHO_FIXED - i * 1000), IVMC_OK);
        conformance_call_works(&c);
    }
    conformance_close(&c);
}
END_TEST

/* Transports send long runs from their place; what follows is no part of it. */
START_TEST(values_behind_many_octets)
{
    static unsigned char octets[200000];
    static const uint32_t lengths[] = {0,    4095,  8191,  8192,  8193,
                                       9000, 16384, 40000, 65536, 200000};
    struct conformance_client c;
    struct probe_Octets sent = {0, octets};
    struct probe_Octets got;
    uint32_t word;
    size_t i;

    memset(octets, 0xa5, sizeof octets);
    conformance_open(&c, 4u << 20);
    for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        sent.len = lengths[i];
        if (sent.len > c.pair.client->max_message - 2 * ECHO_FIXED)
            continue;
        word = 77;
        probe_Peer_behind(&c.peer, &sent, &word, &got, &c.env);
        ck_status(c.env.status, IVMC_OK);
        ck_assert_uint_eq(word, 78);
        ck_assert_uint_eq(got.len, sent.len);
        if (got.len != 0)
            ck_assert_mem_eq(got.data, octets, got.len);
    }
    conformance_close(&c);
}
END_TEST

TCase *cases_sizes(void)
{
    TCase *t = tcase_create("sizes");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, each_alignment);
    tcase_add_test(t, thresholds);
    tcase_add_test(t, octets_read_in_place);
    tcase_add_test(t, exactly_the_limit);
    tcase_add_test(t, reply_over_the_limit);
    tcase_add_test(t, memory_used_up);
    tcase_add_test(t, large_messages);
    tcase_add_test(t, values_behind_many_octets);
    return t;
}
