/* Messages in pieces, cut short, run together. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sockets.h"

/* Gone after every number of octets of a request. */
START_TEST(cut_at_every_length)
{
    struct scene s;
    uint32_t len;

    scene_open(&s, NULL);
    for (len = 1; len < AT_BODY + 8; len++) {
        int fd = raw_connect(s.victim->address);
        uint32_t epoch, slot = raw_begin(fd, &epoch);
        struct frame f;

        frame_add(&f, epoch, slot);
        raw_send(fd, f.octets, len);
        shutdown(fd, SHUT_WR);
        ck_assert_msg(raw_is_closed(fd), "cut at %u", (unsigned)len);
        close(fd);
    }
    scene_close(&s, "cut at every length");
}
END_TEST

START_TEST(one_octet_at_a_time)
{
    struct scene s;
    struct frame f;
    uint32_t i;

    scene_begin(&s, NULL);
    scene_add(&s, &f);
    for (i = 0; i < f.len; i++) {
        raw_send(s.evil.fd, f.octets + i, 1);
        if (i % 8 == 0)
            pause_ms(1);
    }
    ck_assert(raw_receive(s.evil.fd, &f));
    ck_assert_uint_eq(frame_field(&f, AT_BODY, 4), 42);
    scene_expect(&s, UNANSWERED, IVMC_OK, "one octet at a time");
    scene_close(&s, "one octet at a time");
}
END_TEST

/* More than is read at once, and more than is served in one round. */
START_TEST(a_thousand_at_once)
{
    static unsigned char burst[1000 * (AT_BODY + 8)];
    struct scene s;
    struct frame f;
    uint32_t i;

    scene_begin(&s, NULL);
    scene_add(&s, &f);
    for (i = 0; i < 1000; i++) {
        frame_patch(&f, AT_CALL, 8, i + 1);
        memcpy(burst + i * f.len, f.octets, f.len);
    }
    raw_send(s.evil.fd, burst, sizeof burst);
    for (i = 0; i < 1000; i++) {
        ck_assert(raw_receive(s.evil.fd, &f));
        ck_assert_uint_eq(frame_field(&f, AT_CALL, 8), i + 1);
    }
    scene_expect(&s, UNANSWERED, IVMC_OK, "a thousand at once");
    scene_close(&s, "a thousand at once");
}
END_TEST

/* The largest message is promised, and some of it comes. */
START_TEST(large_and_gone)
{
    static unsigned char octets[VICTIM_MESSAGE];
    static const uint32_t sent[] = {40, 41, 4096, 16384, 16385, 65535};
    struct scene s;
    struct frame f;
    uint32_t i;

    scene_open(&s, NULL);
    for (i = 0; i < sizeof sent / sizeof *sent; i++) {
        scene_connect(&s);
        scene_add(&s, &f);
        frame_patch(&f, AT_LENGTH, 4, VICTIM_MESSAGE);
        memcpy(octets, f.octets, f.len);
        raw_send(s.evil.fd, octets, sent[i]);
        shutdown(s.evil.fd, SHUT_WR);
        ck_assert_msg(raw_is_closed(s.evil.fd), "large and gone");
        evil_close(&s.evil);
    }
    scene_close(&s, "large and gone");
}
END_TEST

/* All of it comes, and is wrong. */
START_TEST(large_and_wrong)
{
    static unsigned char octets[VICTIM_MESSAGE];
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    scene_add(&s, &f);
    frame_patch(&f, AT_LENGTH, 4, VICTIM_MESSAGE);
    memcpy(octets, f.octets, f.len);
    raw_send(s.evil.fd, octets, sizeof octets);
    scene_expect(&s, ANSWERED, IVMC_BAD_MESSAGE, "large and wrong");
    scene_close(&s, "large and wrong");
}
END_TEST

struct packet_case {
    const char *name;
    uint32_t len; /* of the packet; the header says 48 */
};

/*
 * Short ones are DICE's defect D7: its stubs asked only whether receiving
 * failed, and dispatched what had not come.
 */
static const struct packet_case packets[] = {
    {"packet of one octet", 1},
    {"packet below a header", 39},
    {"packet of a header alone", 40},
    {"packet one octet short", 47},
    {"packet one octet long", 49},
    {"packet of two messages", 96},
    {"packet above the limit", VICTIM_MESSAGE + 1},
};

START_TEST(wrong_packet)
{
    static unsigned char octets[VICTIM_MESSAGE + 1];
    const struct packet_case *c = &packets[_i];
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    scene_add(&s, &f);
    memset(octets, 0, sizeof octets);
    memcpy(octets, f.octets, f.len);
    memcpy(octets + f.len, f.octets, f.len);
    raw_send(s.evil.fd, octets, c->len);
    scene_expect(&s, CLOSED, IVMC_BAD_MESSAGE, c->name);
    scene_close(&s, c->name);
}
END_TEST

TCase *cases_pieces(void)
{
    TCase *t = tcase_create("pieces");

    tcase_set_timeout(t, 30);
    if (sockets_are_packets()) {
        tcase_add_loop_test(t, wrong_packet, 0,
                            sizeof packets / sizeof *packets);
        return t;
    }
    tcase_add_test(t, cut_at_every_length);
    tcase_add_test(t, one_octet_at_a_time);
    tcase_add_test(t, a_thousand_at_once);
    tcase_add_test(t, large_and_gone);
    tcase_add_test(t, large_and_wrong);
    return t;
}
