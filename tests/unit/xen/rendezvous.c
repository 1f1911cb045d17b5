/* Addresses and hints: what is read, what is refused, what is written. */
#include "cases.h"

#include <string.h>

#include "rendezvous.h"

#define NAME_64                                                                \
    "0123456789012345678901234567890123456789012345678901234567890abc"

START_TEST(addresses_are_read)
{
    struct xen_address a;

    ck_assert(xen_address_read(&a, "xen:0/files"));
    ck_assert_uint_eq(a.domid, 0);
    ck_assert(!a.raw);
    ck_assert_str_eq(a.name, "files");

    ck_assert(xen_address_read(&a, "xen:32751/8.net-work_2"));
    ck_assert_uint_eq(a.domid, 32751);
    ck_assert(!a.raw);
    ck_assert_str_eq(a.name, "8.net-work_2");

    ck_assert(xen_address_read(&a, "xen:12/17"));
    ck_assert(!a.raw);
    ck_assert_str_eq(a.name, "17");

    ck_assert(xen_address_read(&a, "xen:12/4294967295/7"));
    ck_assert(a.raw);
    ck_assert_uint_eq(a.ref, UINT32_MAX);
    ck_assert_uint_eq(a.port, 7);

    ck_assert(xen_address_read(&a, "xen:1/" NAME_64));
    ck_assert_str_eq(a.name, NAME_64);
}
END_TEST

START_TEST(what_is_no_address_is_refused)
{
    static const char *const bad[] = {
        "",
        "xen:",
        "xen:1",
        "xen:1/",
        "xen:/name",
        "xen:-1/name",
        "xen: 1/name",
        "xen:01/name",
        "xen:32752/name",
        "xen:4294967297/name",
        "xen:1/a b",
        "xen:1/a\n",
        "xen:1/../0",
        "xen:1/8/",
        "xen:1/8/x",
        "xen:1/8/7/",
        "xen:1/8/08",
        "xen:1/4294967296/1",
        "xen:1/8/4294967296",
        "xen:1/" NAME_64 "d",
        "page:1/name",
        "XEN:1/name",
    };
    struct xen_address a;
    size_t i;

    for (i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!xen_address_read(&a, bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(paths_are_written)
{
    char inbox[XEN_PATH_MAX], path[XEN_PATH_MAX], request[XEN_VALUE_MAX];

    xen_inbox_path(inbox, 7, "files");
    ck_assert_str_eq(inbox, "/local/domain/7/data/ivmc/files");
    xen_request_name(request, 0, 31);
    ck_assert_str_eq(request, "0-31");
    xen_request_path(path, inbox, request);
    ck_assert_str_eq(path, "/local/domain/7/data/ivmc/files/0-31");

    xen_inbox_path(inbox, 32751, NAME_64);
    xen_request_name(request, 32751, UINT32_MAX);
    xen_request_path(path, inbox, request);
    ck_assert_str_eq(path, "/local/domain/32751/data/ivmc/" NAME_64
                           "/32751-4294967295");
}
END_TEST

START_TEST(names_of_requests_are_read)
{
    uint16_t client = 9;

    ck_assert(xen_request_name_read(&client, "0-31"));
    ck_assert_uint_eq(client, 0);
    ck_assert(xen_request_name_read(&client, "32751-4294967295"));
    ck_assert_uint_eq(client, 32751);
    ck_assert(!xen_request_name_read(&client, "32752-1"));
    ck_assert(!xen_request_name_read(&client, "1-"));
    ck_assert(!xen_request_name_read(&client, "-1"));
    ck_assert(!xen_request_name_read(&client, "1-2-3"));
    ck_assert(!xen_request_name_read(&client, "1"));
    ck_assert(!xen_request_name_read(&client, ""));
}
END_TEST

static bool read_text(struct xen_request *r, const char *text)
{
    return xen_request_read(r, text, strlen(text));
}

START_TEST(requests_come_back_as_they_were_written)
{
    const struct xen_request offer = {XEN_OFFER, 8, UINT32_MAX, 0};
    const struct xen_request ask = {XEN_ASK, 0, 0, 1024};
    struct xen_request r;
    char text[XEN_VALUE_MAX];

    xen_request_write(text, &offer);
    ck_assert_str_eq(text, "offer 8 4294967295");
    ck_assert(read_text(&r, text));
    ck_assert(r.kind == XEN_OFFER && r.ref == 8 && r.port == UINT32_MAX);

    xen_request_write(text, &ask);
    ck_assert_str_eq(text, "ask 1024");
    ck_assert(read_text(&r, text));
    ck_assert(r.kind == XEN_ASK && r.pages == 1024);
}
END_TEST

START_TEST(other_requests_are_refused)
{
    static const char *const bad[] = {
        "",           "offer",
        "offer ",     "offer 1",
        "offer 1 ",   "offer  1 2",
        "offer 1 2 ", "offer 1 2 3",
        "offer -1 2", "offer 4294967296 1",
        "ask",        "ask ",
        "ask 0",      "ask 1025",
        "ask 1x",     "asks 1",
        "taken",
    };
    struct xen_request r;
    size_t i;

    for (i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!read_text(&r, bad[i]), "%s", bad[i]);
    /* What follows the length is not looked at. */
    ck_assert(xen_request_read(&r, "ask 123", 5));
    ck_assert_uint_eq(r.pages, 1);
    ck_assert(!xen_request_read(&r, "ask 1", 4));
}
END_TEST

TCase *rendezvous_cases(void)
{
    TCase *t = tcase_create("rendezvous");

    tcase_add_test(t, addresses_are_read);
    tcase_add_test(t, what_is_no_address_is_refused);
    tcase_add_test(t, paths_are_written);
    tcase_add_test(t, names_of_requests_are_read);
    tcase_add_test(t, requests_come_back_as_they_were_written);
    tcase_add_test(t, other_requests_are_refused);
    return t;
}
