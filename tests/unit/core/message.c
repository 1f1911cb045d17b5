/* Headers and hellos: each field, each kind. */
#include <ivmc/codec.h>
#include <ivmc/message.h>
#include <ivmc/transport.h>

#include "unit.h"

#define LARGEST 1000

static const struct ivmc_header plain = {
    100, IVMC_KIND_REQUEST,           2, UINT64_C(0x1122334455667788), 3, 4, 5,
    0,   UINT64_C(0x99aabbccddeeff00)};

static bool loads(const struct ivmc_header *h)
{
    unsigned char octets[IVMC_HEADER_SIZE];
    struct ivmc_header loaded;

    ivmc_header_store(octets, h);
    return ivmc_header_load(&loaded, octets, LARGEST);
}

START_TEST(header_octets)
{
    static const unsigned char expected[IVMC_HEADER_SIZE] = {
        100,  0,    0,    0,                            /* length */
        1,    0,                                        /* kind */
        2,    0,                                        /* items */
        0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, /* call id */
        3,    0,    0,    0,                            /* epoch */
        4,    0,    0,    0,                            /* slot */
        5,    0,    0,    0,                            /* operation */
        0,    0,    0,    0,                            /* status */
        0x00, 0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99  /* key */
    };
    unsigned char octets[IVMC_HEADER_SIZE];
    struct ivmc_header h;

    ivmc_header_store(octets, &plain);
    ck_assert_mem_eq(octets, expected, sizeof octets);
    ck_assert(ivmc_header_load(&h, octets, LARGEST));
    ck_assert_uint_eq(h.length, plain.length);
    ck_assert_uint_eq(h.kind, plain.kind);
    ck_assert_uint_eq(h.items, plain.items);
    ck_assert_uint_eq(h.call_id, plain.call_id);
    ck_assert_uint_eq(h.epoch, plain.epoch);
    ck_assert_uint_eq(h.slot, plain.slot);
    ck_assert_uint_eq(h.op, plain.op);
    ck_assert_uint_eq(h.status, plain.status);
    ck_assert_uint_eq(h.key, plain.key);
}
END_TEST

START_TEST(header_lengths)
{
    struct ivmc_header h = plain;

    h.length = 40;
    ck_assert(loads(&h));
    h.length = 39;
    ck_assert(!loads(&h));
    h.length = 0;
    ck_assert(!loads(&h));
    h.length = LARGEST;
    ck_assert(loads(&h));
    h.length = LARGEST + 1;
    ck_assert(!loads(&h));
    h.length = UINT32_MAX;
    ck_assert(!loads(&h));
}
END_TEST

START_TEST(header_items)
{
    struct ivmc_header h = plain;

    h.items = IVMC_MAX_ITEMS;
    ck_assert(loads(&h));
    h.items = IVMC_MAX_ITEMS + 1;
    ck_assert(!loads(&h));
    h.items = UINT16_MAX;
    ck_assert(!loads(&h));
}
END_TEST

START_TEST(header_call_id_is_never_0)
{
    struct ivmc_header h = plain;

    h.call_id = 0;
    ck_assert(!loads(&h));
}
END_TEST

START_TEST(header_kinds)
{
    struct ivmc_header h = plain;
    unsigned kind;

    for (kind = 0; kind <= UINT16_MAX; kind++) {
        h = plain;
        h.kind = (uint16_t)kind;
        if (kind == IVMC_KIND_BIND) {
            h.slot = h.op = 0;
            h.items = 0;
        }
        if (kind == IVMC_KIND_STATUS) {
            h.status = IVMC_LIMIT;
            h.length = 40;
            h.items = 0;
        }
        ck_assert_int_eq(loads(&h), kind >= 1 && kind <= 7);
    }
}
END_TEST

START_TEST(header_requests)
{
    static const enum ivmc_kind kinds[] = {IVMC_KIND_REQUEST, IVMC_KIND_ONEWAY,
                                           IVMC_KIND_CALLBACK};
    struct ivmc_header h;
    int i;

    for (i = 0; i < 3; i++) {
        h = plain;
        h.kind = (uint16_t)kinds[i];
        ck_assert(loads(&h));
        h.slot = 0;
        ck_assert(!loads(&h));
        h.slot = 1;
        h.status = 1;
        ck_assert(!loads(&h));
    }
}
END_TEST

START_TEST(header_bind)
{
    struct ivmc_header bind = plain;
    struct ivmc_header h;

    bind.kind = IVMC_KIND_BIND;
    bind.items = 0;
    bind.slot = bind.op = 0;
    ck_assert(loads(&bind));
    h = bind;
    h.slot = 1;
    ck_assert(!loads(&h));
    h = bind;
    h.op = 1;
    ck_assert(!loads(&h));
    h = bind;
    h.items = 1;
    ck_assert(!loads(&h));
    h = bind;
    h.status = 1;
    ck_assert(!loads(&h));
}
END_TEST

START_TEST(header_replies)
{
    struct ivmc_header h = plain;

    h.kind = IVMC_KIND_REPLY;
    ck_assert(loads(&h));
    h.slot = 0; /* of a bind */
    ck_assert(loads(&h));
    h.status = 1;
    ck_assert(!loads(&h));
    h = plain;
    h.kind = IVMC_KIND_EXCEPTION;
    h.status = UINT32_MAX;
    ck_assert(loads(&h));
    h.slot = 0; /* bind raises none */
    ck_assert(!loads(&h));
}
END_TEST

