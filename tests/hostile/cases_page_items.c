/*
 * Descriptors beside the pages: a packet of the socket brings those of a
 * message, and says how many they are.
 */
#include <string.h>
#include <unistd.h>

#include "pages.h"
#include "raw.h"

struct items_case {
    const char *name;
    uint32_t announced; /* by the message */
    int said;           /* by the packet; -1: none is sent */
    unsigned attached;
    enum outcome outcome;
};

static const struct items_case cases[] = {
    {"page items: 1 announced, none come", 1, -1, 0, CLOSED},
    {"page items: 1 announced, an empty packet", 1, 1, 0, CLOSED},
    {"page items: 1 announced, 2 come", 1, 2, 2, CLOSED},
    {"page items: 1 announced, 1 said, 2 come", 1, 1, 2, CLOSED},
    {"page items: 1 announced, 2 said, 1 comes", 1, 2, 1, CLOSED},
    {"page items: 8 announced, 7 come", 8, 7, 7, CLOSED},
    {"page items: 8 announced, 9 come", 8, 8, 9, CLOSED},
    {"page items: 8 announced, 253 come", 8, 8, 253, CLOSED},
    {"page items: 9 announced", 9, 9, 9, CLOSED},
    /* The count is right, but the operation takes none. */
    {"page items: 1 for an operation without", 1, 1, 1, ANSWERED},
    {"page items: 8 for an operation without", 8, 8, 8, ANSWERED},
};

static void send_packet(struct scene *s, uint32_t count, unsigned attached)
{
    struct raw_page *p = s->evil.own;

    raw_send_items(p->socket, &count, sizeof count, attached);
}

START_TEST(wrong_items)
{
    const struct items_case *c = &cases[_i];
    struct holdings open;
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    open = holdings_now();
    if (c->said >= 0)
        send_packet(&s, (uint32_t)c->said, c->attached);
    scene_add(&s, &f);
    frame_patch(&f, AT_ITEMS, 2, c->announced);
    evil_send(&s.evil, &f);
    scene_expect(&s, c->outcome, IVMC_BAD_MESSAGE, c->name);
    if (c->outcome == ANSWERED)
        holdings_come_back(open, c->name);
    scene_close(&s, c->name);
}
END_TEST

/* A packet that is no packet: of another length. */
START_TEST(a_packet_too_long)
{
    const unsigned char octets[8] = {1};
    struct raw_page *p;
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    p = s.evil.own;
    raw_send_items(p->socket, octets, sizeof octets, 1);
    scene_add(&s, &f);
    frame_patch(&f, AT_ITEMS, 2, 1);
    evil_send(&s.evil, &f);
    scene_expect(&s, CLOSED, IVMC_BAD_MESSAGE, "page items: a long packet");
    scene_close(&s, "page items: a long packet");
}
END_TEST

/* ---- the server has no descriptors for them ------------------------------- */

/* A turn of so many files, each a copy of a descriptor that is open. */
static void send_files(struct scene *s, unsigned count)
{
    struct raw_page *p = s->evil.own;
    uint32_t said = count;
    struct frame f;
    unsigned i;

    raw_send_copies(p->socket, &said, sizeof said, STDIN_FILENO, count);
    frame_begin(&f, IVMC_KIND_REQUEST);
    frame_address(&f, s->evil.epoch, s->slot, probe_Peer_OP_turn);
    frame_patch(&f, AT_ITEMS, 2, count);
    frame_put_u32(&f, count);
    for (i = 0; i < count; i++) {
        frame_put_string(&f, "file");
        frame_put_region(&f, 4, IVMC_READ);
    }
    evil_send(&s->evil, &f);
}

/* The files come back; nobody takes them here. */
static void expect_files(struct scene *s, unsigned count, const char *what)
{
    struct frame f;

    ck_assert_msg(evil_receive(&s->evil, &f), "%s: closed", what);
    ck_assert_uint_eq(frame_field(&f, AT_KIND, 2), IVMC_KIND_REPLY);
    ck_assert_uint_eq(frame_field(&f, AT_ITEMS, 2), count);
}

struct short_case {
    const char *name;
    unsigned attached;
    unsigned left; /* descriptors that the server has for them */
};

static const struct short_case shorts[] = {
    {"page items: 1, and no descriptor left", 1, 0},
    {"page items: 8, and no descriptor left", 8, 0},
    {"page items: 8, and 7 descriptors left", 8, 7},
};

/* Not the client's fault: the call is refused, and the next one is not. */
START_TEST(none_left)
{
    const struct short_case *c = &shorts[_i];
    struct scene s;

    scene_begin(&s, NULL);
    descriptors_limit(c->left);
    send_files(&s, c->attached);
    scene_expect(&s, ANSWERED, IVMC_LIMIT, c->name);
    descriptors_unlimit();
    send_files(&s, c->attached);
    expect_files(&s, c->attached, c->name);
    scene_close(&s, c->name);
}
END_TEST

/* The same with a message of two frames. */
START_TEST(none_left_for_several_frames)
{
    const char *what = "page items: none left for two frames";
    uint32_t said = 1;
    struct raw_page *p;
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    p = s.evil.own;
    scene_add(&s, &f);
    frame_patch(&f, AT_ITEMS, 2, 1);
    descriptors_limit(0);
    raw_send_copies(p->socket, &said, sizeof said, STDIN_FILENO, 1);
    raw_page_frame(p, 40, PAGE_FRAME_MORE, f.octets, 40, 64);
    raw_page_frame(p, 8, 0, f.octets + 40, 8, 64);
    raw_page_publish(p, p->out_done);
    scene_expect(&s, ANSWERED, IVMC_LIMIT, what);
    descriptors_unlimit();
    scene_close(&s, what);
}
END_TEST

/* One who is silent holds the last of them: it goes, for the next try. */
START_TEST(none_left_but_the_silent)
{
    const char *what = "page items: silent";
    struct holdings open;
    struct scene s;
    int silent;

    scene_begin(&s, NULL);
    open = holdings_now();
    silent = raw_page_connect(pages_address());
    open.descriptors += 2; /* both ends: it was accepted */
    holdings_come_back(open, what);
    descriptors_limit(0);
    send_files(&s, 1);
    scene_expect(&s, ANSWERED, IVMC_LIMIT, what);
    send_files(&s, 1);
    expect_files(&s, 1, what);
    descriptors_unlimit();
    ck_assert(raw_is_closed(silent));
    close(silent);
    scene_close(&s, what);
}
END_TEST

TCase *cases_page_items(void)
{
    TCase *t = tcase_create("page items");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_items, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, a_packet_too_long);
    tcase_add_loop_test(t, none_left, 0, sizeof shorts / sizeof *shorts);
    tcase_add_test(t, none_left_for_several_frames);
    if (!hostile_transport.tells)
        tcase_add_test(t, none_left_but_the_silent);
    return t;
}
