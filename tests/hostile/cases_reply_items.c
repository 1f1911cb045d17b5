/* Descriptors with replies that nobody asked for, and too few of them. */
#include <unistd.h>

#include "impostor_sockets.h"

#define ENDS IVMC_BAD_MESSAGE, IVMC_PEER_GONE
#define LIES IVMC_BAD_MESSAGE, IVMC_OK

struct items_case {
    const char *name;
    unsigned announced, attached;
    enum ivmc_status status, next;
};

static const struct items_case items[] = {
    {"reply items: 1 unannounced", 0, 1, ENDS},
    {"reply items: 8 unannounced", 0, 8, ENDS},
    {"reply items: 253 unannounced", 0, 253, ENDS},
    {"reply items: 1 announced, 2 come", 1, 2, ENDS},
    {"reply items: 2 announced, 1 comes", 2, 1, ENDS},
    {"reply items: 8 announced, 9 come", 8, 9, ENDS},
    {"reply items: 1 for an operation without", 1, 1, LIES},
    {"reply items: 8 for an operation without", 8, 8, LIES},
};

static void play_items(struct impostor *i, struct frame *f)
{
    const struct items_case *c = i->script;
    struct frame reply;

    impostor_sum(&reply, f);
    frame_patch(&reply, AT_ITEMS, 2, c->announced);
    raw_send_items(i->evil.fd, reply.octets, reply.len, c->attached);
}

START_TEST(wrong_items)
{
    const struct items_case *c = &items[_i];
    static struct dupe d;
    struct holdings open;

    dupe_open(&d, play_items, c);
    open = holdings_now();
    dupe_next_call(&d, c->status, c->name);
    dupe_next_call(&d, c->next, c->name);
    if (c->next == IVMC_OK)
        holdings_come_back(open, c->name);
    dupe_close(&d, c->name);
}
END_TEST

/* Regions whose items are too few or too many for them. */
struct region_case {
    const char *name;
    uint32_t files; /* of the reply to turn */
    unsigned attached;
};

static const struct region_case regions[] = {
    {"reply items: 1 for no file", 0, 1},
    {"reply items: 8 for no file", 0, 8},
    {"reply items: 1 for two files", 2, 1},
    {"reply items: 2 for one file", 1, 2},
    {"reply items: 7 for eight files", 8, 7},
    {"reply items: 8 for seven files", 7, 8},
    {"reply items: 8 for nine files", 9, 8},
};

static void play_regions(struct impostor *i, struct frame *f)
{
    const struct region_case *c = i->script;
    struct frame reply;
    uint32_t n;

    impostor_reply(&reply, f, IVMC_KIND_REPLY, "", 0);
    frame_put_u32(&reply, c->files);
    for (n = 0; n < c->files; n++) {
        frame_put_string(&reply, "file");
        frame_put_region(&reply, 4, IVMC_READ);
    }
    frame_patch(&reply, AT_ITEMS, 2, c->attached);
    raw_send_items(i->evil.fd, reply.octets, reply.len, c->attached);
}

START_TEST(wrong_regions)
{
    const struct region_case *c = &regions[_i];
    struct probe_Files none = {0, NULL}, turned;
    static struct dupe d;
    struct holdings open;

    dupe_open(&d, play_regions, c);
    open = holdings_now();
    probe_Peer_turn(&d.peer, &none, &turned, &d.env);
    ck_status(d.env.status, IVMC_BAD_MESSAGE, c->name);
    ck_assert_uint_eq(turned.len, 0);
    dupe_next_call(&d, IVMC_OK, c->name);
    holdings_come_back(open, c->name);
    dupe_close(&d, c->name);
}
END_TEST

/* As many as are due: they are the client's, and can be closed. */
START_TEST(right_regions)
{
    static const struct region_case files = {"reply items: files", 8, 8};
    struct probe_Files none = {0, NULL}, turned;
    static struct dupe d;
    struct holdings open;
    uint32_t i;

    dupe_open(&d, play_regions, &files);
    open = holdings_now();
    probe_Peer_turn(&d.peer, &none, &turned, &d.env);
    ck_status(d.env.status, IVMC_OK, files.name);
    ck_assert_uint_eq(turned.len, files.files);
    for (i = 0; i < turned.len; i++)
        ck_assert_int_eq(close((int)turned.data[i].content.handle), 0);
    holdings_come_back(open, files.name);
    dupe_close(&d, files.name);
}
END_TEST

static void play_copies(struct impostor *i, struct frame *f)
{
    struct frame reply;
    uint32_t n;

    impostor_reply(&reply, f, IVMC_KIND_REPLY, "", 0);
    frame_put_u32(&reply, 8);
    for (n = 0; n < 8; n++) {
        frame_put_string(&reply, "file");
        frame_put_region(&reply, 4, IVMC_READ);
    }
    frame_patch(&reply, AT_ITEMS, 2, 8);
    raw_send_copies(i->evil.fd, reply.octets, reply.len, i->evil.fd, 8);
}

/* The client has no descriptors for them: no fault of the server's. */
START_TEST(none_left)
{
    struct probe_Files none = {0, NULL}, turned;
    static struct dupe d;

    dupe_open(&d, play_copies, NULL);
    descriptors_limit((unsigned)_i);
    probe_Peer_turn(&d.peer, &none, &turned, &d.env);
    descriptors_unlimit();
    ck_status(d.env.status, IVMC_LIMIT, "reply items: none left");
    ck_assert_uint_eq(turned.len, 0);
    dupe_next_call(&d, IVMC_OK, "reply items: none left");
    dupe_close(&d, "reply items: none left");
}
END_TEST

TCase *cases_reply_items(void)
{
    TCase *t = tcase_create("reply items");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_items, 0, sizeof items / sizeof *items);
    tcase_add_loop_test(t, wrong_regions, 0, sizeof regions / sizeof *regions);
    tcase_add_test(t, right_regions);
    tcase_add_loop_test(t, none_left, 0, 8);
    return t;
}
