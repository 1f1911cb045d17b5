/* What is believed of a quote and a log, and what is not. */
#include <stdlib.h>
#include <string.h>

#include "evidence.h"
#include "unit.h"

static struct evidence evidence;
static struct judge_found found;

static void set_up(void)
{
    evidence_make(&evidence, EVIDENCE_GOOD);
}

static void believed(void)
{
    bool good = judge(&found, &evidence.given);

    ck_assert_msg(good, "%s", found.why);
}

static void refused(const char *why)
{
    ck_assert(!judge(&found, &evidence.given));
    ck_assert_msg(strstr(found.why, why), "%s, not %s", found.why, why);
}

START_TEST(what_is_true_is_believed)
{
    believed();
    ck_assert_uint_eq(found.said.domid, 5);
    ck_assert_uint_eq(found.said.events, 10);
    ck_assert(found.domain.built);
    ck_assert_uint_eq(found.domain.kernel[0], 0x4b);
}
END_TEST

/* ---- quotes ---------------------------------------------------------------------- */

/* Each time another bit of the octet. */
static void flip_each(unsigned char *octets, size_t len)
{
    size_t n;

    for (n = 0; n < len; n++) {
        octets[n] ^= (unsigned char)(1u << n % 8);
        if (judge(&found, &evidence.given))
            ck_abort_msg("octet %lu", (unsigned long)n);
        octets[n] ^= (unsigned char)(1u << n % 8);
    }
    believed();
}

START_TEST(no_octet_of_a_quote_can_change)
{
    flip_each((unsigned char *)&evidence.quote, sizeof evidence.quote);
}
END_TEST

START_TEST(a_quote_has_one_size)
{
    size_t len;
    char *exact;

    for (len = 0; len < sizeof evidence.quote; len++) {
        exact = malloc(len + 1); /* the sanitizer guards its end */
        memcpy(exact + 1, &evidence.quote, len);
        evidence.given.quote = exact + 1;
        evidence.given.quote_len = len;
        refused("another size");
        free(exact);
    }
}
END_TEST

START_TEST(a_quote_is_for_one_nonce)
{
    evidence.given.nonce[31] ^= 1;
    refused("another nonce");
}
END_TEST

START_TEST(a_quote_is_of_one_key)
{
    evidence.given.key[40] ^= 1;
    refused("not signed");
}
END_TEST

/* What is signed is true, and says nothing of the log. */
START_TEST(the_log_has_to_be_covered)
{
    evidence_make(&evidence, 0x800);
    refused("does not cover");
    evidence_make(&evidence, 0x400);
    refused("does not cover");
    evidence_make(&evidence, 0xffffff);
    believed();
}
END_TEST

/* ---- logs ------------------------------------------------------------------------ */

START_TEST(no_octet_of_a_log_can_change)
{
    flip_each(evidence.log, evidence.given.log_len);
}
END_TEST

START_TEST(a_log_is_whole)
{
    size_t whole = evidence.given.log_len;
    unsigned char *exact;
    size_t len;

    for (len = 0; len < whole; len++) {
        exact = malloc(len + 1);
        memcpy(exact + 1, evidence.log, len);
        evidence.given.log = exact + 1;
        evidence.given.log_len = len;
        refused(len < 65 ? "no head" : "the log ends before it");
        free(exact);
    }
}
END_TEST

/* More was built since: that is nothing to worry about. */
START_TEST(a_log_may_go_on)
{
    memset(evidence.log + evidence.given.log_len, 0xee, 100);
    evidence.given.log_len += 100;
    believed();
}
END_TEST

START_TEST(huge_counts_are_refused)
{
    struct replay r;

    ck_assert(
        !replay_log(&r, evidence.log, evidence.given.log_len, UINT32_MAX));
    ck_assert_uint_eq(r.events, 10);
    memset(evidence.log + 65 + 46, 0xff, 4); /* of octets */
    refused("event 0 of the log is none of DomB's");
    memset(evidence.log + 65 + 8, 0xff, 4); /* of digests */
    refused("event 0 of the log is none of DomB's");
}
END_TEST

/* ---- references ------------------------------------------------------------------- */

START_TEST(each_digest_is_compared)
{
    evidence.reference.kernel[5] ^= 1;
    refused("another kernel");
    evidence.reference.has_kernel = false;
    believed();
    evidence.reference.ramdisk[5] ^= 1;
    refused("another ramdisk");
    evidence.reference.has_ramdisk = false;
    evidence.reference.config[5] ^= 1;
    refused("command line");
    evidence.reference.has_config = false;
    evidence.reference.modules[0][5] ^= 1;
    refused("module");
    evidence.given.reference = NULL;
    believed();
}
END_TEST

START_TEST(another_domain_can_be_asked_about)
{
    evidence.given.other = true;
    evidence.given.domid = 6;
    refused("another kernel");
    evidence.reference.kernel[0] = 0x4c;
    believed();
    evidence.given.domid = 7;
    refused("was not built");
}
END_TEST

START_TEST(references_are_read)
{
    static const char text[] =
        "# of linux-image\n\n"
        "kernel "
        "4b00000000000000000000000000000000000000000000000000000000000000\n"
        "ramdisk  "
        "0000000000000000000000000000000000000000000000000000000000000000\n"
        "module "
        "0100000000000000000000000000000000000000000000000000000000000000\n"
        "module "
        "0200000000000000000000000000000000000000000000000000000000000000";
    struct reference r;

    ck_assert_uint_eq(reference_read(&r, text, sizeof text - 1), 0);
    ck_assert(r.has_kernel && r.has_ramdisk && !r.has_config);
    ck_assert_uint_eq(r.kernel[0], 0x4b);
    ck_assert_uint_eq(r.module_count, 2);
    ck_assert_uint_eq(r.modules[1][0], 2);
    ck_assert_uint_eq(reference_read(&r, text, sizeof text - 2), 6);
}
END_TEST

