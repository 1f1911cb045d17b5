/* Descriptors that nobody asked for, in every number. */
#include <string.h>
#include <unistd.h>

#include "sockets.h"

struct items_case {
    const char *name;
    unsigned announced, attached;
    enum outcome outcome;
    enum ivmc_status status;
};

static const struct items_case cases[] = {
    {"items: 1 unannounced", 0, 1, CLOSED, IVMC_BAD_MESSAGE},
    {"items: 8 unannounced", 0, 8, CLOSED, IVMC_BAD_MESSAGE},
    {"items: 253 unannounced", 0, 253, CLOSED, IVMC_BAD_MESSAGE},
    {"items: 1 announced, 2 come", 1, 2, CLOSED, IVMC_BAD_MESSAGE},
    {"items: 2 announced, 1 comes", 2, 1, CLOSED, IVMC_BAD_MESSAGE},
    {"items: 8 announced, 7 come", 8, 7, CLOSED, IVMC_BAD_MESSAGE},
    {"items: 8 announced, 9 come", 8, 9, CLOSED, IVMC_BAD_MESSAGE},
    {"items: 8 announced, 64 come", 8, 64, CLOSED, IVMC_BAD_MESSAGE},
    {"items: 8 announced, 253 come", 8, 253, CLOSED, IVMC_BAD_MESSAGE},
    /* The count is right, but the operation takes none. */
    {"items: 1 for an operation without", 1, 1, ANSWERED, IVMC_BAD_MESSAGE},
    {"items: 8 for an operation without", 8, 8, ANSWERED, IVMC_BAD_MESSAGE},
};

START_TEST(wrong_items)
{
    const struct items_case *c = &cases[_i];
    struct holdings open;
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    open = holdings_now();
    scene_add(&s, &f);
    frame_patch(&f, AT_ITEMS, 2, c->announced);
    raw_send_items(s.evil.fd, f.octets, f.len, c->attached);
    scene_expect(&s, c->outcome, c->status, c->name);
    if (c->outcome == ANSWERED)
        holdings_come_back(open, c->name);
    scene_close(&s, c->name);
}
END_TEST

struct region_case {
    const char *name;
    uint32_t op;
    uint32_t count; /* files in the body; pass takes one */
    uint32_t rights;
    unsigned attached;
    enum outcome outcome;
};

enum { PASS = probe_Peer_OP_pass, TURN = probe_Peer_OP_turn };

static const struct region_case regions[] = {
    {"items: 1 for a region that is none", PASS, 1, 0, 1, ANSWERED},
    {"items: 1 for a region without rights", PASS, 1, 8, 1, ANSWERED},
    {"items: 2 for one region", PASS, 1, 1, 2, ANSWERED},
    {"items: 8 for one region", PASS, 1, 1, 8, ANSWERED},
    {"items: 1 for two files", TURN, 2, 1, 1, ANSWERED},
    {"items: 2 for one file", TURN, 1, 1, 2, ANSWERED},
    {"items: 7 for eight files", TURN, 8, 1, 7, ANSWERED},
    {"items: 8 for seven files", TURN, 7, 1, 8, ANSWERED},
    {"items: 8 for nine files", TURN, 9, 1, 8, ANSWERED},
    {"items: 9 for nine files", TURN, 9, 1, 9, CLOSED},
    {"items: 8 for no files", TURN, 0, 1, 8, ANSWERED},
};

static void make_regions(struct scene *s, struct frame *f,
                         const struct region_case *c)
{
    uint32_t i;

    frame_begin(f, IVMC_KIND_REQUEST);
    frame_address(f, s->evil.epoch, s->slot, c->op);
    frame_patch(f, AT_ITEMS, 2, c->attached);
    if (c->op == TURN)
        frame_put_u32(f, c->count);
    for (i = 0; i < c->count; i++) {
        if (c->op == TURN)
            frame_put_string(f, "file");
        frame_put_region(f, c->rights ? 4 : 0, c->rights);
    }
}

