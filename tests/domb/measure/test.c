/* Digests, registers, log, quotes, and the guard. */
#include <stdio.h>
#include <string.h>

#include "bank.h"
#include "key.h"
#include "machine.h"
#include "unit.h"

#define HEAD  65u
#define EVENT 110u

static unsigned char octets[6 << 20];

static void tear_down(void)
{
    machine_close();
}

static void set_up(void)
{
    machine_open(true);
}

static void digest_is(const unsigned char *have, const char *hex)
{
    char text[2 * MEASURE_DIGEST + 1];
    int n;

    for (n = 0; n < MEASURE_DIGEST; n++)
        (void)snprintf(text + 2 * n, 3, "%02x", have[n]);
    ck_assert_str_eq(text, hex);
}

/* ---- digests --------------------------------------------------------------------- */

/* FIPS 180-4's example of two blocks, in any pieces. */
START_TEST(octets_are_hashed_as_they_come)
{
    static const char text[] =
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    unsigned char digest[MEASURE_DIGEST];
    struct measure m;
    size_t cut;

    for (cut = 0; cut < sizeof text; cut++) {
        measure_begin(&m);
        measure_update(&m, text, cut);
        measure_update(&m, text + cut, sizeof text - 1 - cut);
        measure_end(&m, digest);
        digest_is(digest, "248d6a61d20638b8e5c026930c3e6039"
                          "a33ce45964ff2167f6ecedd419db06c1");
    }
}
END_TEST

/* printf '\000\200\000\000console=hvc0' | sha256sum */
START_TEST(a_configuration_has_a_digest)
{
    unsigned char digest[MEASURE_DIGEST];

    measure_config(32768, "console=hvc0", 12, digest);
    digest_is(digest, "5743de847bc81e94d8c6dd32b30aab2f"
                      "e86c84dd908499a84299e1dd0b72a53f");
}
END_TEST

/* ---- the log --------------------------------------------------------------------- */

START_TEST(the_log_begins_with_its_format)
{
    static const unsigned char head[HEAD] =
        "\0\0\0\0"             /* register */
        "\3\0\0\0"             /* EV_NO_ACTION */
        "\0\0\0\0\0\0\0\0\0\0" /* SHA-1 of nothing */
        "\0\0\0\0\0\0\0\0\0\0" /* SHA-1 of nothing */
        "\x21\0\0\0"           /* 33 octets follow */
        "Spec ID Event03\0"    /* signature */
        "\0\0\0\0"             /* platform: a client */
        "\0\2\0\2"             /* version 2.0, words of 64 bits */
        "\1\0\0\0"             /* one algorithm: */
        "\x0b\0\x20";          /* SHA-256, 32 octets */

    ck_assert_uint_eq(machine_log(octets, sizeof octets), HEAD);
    ck_assert_mem_eq(octets, head, HEAD);
}
END_TEST

START_TEST(a_domain_is_three_events)
{
    static const unsigned char start[] =
        "\x0b\0\0\0"      /* register 11 */
        "\6\0\0\0"        /* EV_EVENT_TAG */
        "\1\0\0\0\x0b\0"; /* one digest, SHA-256 */
    static const unsigned char rest[] =
        "\x3c\0\0\0"                       /* 60 octets follow */
        "\1\0\0\0"                         /* of the kernel */
        "\x34\0\0\0"                       /* 52 octets follow */
        "\x1e\x1e\x1e\x1e\x1e\x1e\x1e\x1e" /* handle */
        "\x1e\x1e\x1e\x1e\x1e\x1e\x1e\x1e" /* handle */
        "\5\0\0\0"                         /* domid */
        "\x4b\0\0\0";                      /* its digest */
    const unsigned char *e = octets + HEAD;
    unsigned char digest[MEASURE_DIGEST];
    struct measure m;

    ck_assert_uint_eq(machine_build(5, 0x4b), 0);
    ck_assert_uint_eq(machine_build(6, 0x4c), 3);
    ck_assert_uint_eq(machine_log(octets, sizeof octets), HEAD + 6 * EVENT);
    ck_assert_mem_eq(e, start, sizeof start - 1);
    ck_assert_mem_eq(e + 46, rest, sizeof rest - 1);
    measure_begin(&m);
    measure_update(&m, e + 50, 60);
    measure_end(&m, digest);
    ck_assert_mem_eq(e + 14, digest, sizeof digest);
    ck_assert_uint_eq(e[EVENT + 50], 2);
    ck_assert_uint_eq(e[2 * EVENT + 50], 3);
    ck_assert_uint_eq(e[2 * EVENT + 78], 0xcf);
}
END_TEST

