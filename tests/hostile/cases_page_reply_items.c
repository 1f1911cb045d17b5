/* Descriptors beside replies on shared pages. */
#include <unistd.h>

#include "impostor_page.h"
#include "raw.h"

#define ENDS IVMC_BAD_MESSAGE, IVMC_PEER_GONE
#define LIES IVMC_BAD_MESSAGE, IVMC_OK

struct items_case {
    const char *name;
    uint32_t announced; /* by the reply */
    int said;           /* by the packet; -1: none is sent */
    unsigned attached;
    enum ivmc_status status, next;
};

static const struct items_case items[] = {
    {"page reply items: 1 announced, none come", 1, -1, 0, ENDS},
    {"page reply items: 1 announced, 2 come", 1, 2, 2, ENDS},
    {"page reply items: 2 announced, 1 comes", 2, 2, 1, ENDS},
    {"page reply items: 8 announced, 9 come", 8, 8, 9, ENDS},
    {"page reply items: 1 for an operation without", 1, 1, 1, LIES},
    {"page reply items: 8 for an operation without", 8, 8, 8, LIES},
};

static void play_items(struct impostor *i, struct frame *f)
{
    const struct items_case *c = i->script;
    struct raw_page *p = i->evil.own;
    struct frame reply;

    if (c->said >= 0)
        raw_send_items(p->socket, &c->said, sizeof c->said, c->attached);
    impostor_sum(&reply, f);
    frame_patch(&reply, AT_ITEMS, 2, c->announced);
    evil_send(&i->evil, &reply);
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

static void play_copies(struct impostor *i, struct frame *f)
{
    struct raw_page *p = i->evil.own;
    uint32_t count = 8;
    struct frame reply;
    uint32_t n;

    raw_send_copies(p->socket, &count, sizeof count, STDIN_FILENO, count);
    impostor_reply(&reply, f, IVMC_KIND_REPLY, "", 0);
    frame_put_u32(&reply, count);
    for (n = 0; n < count; n++) {
        frame_put_string(&reply, "file");
        frame_put_region(&reply, 4, IVMC_READ);
    }
    frame_patch(&reply, AT_ITEMS, 2, count);
    evil_send(&i->evil, &reply);
}

/* The client has no descriptors for them: no fault of the server's. */
START_TEST(none_left)
{
    struct probe_Files none = {0, NULL}, turned;
    static struct dupe d;

    dupe_open(&d, play_copies, NULL);
    d.env.timeout_ms = 2000;
    descriptors_limit((unsigned)_i);
    probe_Peer_turn(&d.peer, &none, &turned, &d.env);
    descriptors_unlimit();
    ck_status(d.env.status, IVMC_LIMIT, "page reply items: none left");
    ck_assert_uint_eq(turned.len, 0);
    dupe_next_call(&d, IVMC_OK, "page reply items: none left");
    dupe_close(&d, "page reply items: none left");
}
END_TEST

TCase *cases_page_reply_items(void)
{
    TCase *t = tcase_create("page reply items");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_items, 0, sizeof items / sizeof *items);
    tcase_add_loop_test(t, none_left, 0, 8);
    return t;
}
