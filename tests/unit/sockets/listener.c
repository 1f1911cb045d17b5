/* Listening: paths taken over and removed, places taken, what is refused. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <ivmc/sockets.h>

#include "unit.h"

static char folder[] = "/tmp/ivmc-unit-XXXXXX";
static char path[sizeof folder + 8];
static char address[sizeof path + 8];

static void make_folder(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/s", folder);
    snprintf(address, sizeof address, "unix:%s", path);
}

static void remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

#define ck_status(got, wanted)                                                 \
    ck_assert_str_eq(ivmc_status_name(got), ivmc_status_name(wanted))

START_TEST(path_is_removed_by_the_close)
{
    struct ivmc_listener *l;

    ck_status(ivmc_socket_listen(address, NULL, &l), IVMC_OK);
    ck_assert_str_eq(ivmc_listener_address(l), address);
    ck_assert_int_eq(access(path, F_OK), 0);
    ivmc_listener_close(l);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(path_in_use)
{
    struct ivmc_listener *l, *second;

    ck_status(ivmc_socket_listen(address, NULL, &l), IVMC_OK);
    ck_status(ivmc_socket_listen(address, NULL, &second), IVMC_BUSY);
    ck_assert_ptr_null(second);
    ck_assert_int_eq(access(path, F_OK), 0);
    ivmc_listener_close(l);
}
END_TEST

/* What a killed server leaves. */
static void leave_socket(void)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    memcpy(un.sun_path, path, strlen(path));
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&un, sizeof un), 0);
    close(fd);
}

START_TEST(path_left_behind)
{
    struct ivmc_listener *l;

    leave_socket();
    ck_status(ivmc_socket_listen(address, NULL, &l), IVMC_OK);
    ivmc_listener_close(l);
}
END_TEST

/* A file that is no socket is nobody's to remove. */
START_TEST(path_of_a_file)
{
    struct ivmc_listener *l;

    close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    ck_status(ivmc_socket_listen(address, NULL, &l), IVMC_BUSY);
    ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

/* Another server took the path over: closing ours leaves it alone. */
START_TEST(path_of_another)
{
    struct ivmc_listener *l;

    ck_status(ivmc_socket_listen(address, NULL, &l), IVMC_OK);
    unlink(path);
    leave_socket();
    ivmc_listener_close(l);
    ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(no_folder)
{
    struct ivmc_listener *l;

    ck_status(ivmc_socket_listen("unix:/no/such/folder/s", NULL, &l),
              IVMC_SYSTEM);
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

START_TEST(port_chosen_by_the_system)
{
    struct ivmc_listener *l, *second;
    const char *text;

    ck_status(ivmc_socket_listen("tcp:127.0.0.1:0", NULL, &l), IVMC_OK);
    text = ivmc_listener_address(l);
    ck_assert_int_eq(strncmp(text, "tcp:127.0.0.1:", 14), 0);
    ck_assert_int_gt(atoi(text + 14), 0);
    ck_status(ivmc_socket_listen(text, NULL, &second), IVMC_BUSY);
    ivmc_listener_close(l);
}
END_TEST

START_TEST(nobody_listens)
{
    struct ivmc_channel *channel;

    ck_status(ivmc_socket_connect(address, NULL, &channel), IVMC_PEER_GONE);
    ck_assert_ptr_null(channel);
    leave_socket();
    ck_status(ivmc_socket_connect(address, NULL, &channel), IVMC_PEER_GONE);
    ck_status(ivmc_socket_connect("tcp:127.0.0.1:1", NULL, &channel),
              IVMC_PEER_GONE);
    ck_status(ivmc_socket_connect("nonsense", NULL, &channel),
              IVMC_BAD_ADDRESS);
}
END_TEST

/* A packet client at a stream server's door. */
START_TEST(other_kind)
{
    char other[sizeof address + 8];
    struct ivmc_channel *channel;
    struct ivmc_listener *l;

    ck_status(ivmc_socket_listen(address, NULL, &l), IVMC_OK);
    snprintf(other, sizeof other, "seqpacket:%s", path);
    ck_status(ivmc_socket_connect(other, NULL, &channel), IVMC_BAD_ADDRESS);
    ivmc_listener_close(l);
}
END_TEST

START_TEST(nobody_comes)
{
    struct ivmc_channel *channel;
    struct ivmc_listener *l;

    ck_status(ivmc_socket_listen(address, NULL, &l), IVMC_OK);
    ck_status(ivmc_socket_accept(l, 20, &channel), IVMC_TIMEOUT);
    ivmc_listener_close(l);
}
END_TEST

/* The server's queue is full and nobody takes from it. */
START_TEST(nobody_accepts)
{
    struct ivmc_socket_options o = {.timeout_ms = 60, .backlog = 1};
    struct ivmc_channel *channel;
    struct ivmc_listener *l;
    int i;

    ck_status(ivmc_socket_listen(address, &o, &l), IVMC_OK);
    for (i = 0; i < 5; i++)
        ck_status(ivmc_socket_connect(address, &o, &channel), IVMC_TIMEOUT);
    ivmc_listener_close(l);
}
END_TEST

START_TEST(no_socket_of_ours)
{
    struct ivmc_channel *channel;
    int fd[2];

    ck_assert_int_eq(pipe2(fd, O_CLOEXEC), 0);
    ck_status(ivmc_socket_adopt(fd[0], false, NULL, &channel), IVMC_SYSTEM);
    close(fd[1]);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fd), 0);
    ck_status(ivmc_socket_adopt(fd[0], false, NULL, &channel),
              IVMC_BAD_ARGUMENT);
    close(fd[1]);
    ck_assert_int_eq(fcntl(fd[0], F_GETFD), -1); /* it was the channel's */
}
END_TEST

START_TEST(one_loop_a_server)
{
    struct ivmc_socket_loop *loop, *second;
    struct ivmc_servant place;
    struct ivmc_server server;

    ivmc_server_init(&server, &place, 1, NULL, 0);
    ck_status(ivmc_socket_loop_open(&server, NULL, &loop), IVMC_OK);
    ck_status(ivmc_socket_loop_open(&server, NULL, &second), IVMC_BUSY);
    ivmc_socket_loop_close(loop);
    ck_status(ivmc_socket_loop_open(&server, NULL, &loop), IVMC_OK);
    ivmc_socket_loop_stop(loop);
    ck_status(ivmc_socket_loop_run(loop), IVMC_OK);
    ivmc_socket_loop_close(loop);
    ivmc_socket_loop_close(NULL);
    ivmc_listener_close(NULL);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("sockets: listeners");
    TCase *t = tcase_create("listeners");

    tcase_add_checked_fixture(t, make_folder, remove_folder);
    tcase_add_test(t, path_is_removed_by_the_close);
    tcase_add_test(t, path_in_use);
    tcase_add_test(t, path_left_behind);
    tcase_add_test(t, path_of_a_file);
    tcase_add_test(t, path_of_another);
    tcase_add_test(t, no_folder);
    tcase_add_test(t, port_chosen_by_the_system);
    tcase_add_test(t, nobody_listens);
    tcase_add_test(t, other_kind);
    tcase_add_test(t, nobody_comes);
    tcase_add_test(t, nobody_accepts);
    tcase_add_test(t, no_socket_of_ours);
    tcase_add_test(t, one_loop_a_server);
    suite_add_tcase(s, t);
    return s;
}