START_TEST(pieces_end_where_the_log_ends)
{
    static const uint32_t far[] = {HEAD, HEAD + 1, UINT32_MAX};
    struct attest_Octets piece;
    size_t n;

    for (n = 0; n < sizeof far / sizeof far[0]; n++) {
        ck_assert_uint_eq(attest_Witness_log(&machine_witness, far[n], &piece,
                                             &machine_scene.env),
                          HEAD);
        scene_expect(&machine_scene, IVMC_OK);
        ck_assert_uint_eq(piece.len, 0);
    }
    ck_assert_uint_eq(attest_Witness_log(&machine_witness, HEAD - 1, &piece,
                                         &machine_scene.env),
                      HEAD);
    ck_assert_uint_eq(piece.len, 1);
}
END_TEST

START_TEST(a_full_log_takes_nothing_more)
{
    static const unsigned char image[MEASURE_DIGEST] = {1};
    unsigned char before[MEASURE_DIGEST], after[MEASURE_DIGEST];
    uint32_t builds;

    for (builds = 0; log_room(); builds++)
        (void)machine_build(3, (unsigned char)builds);
    ck_assert_uint_eq(builds, 16384);
    machine.exists[3] = false;
    bank_read(BANK_MODULES, before);
    ck_assert_int_eq(
        guard_Modules_may_load(&machine_modules, image, &machine_scene.env),
        guard_log_full);
    bank_read(BANK_MODULES, after);
    ck_assert_mem_eq(before, after, MEASURE_DIGEST);
    ck_assert_uint_eq(machine_log(octets, sizeof octets),
                      HEAD + 3 * 16384 * EVENT);
}
END_TEST

/* Each event extends its register, and no other. */
START_TEST(the_log_gives_the_registers)
{
    static const unsigned char image[MEASURE_DIGEST] = {9, 8, 7};
    unsigned char expected[BANK_REGISTERS][MEASURE_DIGEST] = {{0}};
    uint8_t values[BANK_REGISTERS][32];
    uint32_t at, size;

    ck_assert_int_eq(
        guard_Modules_may_load(&machine_modules, image, &machine_scene.env),
        guard_allow);
    (void)machine_build(2, 0x4b);
    (void)machine_build(3, 0x4c);
    size = machine_log(octets, sizeof octets);
    for (at = HEAD; at < size; at += EVENT)
        measure_extend(expected[octets[at]], octets + at + 14);
    attest_Witness_registers(&machine_witness, values, &machine_scene.env);
    scene_expect(&machine_scene, IVMC_OK);
    ck_assert_mem_eq(values, expected, sizeof values);
}
END_TEST

/* ---- quotes ---------------------------------------------------------------------- */

/* The public half, as the console has it. */
static void read_key(unsigned char key[KEY_PUBLIC])
{
    const char *text = strstr(machine.text, "domb: key ");
    unsigned int octet;
    int n;

    ck_assert_ptr_nonnull(text);
    for (n = 0; n < KEY_PUBLIC; n++) {
        ck_assert_int_eq(sscanf(text + 10 + 2 * n, "%2x", &octet), 1);
        key[n] = (unsigned char)octet;
    }
    ck_assert_int_eq(text[10 + 2 * KEY_PUBLIC], '\n');
}

static bool is_signed(const struct attest_Quote *q)
{
    unsigned char point[KEY_PUBLIC], digest[MEASURE_DIGEST];
    br_ec_public_key key = {BR_EC_secp256r1, point, sizeof point};
    struct measure m;

    read_key(point);
    measure_begin(&m);
    measure_update(&m, &q->said, sizeof q->said);
    measure_end(&m, digest);
    return br_ecdsa_i31_vrfy_raw(&br_ec_p256_m31, digest, sizeof digest, &key,
                                 q->proof, sizeof q->proof) == 1;
}