START_TEST(wrong_regions)
{
    const struct region_case *c = &regions[_i];
    struct holdings open;
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    open = holdings_now();
    make_regions(&s, &f, c);
    raw_send_items(s.evil.fd, f.octets, f.len, c->attached);
    scene_expect(&s, c->outcome, IVMC_BAD_MESSAGE, c->name);
    if (c->outcome == ANSWERED)
        holdings_come_back(open, c->name);
    scene_close(&s, c->name);
}
END_TEST

/* The same made well are accepted: the cases are about what they say. */
START_TEST(right_regions)
{
    static const struct region_case files = {"files", TURN, 8, 1, 8, ANSWERED};
    struct holdings open;
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    open = holdings_now();
    make_regions(&s, &f, &files);
    raw_send_items(s.evil.fd, f.octets, f.len, files.attached);
    ck_assert(evil_receive(&s.evil, &f));
    ck_assert_uint_eq(frame_field(&f, AT_KIND, 2), IVMC_KIND_REPLY);
    ck_assert_uint_eq(frame_field(&f, AT_ITEMS, 2), files.attached);
    holdings_come_back(open, files.name); /* we did not take them */
    scene_close(&s, files.name);
}
END_TEST

struct short_case {
    const char *name;
    unsigned attached;
    unsigned left; /* descriptors that the server has for them */
};

static const struct short_case shorts[] = {
    {"items: 1, and no descriptor left", 1, 0},
    {"items: 8, and no descriptor left", 8, 0},
    {"items: 8, and 7 descriptors left", 8, 7},
};

/* Not the client's fault: the call is refused, and the next one is not. */
START_TEST(none_left)
{
    const struct short_case *c = &shorts[_i];
    const struct region_case files = {c->name, TURN,        c->attached,
                                      1,       c->attached, ANSWERED};
    struct scene s;
    struct frame f;

    scene_open(&s, NULL);
    scene_connect(&s);
    make_regions(&s, &f, &files);
    descriptors_limit(c->left);
    raw_send_copies(s.evil.fd, f.octets, f.len, s.evil.fd, c->attached);
    scene_expect(&s, ANSWERED, IVMC_LIMIT, c->name);
    descriptors_unlimit();
    make_regions(&s, &f, &files);
    raw_send_copies(s.evil.fd, f.octets, f.len, s.evil.fd, c->attached);
    ck_assert(evil_receive(&s.evil, &f));
    ck_assert_uint_eq(frame_field(&f, AT_KIND, 2), IVMC_KIND_REPLY);
    scene_close(&s, c->name);
}
END_TEST

/* One who is silent holds the last of them: it goes, for the next try. */
START_TEST(none_left_but_the_silent)
{
    static const struct region_case file = {"items: silent", TURN, 1, 1, 1,
                                            ANSWERED};
    struct scene s;
    struct frame f;
    int silent;

    scene_open(&s, NULL);
    scene_connect(&s);
    silent = raw_connect(s.victim->address);
    raw_greet(silent);
    make_regions(&s, &f, &file);
    descriptors_limit(0);
    raw_send_copies(s.evil.fd, f.octets, f.len, s.evil.fd, 1);
    scene_expect(&s, ANSWERED, IVMC_LIMIT, file.name);
    make_regions(&s, &f, &file);
    raw_send_copies(s.evil.fd, f.octets, f.len, s.evil.fd, 1);
    ck_assert(evil_receive(&s.evil, &f));
    descriptors_unlimit();
    ck_assert_uint_eq(frame_field(&f, AT_KIND, 2), IVMC_KIND_REPLY);
    ck_assert(raw_is_closed(silent));
    close(silent);
    scene_close(&s, file.name);
}
END_TEST

/* Every number that one message can have, unannounced. */
START_TEST(each_number)
{
    struct scene s;
    unsigned n;

    scene_open(&s, NULL);
    for (n = 1; n <= 253; n++) {
        int fd = raw_connect(s.victim->address);
        uint32_t epoch, slot = raw_begin(fd, &epoch);
        struct frame f;

        frame_add(&f, epoch, slot);
        raw_send_items(fd, f.octets, f.len, n);
        ck_assert_msg(raw_is_closed(fd), "%u items", n);
        close(fd);
    }
    scene_close(&s, "each number of items");
}
END_TEST

