/* Descriptors with replies that nobody asked for, and too few of them. */
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

TCase *cases_reply_items(void)
{
    TCase *t = tcase_create("reply items");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_items, 0, sizeof items / sizeof *items);
    return t;
}