START_TEST(what_a_reference_cannot_say_has_a_number)
{
    static const char twice[] =
        "kernel "
        "4b00000000000000000000000000000000000000000000000000000000000000\n"
        "kernel "
        "4b00000000000000000000000000000000000000000000000000000000000000";
    struct reference r;

    ck_assert_uint_eq(reference_read(&r, twice, sizeof twice - 1), 2);
    ck_assert_uint_eq(reference_read(&r, "\nkernels 00\n", 12), 2);
    ck_assert_uint_eq(reference_read(&r, "kernel xx\n", 10), 1);
    ck_assert_uint_eq(reference_read(&r, "kernel ", 7), 1);
    ck_assert_uint_eq(reference_read(&r, "", 0), 0);
}
END_TEST

/* ---- consoles --------------------------------------------------------------------- */

#define DIGITS                                                                 \
    "11111111111111111111111111111111111111111111111111111111111111111111111"  \
    "111111111111111111111111111111111111111111111111111111111"
#define KEY "(d1) domb: key 04" DIGITS
#define OTHER                                                                  \
    "(d2) domb: key 04"                                                        \
    "2211111111111111111111111111111111111111111111111111111111111111"         \
    "1111111111111111111111111111111111111111111111111111111111111111"
#define LATCH "(XEN) Flask: committed booleans { boot_phase:0 }\n"

static bool console(const char *text)
{
    unsigned char key[CONSOLE_KEY];
    const char *why = NULL;
    bool good = console_key(key, text, strlen(text), "boot_phase", &why);

    ck_assert(good || why);
    ck_assert(!good || (key[0] == 4 && key[1] == 0x11 && key[64] == 0x11));
    return good;
}

START_TEST(the_key_before_the_latch_counts)
{
    ck_assert(console(KEY "\n" LATCH));
    ck_assert(console(KEY "\r\n(XEN) more\r\n" LATCH "more"));
    /* Dom0 had no newline yet; Xen was asked for the time. */
    ck_assert(console("[  1.0] ok(d1) [2026-01-01 00:00:00] domb: key 04" DIGITS
                      "\n" LATCH));
    ck_assert(console(KEY "\n" KEY "\n" LATCH));
    ck_assert(console(
        KEY "\n(XEN) Flask: committed booleans { a:1, boot_phase:0, c:1 }\n"));
    /* Whatever comes later does not count. */
    ck_assert(console(KEY "\n" LATCH OTHER "\n" LATCH));
}
END_TEST

START_TEST(no_other_key_does)
{
    ck_assert(!console(""));
    ck_assert(!console(LATCH));
    ck_assert(!console(KEY "\n"));
    ck_assert(!console(LATCH KEY "\n"));
    ck_assert(!console("domb: key 04" DIGITS "\n" LATCH)); /* Dom0's */
    ck_assert(!console("(d) domb: key 04" DIGITS "\n" LATCH));
    ck_assert(!console("(d1x) domb: key 04" DIGITS "\n" LATCH));
    ck_assert(!console("(d1) domb: key 02" DIGITS "\n" LATCH));
    ck_assert(!console(KEY "1\n" LATCH)); /* too long */
    ck_assert(
        !console(KEY "\n(XEN) Flask: committed booleans { boot_phase:1 }"));
    ck_assert(
        !console(KEY "\n(XEN) Flask: committed booleans { xboot_phase:0 }"));
    ck_assert(!console(KEY "\n(XEN) Flask: committed booleans { boot_phase"));
}
END_TEST

START_TEST(two_keys_are_none)
{
    unsigned char key[CONSOLE_KEY];
    static const char text[] = KEY "\n" OTHER "\n" LATCH;
    const char *why;

    ck_assert(!console_key(key, text, sizeof text - 1, "boot_phase", &why));
    ck_assert_ptr_nonnull(strstr(why, "two keys"));
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("domb_verify");
    TCase *tests = tcase_create("evidence");

    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, what_is_true_is_believed);
    tcase_add_test(tests, no_octet_of_a_quote_can_change);
    tcase_add_test(tests, a_quote_has_one_size);
    tcase_add_test(tests, a_quote_is_for_one_nonce);
    tcase_add_test(tests, a_quote_is_of_one_key);
    tcase_add_test(tests, the_log_has_to_be_covered);
    tcase_add_test(tests, no_octet_of_a_log_can_change);
    tcase_add_test(tests, a_log_is_whole);
    tcase_add_test(tests, a_log_may_go_on);
    tcase_add_test(tests, huge_counts_are_refused);
    tcase_add_test(tests, each_digest_is_compared);
    tcase_add_test(tests, another_domain_can_be_asked_about);
    tcase_add_test(tests, references_are_read);
    tcase_add_test(tests, what_a_reference_cannot_say_has_a_number);
    tcase_add_test(tests, the_key_before_the_latch_counts);
    tcase_add_test(tests, no_other_key_does);
    tcase_add_test(tests, two_keys_are_none);
    suite_add_tcase(suite, tests);
    return suite;
}
