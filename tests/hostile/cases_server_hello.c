/* Servers whose first octets are wrong, or do not come. */
#include <sys/socket.h>
#include <unistd.h>

#include <ivmc/sockets.h>

#include "impostor_sockets.h"

struct hello_case {
    const char *name;
    uint32_t at, width;
    uint64_t value;
    uint32_t len; /* sent, then closed; 0: all, and kept open */
    enum ivmc_status status;
};

static const struct hello_case cases[] = {
    {"server hello: other magic", 0, 1, 'X', 0, IVMC_BAD_MESSAGE},
    {"server hello: version 0", 4, 2, 0, 0, IVMC_REFUSED},
    {"server hello: version 2", 4, 2, 2, 0, IVMC_REFUSED},
    {"server hello: refused", 6, 2, IVMC_REFUSED, 0, IVMC_REFUSED},
    {"server hello: refused for a limit", 6, 2, IVMC_LIMIT, 0, IVMC_REFUSED},
    {"server hello: status of an exception", 6, 2, 1, 0, IVMC_BAD_MESSAGE},
    {"server hello: status that is none", 6, 2, 17, 0, IVMC_BAD_MESSAGE},
    {"server hello: largest message 0", 8, 4, 0, 0, IVMC_BAD_MESSAGE},
    {"server hello: largest message 39", 8, 4, 39, 0, IVMC_BAD_MESSAGE},
    {"server hello: largest message 2^32-1", 8, 4, UINT32_MAX, 0, IVMC_OK},
    {"server hello: epoch 0", 12, 4, 0, 0, IVMC_BAD_MESSAGE},
    {"server hello: rest not zero", 20, 1, 1, 0, IVMC_BAD_MESSAGE},
    {"server hello: half, then closed", 0, 0, 0, 16, IVMC_PEER_GONE},
    {"server hello: one octet, then closed", 0, 0, 0, 1, IVMC_PEER_GONE},
};

static enum ivmc_status greet(int fd, uint32_t timeout_ms,
                              uint32_t *max_message)
{
    struct ivmc_socket_options o = {0};
    struct ivmc_channel *channel;
    enum ivmc_status status;

    o.max_message = VICTIM_MESSAGE;
    o.timeout_ms = timeout_ms;
    status = ivmc_socket_adopt(fd, false, &o, &channel);
    if (status == IVMC_OK) {
        *max_message = channel->max_message;
        ivmc_channel_close(channel);
    }
    return status;
}

/* The answer may be there before the question: a hello does not depend on it. */
START_TEST(wrong_hello)
{
    const struct hello_case *c = &cases[_i];
    struct holdings descriptors = holdings_now();
    enum ivmc_status status = c->status;
    uint32_t limit = 0;
    struct frame f;
    int fd[2];

    if (impostor_is_packets() && c->len)
        status = IVMC_BAD_MESSAGE; /* half a packet is none */
    impostor_pair(fd);
    frame_hello(&f);
    frame_patch(&f, 12, 4, 0x600d);
    frame_patch(&f, c->at, c->width, c->value);
    raw_send(fd[1], f.octets, c->len ? c->len : f.len);
    if (c->len)
        shutdown(fd[1], SHUT_WR);
    ck_status(greet(fd[0], 1000, &limit), status, c->name);
    ck_assert_uint_le(limit, VICTIM_MESSAGE);
    close(fd[1]);
    holdings_come_back(descriptors, c->name);
}
END_TEST

START_TEST(no_hello)
{
    struct holdings descriptors = holdings_now();
    uint64_t since = now_ms();
    uint32_t limit;
    int fd[2];

    impostor_pair(fd);
    ck_status(greet(fd[0], 100, &limit), IVMC_TIMEOUT, "no server hello");
    ck_assert_uint_ge(now_ms() - since, 90);
    ck_assert_uint_lt(now_ms() - since, 500);
    close(fd[1]);
    holdings_come_back(descriptors, "no server hello");
}
END_TEST

START_TEST(closed_at_once)
{
    struct holdings descriptors = holdings_now();
    uint32_t limit;
    int fd[2];

    impostor_pair(fd);
    close(fd[1]);
    ck_status(greet(fd[0], 1000, &limit), IVMC_PEER_GONE, "closed at once");
    holdings_come_back(descriptors, "closed at once");
}
END_TEST

TCase *cases_server_hello(void)
{
    TCase *t = tcase_create("server hello");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_hello, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, no_hello);
    tcase_add_test(t, closed_at_once);
    return t;
}