START_TEST(header_status)
{
    struct ivmc_header status = plain;
    struct ivmc_header h;
    uint32_t i;

    status.kind = IVMC_KIND_STATUS;
    status.length = 40;
    status.items = 0;
    for (i = 0; i < 2 * IVMC_STATUS_COUNT; i++) {
        status.status = i;
        ck_assert_int_eq(loads(&status), i > 1 && i < IVMC_STATUS_COUNT);
    }
    status.status = UINT32_MAX;
    ck_assert(!loads(&status));
    status.status = IVMC_LIMIT;
    h = status;
    h.length = 41;
    ck_assert(!loads(&h));
    h = status;
    h.items = 1;
    ck_assert(!loads(&h));
}
END_TEST

/* ---- hello -------------------------------------------------------------- */

static const struct ivmc_hello hello = {IVMC_PROTOCOL_VERSION, 0, 0x12345678,
                                        0x9abcdef0};

START_TEST(hello_octets)
{
    static const unsigned char expected[IVMC_HELLO_SIZE] = {
        'I',  'V',  'M',  'C',  1,    0,    0,    0,
        0x78, 0x56, 0x34, 0x12, 0xf0, 0xde, 0xbc, 0x9a};
    unsigned char octets[IVMC_HELLO_SIZE];
    struct ivmc_hello loaded;

    memset(octets, 0xee, sizeof octets);
    ivmc_hello_store(octets, &hello);
    ck_assert_mem_eq(octets, expected, sizeof octets);
    ck_assert_int_eq(ivmc_hello_load(&loaded, octets), IVMC_OK);
    ck_assert_uint_eq(loaded.max_message, 0x12345678);
    ck_assert_uint_eq(loaded.epoch, 0x9abcdef0);
}
END_TEST

START_TEST(hello_octets_that_must_be_so)
{
    unsigned char octets[IVMC_HELLO_SIZE];
    struct ivmc_hello loaded;
    unsigned i;
    unsigned char bit;

    for (i = 0; i < IVMC_HELLO_SIZE; i++) {
        for (bit = 1; bit != 0; bit = (unsigned char)(bit << 1)) {
            ivmc_hello_store(octets, &hello);
            octets[i] ^= bit;
            if (i < 8 || i >= 16)
                ck_assert_int_ne(ivmc_hello_load(&loaded, octets), IVMC_OK);
            else
                ck_assert_int_eq(ivmc_hello_load(&loaded, octets), IVMC_OK);
        }
    }
}
END_TEST

START_TEST(hello_refusals)
{
    unsigned char octets[IVMC_HELLO_SIZE];
    struct ivmc_hello h = hello;
    struct ivmc_hello loaded;

    h.status = IVMC_LIMIT;
    ivmc_hello_store(octets, &h);
    ck_assert_int_eq(ivmc_hello_load(&loaded, octets), IVMC_REFUSED);
    ck_assert_uint_eq(loaded.status, IVMC_LIMIT);
    h.status = IVMC_EXCEPTION;
    ivmc_hello_store(octets, &h);
    ck_assert_int_eq(ivmc_hello_load(&loaded, octets), IVMC_BAD_MESSAGE);
    h.status = IVMC_STATUS_COUNT;
    ivmc_hello_store(octets, &h);
    ck_assert_int_eq(ivmc_hello_load(&loaded, octets), IVMC_BAD_MESSAGE);
    h = hello;
    h.version = 2;
    ivmc_hello_store(octets, &h);
    ck_assert_int_eq(ivmc_hello_load(&loaded, octets), IVMC_REFUSED);
    h = hello;
    h.max_message = IVMC_HEADER_SIZE - 1;
    ivmc_hello_store(octets, &h);
    ck_assert_int_eq(ivmc_hello_load(&loaded, octets), IVMC_BAD_MESSAGE);
}
END_TEST

/* ---- deadlines ---------------------------------------------------------- */

START_TEST(deadlines)
{
    struct ivmc_deadline d = ivmc_deadline_in(0);

    ck_assert_uint_eq(d.timeout_ms, IVMC_DEFAULT_TIMEOUT_MS);
    d = ivmc_deadline_in(5);
    ck_assert_uint_eq(ivmc_deadline_left(&d, 1000), 5000000);
    ck_assert_uint_eq(ivmc_deadline_left(&d, 1001), 4999999);
    ck_assert_uint_eq(ivmc_deadline_left(&d, 5001000), 0);
    ck_assert_uint_eq(ivmc_deadline_left(&d, 9000000), 0);
    d = ivmc_deadline_in(UINT32_MAX - 1);
    ck_assert_uint_eq(ivmc_deadline_left(&d, 1),
                      (uint64_t)(UINT32_MAX - 1) * 1000000);
    d = ivmc_deadline_in(IVMC_FOREVER);
    ck_assert_uint_eq(ivmc_deadline_left(&d, 1), UINT64_MAX);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("message");
    TCase *t = tcase_create("message");

    tcase_add_test(t, header_octets);
    tcase_add_test(t, header_lengths);
    tcase_add_test(t, header_items);
    tcase_add_test(t, header_call_id_is_never_0);
    tcase_add_test(t, header_kinds);
    tcase_add_test(t, header_requests);
    tcase_add_test(t, header_bind);
    tcase_add_test(t, header_replies);
    tcase_add_test(t, header_status);
    tcase_add_test(t, hello_octets);
    tcase_add_test(t, hello_octets_that_must_be_so);
    tcase_add_test(t, hello_refusals);
    tcase_add_test(t, deadlines);
    suite_add_tcase(s, t);
    return s;
}
