/* Addresses: what is one, what is none, and what becomes of it. */
#include "address.h"

#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "unit.h"

/* 107 octets: the longest path of a Unix socket. */
#define LONGEST                                                                \
    "/23456789012345678901234567890123456789012345678901234567890"             \
    "12345678901234567890123456789012345678901234567"

static const char *const bad[] = {
    "",
    "x",
    "unix",
    "unix:",
    "unix:@",
    "seqpacket:",
    "seqpacket:@",
    "Unix:/tmp/x",
    "file:/tmp/x",
    "unix:" LONGEST "8",
    "seqpacket:" LONGEST "8",
    "tcp:",
    "tcp::1",
    "tcp:host",
    "tcp:host:",
    "tcp:host:http",
    "tcp:host:-1",
    "tcp:host:+1",
    "tcp:host: 1",
    "tcp:host:65536",
    "tcp:host:18446744073709551617",
    "tcp:host:1:2",
    "tcp:::1:2",
    "tcp:[::1]",
    "tcp:[::1]:",
    "tcp:[::1]1",
    "tcp:[::1",
    "tcp:[]:1",
    "vsock:",
    "vsock:1",
    "vsock:1:",
    "vsock::1",
    "vsock:x:1",
    "vsock:1:x",
    "vsock:4294967296:1",
    "vsock:1:4294967296",
    "vsock:00000000001:1",
    "vsock:1:2:3",
};

START_TEST(none)
{
    struct address a;

    ck_assert_msg(ivmc_address_parse(&a, bad[_i]) == IVMC_BAD_ADDRESS, "%s",
                  bad[_i]);
}
END_TEST

START_TEST(no_text)
{
    struct address a;

    ck_assert_int_eq(ivmc_address_parse(&a, NULL), IVMC_BAD_ADDRESS);
}
END_TEST

static struct address_target only_target(const char *text)
{
    struct address_targets targets;
    struct address a;

    ck_assert_int_eq(ivmc_address_parse(&a, text), IVMC_OK);
    ck_assert_int_eq(ivmc_address_resolve(&a, &targets), IVMC_OK);
    ck_assert_uint_ge(targets.count, 1);
    return targets.target[0];
}

START_TEST(paths)
{
    struct address_target t = only_target("unix:/run/x");
    struct sockaddr_un un;
    struct address a;

    memcpy(&un, &t.to, sizeof un);
    ck_assert_int_eq(t.family, AF_UNIX);
    ck_assert_int_eq(un.sun_family, AF_UNIX);
    ck_assert_str_eq(un.sun_path, "/run/x");
    ck_assert_uint_eq(t.len, offsetof(struct sockaddr_un, sun_path) + 7);
    t = only_target("unix:" LONGEST);
    ck_assert_uint_eq(t.len, sizeof un);
    ck_assert_int_eq(ivmc_address_parse(&a, "unix:x"), IVMC_OK);
    ck_assert_int_eq(ivmc_address_socket_type(&a), SOCK_STREAM);
    ck_assert_int_eq(ivmc_address_parse(&a, "seqpacket:/x"), IVMC_OK);
    ck_assert_int_eq(ivmc_address_socket_type(&a), SOCK_SEQPACKET);
}
END_TEST

START_TEST(abstract)
{
    struct address_target t = only_target("unix:@name");
    struct sockaddr_un un;

    memcpy(&un, &t.to, sizeof un);
    ck_assert_int_eq(memcmp(un.sun_path, "\0name", 5), 0);
    ck_assert_uint_eq(t.len, offsetof(struct sockaddr_un, sun_path) + 5);
}
END_TEST

START_TEST(tcp4)
{
    struct address_target t = only_target("tcp:127.0.0.1:4711");
    struct sockaddr_in in;

    memcpy(&in, &t.to, sizeof in);
    ck_assert_int_eq(t.family, AF_INET);
    ck_assert_uint_eq(ntohl(in.sin_addr.s_addr), INADDR_LOOPBACK);
    ck_assert_uint_eq(ntohs(in.sin_port), 4711);
}
END_TEST

START_TEST(tcp6)
{
    struct address_target t = only_target("tcp:[::1]:65535");
    struct sockaddr_in6 in;

    memcpy(&in, &t.to, sizeof in);
    ck_assert_int_eq(t.family, AF_INET6);
    ck_assert_int_eq(
        memcmp(&in.sin6_addr, &in6addr_loopback, sizeof in.sin6_addr), 0);
    ck_assert_uint_eq(ntohs(in.sin6_port), 65535);
}
END_TEST

START_TEST(names)
{
    struct address_target t = only_target("tcp:localhost:1");
    struct address_targets targets;
    struct address a;

    ck_assert(t.family == AF_INET || t.family == AF_INET6);
    /* A name that can be none: so that no server of names is asked. */
    ck_assert_int_eq(ivmc_address_parse(&a, "tcp:no..host:1"), IVMC_OK);
    ck_assert_int_eq(ivmc_address_resolve(&a, &targets), IVMC_BAD_ADDRESS);
}
END_TEST

START_TEST(vsock)
{
    struct address_target t = only_target("vsock:3:4294967295");
    struct sockaddr_vm vm;

    memcpy(&vm, &t.to, sizeof vm);
    ck_assert_int_eq(t.family, AF_VSOCK);
    ck_assert_uint_eq(t.len, sizeof vm);
    ck_assert_int_eq(vm.svm_family, AF_VSOCK);
    ck_assert_uint_eq(vm.svm_cid, 3);
    ck_assert_uint_eq(vm.svm_port, UINT32_MAX);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("sockets: addresses");
    TCase *t = tcase_create("addresses");

    tcase_add_loop_test(t, none, 0, sizeof bad / sizeof *bad);
    tcase_add_test(t, no_text);
    tcase_add_test(t, paths);
    tcase_add_test(t, abstract);
    tcase_add_test(t, tcp4);
    tcase_add_test(t, tcp6);
    tcase_add_test(t, names);
    tcase_add_test(t, vsock);
    suite_add_tcase(s, t);
    return s;
}