static void take_quote(struct attest_Quote *q, uint32_t selection)
{
    static const uint8_t nonce[32] = "a nonce of the verifier's own";

    attest_Witness_sign(&machine_witness, nonce, selection, q,
                        &machine_scene.env);
    scene_expect(&machine_scene, IVMC_OK);
    ck_assert_mem_eq(q->said.nonce, nonce, sizeof nonce);
    ck_assert_mem_eq(&q->said, "DomB\1\0\0\0", 8);
    ck_assert_uint_eq(q->said.selection, selection);
}

START_TEST(a_quote_is_signed_by_the_key_on_the_console)
{
    struct attest_Quote q;

    take_quote(&q, 0xc00);
    ck_assert(is_signed(&q));
    q.said.events++;
    ck_assert(!is_signed(&q));
}
END_TEST

START_TEST(a_quote_covers_the_registers_that_were_asked_for)
{
    unsigned char value[MEASURE_DIGEST], expected[MEASURE_DIGEST];
    struct attest_Quote q;
    struct measure m;

    (void)machine_build(4, 0x4b);
    take_quote(&q, 0xc00);
    ck_assert_uint_eq(q.said.events, 3);
    measure_begin(&m);
    bank_read(BANK_MODULES, value);
    measure_update(&m, value, sizeof value);
    bank_read(BANK_DOMAINS, value);
    measure_update(&m, value, sizeof value);
    measure_end(&m, expected);
    ck_assert_mem_eq(q.said.selected, expected, sizeof expected);
    /* SHA-256 of nothing. */
    take_quote(&q, 0);
    digest_is(q.said.selected, "e3b0c44298fc1c149afbf4c8996fb924"
                               "27ae41e4649b934ca495991b7852b855");
    attest_Witness_sign(&machine_witness, q.said.nonce, 0x1000000, &q,
                        &machine_scene.env);
    scene_expect(&machine_scene, IVMC_BAD_ARGUMENT);
}
END_TEST

START_TEST(a_quote_says_who_asked)
{
    unsigned char own[MEASURE_DIGEST] = {0}, zero[MEASURE_DIGEST] = {0};
    unsigned char digest[MEASURE_DIGEST] = {0x4b};
    struct attest_Quote q;

    (void)machine_build(4, 0x4a);
    (void)machine_build(5, 0x4b);
    (void)machine_build(6, 0x4c);
    machine.caller = 5;
    take_quote(&q, 0);
    ck_assert_uint_eq(q.said.domid, 5);
    ck_assert_mem_eq(q.said.handle, machine.handle[5], MEASURE_HANDLE);
    measure_extend(own, digest);
    measure_extend(own, zero);
    digest[0] = 0xcf;
    measure_extend(own, digest);
    ck_assert_mem_eq(q.said.own, own, sizeof own);

    machine.caller = 0;
    take_quote(&q, 0);
    ck_assert_uint_eq(q.said.domid, 0);
    ck_assert_mem_eq(q.said.handle, zero, MEASURE_HANDLE);
    ck_assert_mem_eq(q.said.own, zero, sizeof zero);
}
END_TEST

/* Its number is used again, by one that DomB did not build. */
START_TEST(a_stranger_has_no_register_of_its_own)
{
    static const unsigned char zero[MEASURE_DIGEST];
    struct attest_Quote q;

    (void)machine_build(5, 0x4b);
    memset(machine.handle[5], 0xee, MEASURE_HANDLE);
    machine.caller = 5;
    take_quote(&q, 0);
    ck_assert_mem_eq(q.said.own, zero, sizeof zero);
    ck_assert_uint_eq(q.said.handle[0], 0xee);
}
END_TEST

/* Another build under the same number and handle: what runs now counts. */
START_TEST(the_newest_build_counts)
{
    unsigned char own[MEASURE_DIGEST];
    struct attest_Quote q;

    (void)machine_build(5, 0x4b);
    machine.caller = 5;
    take_quote(&q, 0);
    memcpy(own, q.said.own, sizeof own);
    (void)machine_build(5, 0x4c);
    memset(machine.handle[5], 0x4b ^ 0x55, MEASURE_HANDLE);
    take_quote(&q, 0);
    ck_assert_mem_eq(q.said.own, own, sizeof own);
    memset(machine.handle[5], 0x4c ^ 0x55, MEASURE_HANDLE);
    take_quote(&q, 0);
    ck_assert_mem_ne(q.said.own, own, sizeof own);
}
END_TEST

