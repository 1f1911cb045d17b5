/* Wrong first octets. */
#include <string.h>
#include <unistd.h>

#include "sockets.h"

struct hello_case {
    const char *name;
    uint32_t at, width;
    uint64_t value;
    enum ivmc_status status; /* BAD_MESSAGE: no answer; REFUSED: told so */
};

static const struct hello_case cases[] = {
    {"hello: other magic", 0, 4, 0x50545448, IVMC_BAD_MESSAGE},
    {"hello: magic in capitals reversed", 0, 4, 0x49564d43, IVMC_BAD_MESSAGE},
    {"hello: version 0", 4, 2, 0, IVMC_REFUSED},
    {"hello: version 2", 4, 2, 2, IVMC_REFUSED},
    {"hello: version 65535", 4, 2, 65535, IVMC_REFUSED},
    {"hello: status of an exception", 6, 2, 1, IVMC_BAD_MESSAGE},
    {"hello: status that is none", 6, 2, 17, IVMC_BAD_MESSAGE},
    {"hello: largest message 0", 8, 4, 0, IVMC_BAD_MESSAGE},
    {"hello: largest message below a header", 8, 4, 39, IVMC_BAD_MESSAGE},
    {"hello: client chooses the epoch", 12, 4, 1, IVMC_BAD_MESSAGE},
    {"hello: first octet of the rest", 16, 1, 1, IVMC_BAD_MESSAGE},
    {"hello: last octet of the rest", 31, 1, 0x80, IVMC_BAD_MESSAGE},
};

START_TEST(wrong_hello)
{
    const struct hello_case *c = &cases[_i];
    struct scene s;
    struct frame f;

    scene_open(&s, NULL);
    raw_evil(&s.evil, raw_connect(s.victim->address), 0);
    frame_hello(&f);
    frame_patch(&f, c->at, c->width, c->value);
    raw_send(s.evil.fd, f.octets, f.len);
    if (c->status == IVMC_REFUSED) {
        ck_assert_msg(raw_receive_hello(s.evil.fd, &f), "%s", c->name);
        ck_status((enum ivmc_status)frame_field(&f, 6, 2), IVMC_REFUSED,
                  c->name);
        ck_assert_uint_eq(frame_field(&f, 12, 4), 0);
    }
    scene_expect(&s, CLOSED, c->status, c->name);
    scene_close(&s, c->name);
}
END_TEST

START_TEST(no_protocol_at_all)
{
    static const char text[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    struct scene s;

    scene_open(&s, NULL);
    raw_evil(&s.evil, raw_connect(s.victim->address), 0);
    raw_send(s.evil.fd, text, sizeof text - 1);
    scene_expect(&s, CLOSED, IVMC_BAD_MESSAGE, "no protocol at all");
    scene_close(&s, "no protocol at all");
}
END_TEST

START_TEST(hello_twice)
{
    struct scene s;
    struct frame f;

    scene_open(&s, NULL);
    raw_evil(&s.evil, raw_connect(s.victim->address), 0);
    raw_greet(s.evil.fd);
    frame_hello(&f);
    f.len = sockets_are_packets() ? 32 : 64;
    raw_send(s.evil.fd, f.octets, f.len);
    scene_expect(&s, CLOSED, IVMC_BAD_MESSAGE, "hello twice");
    scene_close(&s, "hello twice");
}
END_TEST

/* A client that goes away after every number of octets of its hello. */
START_TEST(hello_cut_short)
{
    struct scene s;
    struct frame f;
    uint32_t len;

    scene_open(&s, NULL);
    frame_hello(&f);
    for (len = 0; len < f.len; len++) {
        int fd = raw_connect(s.victim->address);

        raw_send(fd, f.octets, len);
        close(fd);
    }
    scene_close(&s, "hello cut short");
}
END_TEST

TCase *cases_hello(void)
{
    TCase *t = tcase_create("hello");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_hello, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, no_protocol_at_all);
    tcase_add_test(t, hello_twice);
    tcase_add_test(t, hello_cut_short);
    return t;
}
