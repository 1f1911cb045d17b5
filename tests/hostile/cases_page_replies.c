/* Counters and frames of servers that lie. */
#include <string.h>

#include "impostor_page.h"

#define MORE PAGE_FRAME_MORE
#define SKIP PAGE_FRAME_SKIP

/* ---- counters ----------------------------------------------------------- */

struct counter_case {
    const char *name;
    uint32_t published; /* added to what it should be */
};

static const struct counter_case counters[] = {
    {"page reply counter: one octet", 1},
    {"page reply counter: half a line", 32},
    {"page reply counter: more than the half", 0x100000},
    {"page reply counter: backwards", 0xffffffc0},
    {"page reply counter: 2^31", 0x80000000},
};

static void play_counter(struct impostor *i, struct frame *f)
{
    const struct counter_case *c = i->script;
    struct raw_page *p = i->evil.own;

    (void)f;
    raw_page_publish(p, p->out_done + c->published);
}

START_TEST(wrong_counter)
{
    const struct counter_case *c = &counters[_i];
    static struct dupe d;

    dupe_open(&d, play_counter, c);
    dupe_next_call(&d, IVMC_BAD_MESSAGE, c->name);
    dupe_next_call(&d, IVMC_PEER_GONE, c->name);
    dupe_close(&d, c->name);
}
END_TEST

/* ---- frames ------------------------------------------------------------- */

struct frame_case {
    const char *name;
    uint32_t len, flags; /* the reply has 44 octets */
};

static const struct frame_case frames[] = {
    {"page reply: empty", 0, 0},
    {"page reply: empty, more to come", 0, MORE},
    {"page reply: below a header", 39, 0},
    {"page reply: one octet short", 43, 0},
    {"page reply: one octet long", 45, 0},
    {"page reply: beyond what is published", 57, 0},
    {"page reply: of 2^31", 0x80000000, 0},
    {"page reply: of 2^32-8", 0xfffffff8, 0},
    {"page reply: of 2^32-1", UINT32_MAX, 0},
    {"page reply: whole, and more to come", 44, MORE},
    {"page reply: flag that is none", 44, 8},
    {"page reply: both flags", 44, MORE | SKIP},
    {"page reply: something skipped", 44, SKIP},
    {"page reply: more skipped than is published", 0, SKIP},
};

static void play_frame(struct impostor *i, struct frame *f)
{
    const struct frame_case *c = i->script;
    struct raw_page *p = i->evil.own;
    struct frame reply;

    impostor_sum(&reply, f);
    raw_page_frame(p, c->len, c->flags, reply.octets, reply.len, 64);
    raw_page_publish(p, p->out_done);
}

START_TEST(wrong_frame)
{
    const struct frame_case *c = &frames[_i];
    static struct dupe d;

    dupe_open(&d, play_frame, c);
    dupe_next_call(&d, IVMC_BAD_MESSAGE, c->name);
    dupe_next_call(&d, IVMC_PEER_GONE, c->name);
    dupe_close(&d, c->name);
}
END_TEST

/* ---- replies of several frames ------------------------------------------ */

static void put_first(struct impostor *i, const struct frame *f)
{
    struct raw_page *p = i->evil.own;
    struct frame reply;

    impostor_sum(&reply, f);
    frame_patch(&reply, AT_LENGTH, 4, 88);
    raw_page_frame(p, 44, MORE, reply.octets, 44, 64);
}

struct follow_case {
    const char *name;
    uint32_t len, flags; /* of the second frame; 44 octets are due */
};

static const struct follow_case follows[] = {
    {"page reply follow: more than promised", 45, 0},
    {"page reply follow: less, and no more to come", 43, 0},
    {"page reply follow: all, and more to come", 44, MORE},
    {"page reply follow: empty, and more to come", 0, MORE},
    {"page reply follow: skipped instead", 44, SKIP},
};

static void play_follow(struct impostor *i, struct frame *f)
{
    const struct follow_case *c = i->script;
    struct raw_page *p = i->evil.own;

    put_first(i, f);
    raw_page_frame(p, c->len, c->flags, f->octets, 44, 64);
    raw_page_publish(p, p->out_done);
}

START_TEST(wrong_follow)
{
    const struct follow_case *c = &follows[_i];
    static struct dupe d;

    dupe_open(&d, play_follow, c);
    dupe_next_call(&d, IVMC_BAD_MESSAGE, c->name);
    dupe_next_call(&d, IVMC_PEER_GONE, c->name);
    dupe_close(&d, c->name);
}
END_TEST

/* Half a reply, then nothing, until the deadline is over. */
static void play_half(struct impostor *i, struct frame *f)
{
    struct raw_page *p = i->evil.own;

    put_first(i, f);
    raw_page_publish(p, p->out_done);
}

START_TEST(half_a_reply)
{
    static struct dupe d;
    uint64_t since;

    dupe_open(&d, play_half, NULL);
    since = now_ms();
    dupe_next_call(&d, IVMC_TIMEOUT, "page: half a reply");
    impostor_took_a_deadline(since, "page: half a reply");
    dupe_close(&d, "page: half a reply");
}
END_TEST

/* ---- what it may say as it likes ---------------------------------------- */

static void play_hints(struct impostor *i, struct frame *f)
{
    struct raw_page *p = i->evil.own;
    struct frame reply;

    p->own->sleeping = UINT32_MAX;
    p->own->cpu = UINT32_MAX;
    p->own_hello->max_message = 0;
    p->own_hello->epoch = 0;
    p->peer_hello->client_half = 64;
    p->peer->consumed = 0x12345640;
    p->peer->sleeping = 0x80000000;
    memset(p->own->rest, 0xff, sizeof p->own->rest);
    impostor_sum(&reply, f);
    raw_page_frame(p, reply.len, 0, reply.octets, reply.len, 64);
    raw_page_publish(p, p->out_done);
}

START_TEST(hints_that_lie)
{
    static struct dupe d;
    int n;

    dupe_open(&d, play_hints, NULL);
    d.env.timeout_ms = 2000;
    for (n = 0; n < 20; n++)
        dupe_next_call(&d, IVMC_OK, "page: hints of the server");
    dupe_close(&d, "page: hints of the server");
}
END_TEST

/* Not alive, by its own word, though it runs: taken at its word. */
static void play_dead(struct impostor *i, struct frame *f)
{
    struct raw_page *p = i->evil.own;

    (void)f;
    p->own_hello->state = PAGE_CLOSED;
    p->own->alive = 0;
}

START_TEST(says_that_it_is_gone)
{
    static struct dupe d;

    dupe_open(&d, play_dead, NULL);
    d.env.timeout_ms = 2000;
    dupe_next_call(&d, IVMC_PEER_GONE, "page: says that it is gone");
    dupe_close(&d, "page: says that it is gone");
}
END_TEST

TCase *cases_page_replies(void)
{
    TCase *t = tcase_create("page replies");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_counter, 0,
                        sizeof counters / sizeof *counters);
    tcase_add_loop_test(t, wrong_frame, 0, sizeof frames / sizeof *frames);
    tcase_add_loop_test(t, wrong_follow, 0, sizeof follows / sizeof *follows);
    tcase_add_test(t, half_a_reply);
    tcase_add_test(t, hints_that_lie);
    tcase_add_test(t, says_that_it_is_gone);
    return t;
}