START_TEST(who_is_gone_gets_no_quote)
{
    static const uint8_t nonce[32];
    struct attest_Quote q;

    machine.nobody = true;
    attest_Witness_sign(&machine_witness, nonce, 0, &q, &machine_scene.env);
    scene_expect(&machine_scene, IVMC_PEER_GONE);
    machine.nobody = false;
    /* The hypervisor's next one is another. */
    machine.caller = 3;
    machine.exists[4] = true;
    attest_Witness_sign(&machine_witness, nonce, 0, &q, &machine_scene.env);
    scene_expect(&machine_scene, IVMC_PEER_GONE);
    machine.hidden[3] = true;
    attest_Witness_sign(&machine_witness, nonce, 0, &q, &machine_scene.env);
    scene_expect(&machine_scene, IVMC_PEER_GONE);
}
END_TEST

START_TEST(without_random_numbers_nothing_is_signed)
{
    static const uint8_t nonce[32];
    struct attest_Quote q;

    machine_open(false);
    ck_assert_ptr_nonnull(strstr(machine.text, "domb: no key"));
    ck_assert_ptr_null(strstr(machine.text, "domb: key"));
    attest_Witness_sign(&machine_witness, nonce, 0, &q, &machine_scene.env);
    ck_assert(attest_NoKey_caught(&machine_scene.env));
}
END_TEST

/* ---- the guard ------------------------------------------------------------------- */

static void guard_says(enum guard_Verdict expected)
{
    static const unsigned char image[MEASURE_DIGEST] = {1, 2, 3};
    uint32_t events = log_events();

    ck_assert_int_eq(
        guard_Modules_may_load(&machine_modules, image, &machine_scene.env),
        expected);
    scene_expect(&machine_scene, IVMC_OK);
    ck_assert_uint_eq(log_events() - events, expected == guard_allow);
}

START_TEST(a_module_is_let_in_only_when_nobody_is_there)
{
    guard_says(guard_allow);
    machine.exists[MACHINE_OWN + 1] = true;
    guard_says(guard_domains_exist);
    machine.exists[MACHINE_OWN + 1] = false;
    machine.exists[MACHINE_UP - 1] = true;
    guard_says(guard_domains_exist);
    machine.exists[MACHINE_UP - 1] = false;
    guard_says(guard_allow);
}
END_TEST

START_TEST(who_is_hidden_is_there)
{
    machine.hidden[6] = true;
    guard_says(guard_domains_exist);
    machine.hidden[6] = false;
    machine.hidden[MACHINE_OWN] = true;
    guard_says(guard_domains_exist);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("domb_measure");
    TCase *calls = tcase_create("calls");
    TCase *none = tcase_create("no key");

    tcase_add_checked_fixture(calls, set_up, tear_down);
    tcase_add_test(calls, octets_are_hashed_as_they_come);
    tcase_add_test(calls, a_configuration_has_a_digest);
    tcase_add_test(calls, the_log_begins_with_its_format);
    tcase_add_test(calls, a_domain_is_three_events);
    tcase_add_test(calls, pieces_end_where_the_log_ends);
    tcase_add_test(calls, a_full_log_takes_nothing_more);
    tcase_add_test(calls, the_log_gives_the_registers);
    tcase_add_test(calls, a_quote_is_signed_by_the_key_on_the_console);
    tcase_add_test(calls, a_quote_covers_the_registers_that_were_asked_for);
    tcase_add_test(calls, a_quote_says_who_asked);
    tcase_add_test(calls, a_stranger_has_no_register_of_its_own);
    tcase_add_test(calls, the_newest_build_counts);
    tcase_add_test(calls, who_is_gone_gets_no_quote);
    tcase_add_test(calls, a_module_is_let_in_only_when_nobody_is_there);
    tcase_add_test(calls, who_is_hidden_is_there);
    suite_add_tcase(suite, calls);
    tcase_add_checked_fixture(none, NULL, tear_down);
    tcase_add_test(none, without_random_numbers_nothing_is_signed);
    suite_add_tcase(suite, none);
    return suite;
}