START_TEST(with_the_hello)
{
    struct scene s;
    struct frame f;

    scene_open(&s, NULL);
    raw_evil(&s.evil, raw_connect(s.victim->address), 0);
    frame_hello(&f);
    raw_send_items(s.evil.fd, f.octets, f.len, 3);
    if (sockets_have_loop())
        scene_expect(&s, CLOSED, IVMC_BAD_MESSAGE, "items with the hello");
    scene_close(&s, "items with the hello");
}
END_TEST

/* Right in number, but after the first octets of their message. */
START_TEST(in_the_middle)
{
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    scene_add(&s, &f);
    raw_send(s.evil.fd, f.octets, f.len - 3);
    pause_ms(20);
    raw_send_items(s.evil.fd, f.octets + f.len - 3, 3, 2);
    scene_expect(&s, CLOSED, IVMC_BAD_MESSAGE, "items in the middle");
    scene_close(&s, "items in the middle");
}
END_TEST

/* Twice for one message: more may not pile up. */
START_TEST(twice)
{
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    scene_add(&s, &f);
    frame_patch(&f, AT_ITEMS, 2, 1);
    raw_send_items(s.evil.fd, f.octets, 20, 1);
    pause_ms(20);
    raw_send_items(s.evil.fd, f.octets + 20, f.len - 20, 1);
    scene_expect(&s, CLOSED, IVMC_BAD_MESSAGE, "items twice");
    scene_close(&s, "items twice");
}
END_TEST

/* Half a message with descriptors, then the end. */
START_TEST(then_gone)
{
    struct scene s;
    struct frame f;
    int i;

    scene_open(&s, NULL);
    for (i = 0; i < 20; i++) {
        scene_connect(&s);
        scene_add(&s, &f);
        frame_patch(&f, AT_ITEMS, 2, 8);
        raw_send_items(s.evil.fd, f.octets, 30, 8);
        evil_close(&s.evil);
    }
    scene_close(&s, "items, then gone");
}
END_TEST

/* A body promised, descriptors for the message after it. */
START_TEST(for_the_next_message)
{
    struct frame first, second;
    struct scene s;

    scene_begin(&s, NULL);
    scene_add(&s, &first);
    scene_add(&s, &second);
    frame_patch(&second, AT_ITEMS, 2, 1);
    memcpy(first.octets + first.len, second.octets, second.len);
    /* In one piece they belong to where the piece ends: the second. */
    raw_send_items(s.evil.fd, first.octets, first.len + second.len, 1);
    ck_assert(raw_receive(s.evil.fd, &first));
    ck_assert_uint_eq(frame_field(&first, AT_KIND, 2), IVMC_KIND_REPLY);
    scene_expect(&s, ANSWERED, IVMC_BAD_MESSAGE, "items for the next message");
    scene_close(&s, "items for the next message");
}
END_TEST

TCase *cases_items(void)
{
    TCase *t = tcase_create("items");

    tcase_set_timeout(t, 30);
    if (!sockets_have_items())
        return t;
    tcase_add_loop_test(t, wrong_items, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(t, wrong_regions, 0, sizeof regions / sizeof *regions);
    tcase_add_test(t, right_regions);
    tcase_add_loop_test(t, none_left, 0, sizeof shorts / sizeof *shorts);
    if (sockets_have_one_loop())
        tcase_add_test(t, none_left_but_the_silent);
    tcase_add_test(t, each_number);
    tcase_add_test(t, with_the_hello);
    if (sockets_are_packets())
        return t;
    tcase_add_test(t, in_the_middle);
    tcase_add_test(t, twice);
    tcase_add_test(t, then_gone);
    tcase_add_test(t, for_the_next_message);
    return t;
}
