#include "impostor_sockets.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <ivmc/sockets.h>

#define EPOCH 0x600d

bool impostor_is_packets(void)
{
    return HOSTILE_TYPE == SOCK_SEQPACKET;
}

bool impostor_has_items(void)
{
    return HOSTILE_DOMAIN == AF_UNIX;
}

static void tcp_pair(int fd[2])
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    socklen_t len = sizeof in;
    int l = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_eq(bind(l, (struct sockaddr *)&in, sizeof in), 0);
    ck_assert_int_eq(listen(l, 1), 0);
    ck_assert_int_eq(getsockname(l, (struct sockaddr *)&in, &len), 0);
    fd[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(fd[0], (struct sockaddr *)&in, sizeof in), 0);
    fd[1] = accept4(l, NULL, NULL, SOCK_CLOEXEC);
    ck_assert_int_ge(fd[1], 0);
    close(l);
}

void impostor_pair(int fd[2])
{
    struct timeval t = {2, 0};

    if (HOSTILE_DOMAIN == AF_UNIX)
        ck_assert_int_eq(
            socketpair(AF_UNIX, HOSTILE_TYPE | SOCK_CLOEXEC, 0, fd), 0);
    else
        tcp_pair(fd);
    setsockopt(fd[1], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
}

/* The answer may be there before the question: it does not depend on it. */
static void open_pair(struct evil *e, struct ivmc_channel **channel)
{
    struct ivmc_socket_options o = {0};
    struct frame f;
    int fd[2];

    impostor_pair(fd);
    frame_hello(&f);
    frame_patch(&f, 12, 4, EPOCH);
    raw_send(fd[1], f.octets, f.len);
    o.max_message = VICTIM_MESSAGE;
    o.timeout_ms = 2000;
    ck_status(ivmc_socket_adopt(fd[0], false, &o, channel), IVMC_OK, "connect");
    ck_assert(raw_receive_hello(fd[1], &f));
    raw_evil(e, fd[1], EPOCH);
}

static void cases(Suite *s)
{
    suite_add_tcase(s, cases_server_hello());
    if (impostor_has_items())
        suite_add_tcase(s, cases_reply_items());
    suite_add_tcase(s, impostor_is_packets() ? cases_reply_packets()
                                             : cases_reply_pieces());
}

const struct impostor_transport impostor_transport = {
    .name = "hostile servers: " HOSTILE_NAME,
    .open = open_pair,
    .cases = cases,
};
