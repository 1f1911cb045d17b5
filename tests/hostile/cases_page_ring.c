/* Counters and frames that lie. */
#include <string.h>
#include <unistd.h>

#include "pages.h"

/* Time is soon over for who does not go on. */
static const struct ivmc_page_options impatient = {
    .max_message = VICTIM_MESSAGE, .timeout_ms = 200, .idle_ms = 200};

/* A victim, and the attacker's pages. */
static struct raw_page *begin(struct scene *s,
                              const struct ivmc_page_options *options)
{
    scene_begin(s, options);
    return s->evil.own;
}

/* What was put breaks the protocol. */
static void expect_closed(struct scene *s, const char *what)
{
    struct raw_page *p = s->evil.own;

    raw_page_publish(p, p->out_done);
    scene_expect(s, CLOSED, IVMC_BAD_MESSAGE, what);
    scene_close(s, what);
}

/* ---- counters ----------------------------------------------------------- */

struct counter_case {
    const char *name;
    bool consumed;  /* else published */
    uint32_t value; /* added to what it should be */
};

static const struct counter_case counters[] = {
    {"page counter: published, half a line", false, 32},
    {"page counter: published, one octet", false, 1},
    {"page counter: published, more than the half", false, RAW_HALF + 64},
    {"page counter: published, backwards", false, 0xffffffc0},
    {"page counter: published, 2^31", false, 0x80000000},
    {"page counter: consumed, one octet", true, 1},
    {"page counter: consumed, what was not put", true, 2 * RAW_HALF},
    {"page counter: consumed, backwards", true, 0xffffff80},
    {"page counter: consumed, 2^31", true, 0x80000000},
};

/* A good request makes the server look at what it has room for. */
START_TEST(wrong_counter)
{
    const struct counter_case *c = &counters[_i];
    struct raw_page *p;
    struct scene s;
    struct frame f;
    int i;

    p = begin(&s, NULL);
    if (!c->consumed) {
        raw_page_publish(p, p->out_done + c->value);
    } else {
        p->own->consumed = p->in_done + c->value;
        /* Enough of them that it has to look. */
        for (i = 0; i < 1000; i++) {
            scene_add(&s, &f);
            evil_send(&s.evil, &f);
        }
    }
    /* Found out while it answers: then the peer is as good as gone. */
    scene_expect(&s, CLOSED, c->consumed ? IVMC_PEER_GONE : IVMC_BAD_MESSAGE,
                 c->name);
    scene_close(&s, c->name);
}
END_TEST

/* ---- frames ------------------------------------------------------------- */

struct frame_case {
    const char *name;
    uint32_t len, flags;
    uint32_t octets; /* published for it */
};

#define MORE PAGE_FRAME_MORE
#define SKIP PAGE_FRAME_SKIP

static const struct frame_case frames[] = {
    {"page frame: empty", 0, 0, 64},
    {"page frame: empty, more to come", 0, MORE, 64},
    {"page frame: below a header", 39, 0, 64},
    {"page frame: one octet short", 47, 0, 64},
    {"page frame: one octet long", 49, 0, 64},
    {"page frame: beyond what is published", 57, 0, 64},
    {"page frame: of 2^31", 0x80000000, 0, 64},
    {"page frame: of 2^32-8", 0xfffffff8, 0, 64},
    {"page frame: of 2^32-1", UINT32_MAX, 0, 64},
    {"page frame: whole, and more to come", 48, MORE, 64},
    {"page frame: flag that is none", 48, 4, 64},
    {"page frame: flag beside a flag", 48, MORE | 4, 64},
    {"page frame: both flags", 48, MORE | SKIP, 64},
    {"page frame: all flags", 48, UINT32_MAX, 64},
    {"page frame: something skipped", 48, SKIP, 64},
    {"page frame: more skipped than is published", 0, SKIP, 64},
};

START_TEST(wrong_frame)
{
    const struct frame_case *c = &frames[_i];
    struct raw_page *p;
    struct scene s;
    struct frame f;

    p = begin(&s, NULL);
    scene_add(&s, &f);
    raw_page_frame(p, c->len, c->flags, f.octets, f.len, c->octets);
    expect_closed(&s, c->name);
}
END_TEST

/* Laps of nothing: a server must not go round for ever. */
START_TEST(only_skips)
{
    struct raw_page *p;
    struct scene s;

    p = begin(&s, NULL);
    /* To the end, and then all of it. */
    raw_page_frame(p, 0, SKIP, "", 0, p->out_size - p->out_at);
    raw_page_frame(p, 0, SKIP, "", 0, p->out_size);
    p->out_done -= p->out_size - 128;
    expect_closed(&s, "page: only skips");
}
END_TEST

/* ---- messages of several frames ----------------------------------------- */

struct follow_case {
    const char *name;
    uint32_t length;     /* in the header */
    uint32_t len, flags; /* of the second frame; the first has 48 octets */
};

static const struct follow_case follows[] = {
    {"page follow: more than was promised", 96, 49, 0},
    {"page follow: less, and no more to come", 96, 47, 0},
    {"page follow: all, and more to come", 96, 48, MORE},
    {"page follow: empty, and more to come", 96, 0, MORE},
    {"page follow: skipped instead", 96, 48, SKIP},
    {"page follow: above the limit", VICTIM_MESSAGE + 1, 48, MORE},
};

START_TEST(wrong_follow)
{
    const struct follow_case *c = &follows[_i];
    struct raw_page *p;
    struct scene s;
    struct frame f;

    p = begin(&s, NULL);
    scene_add(&s, &f);
    frame_patch(&f, AT_LENGTH, 4, c->length);
    raw_page_frame(p, 48, MORE, f.octets, 48, 64);
    raw_page_frame(p, c->len, c->flags, f.octets, 48, 64);
    expect_closed(&s, c->name);
}
END_TEST

/* The first frame, and then nothing: closed when its time is over. */
START_TEST(never_finishes)
{
    struct raw_page *p;
    struct scene s;
    struct frame f;

    p = begin(&s, &impatient);
    scene_add(&s, &f);
    frame_patch(&f, AT_LENGTH, 4, VICTIM_MESSAGE);
    raw_page_frame(p, 48, MORE, f.octets, 48, 64);
    raw_page_publish(p, p->out_done);
    if (hostile_transport.tells) {
        /* One client alone: it is given up by its end. */
        evil_close(&s.evil);
    } else {
        scene_still_serves(&s, "page: never finishes");
        ck_assert(raw_page_is_closed(p));
    }
    scene_close(&s, "page: never finishes");
}
END_TEST

/* ---- what it may say as it likes ---------------------------------------- */

/* Words that only help: wrong, they help nobody, and harm nobody. */
START_TEST(hints_that_lie)
{
    static const uint32_t values[] = {0, 1, 2, 3, 4, 0x80000000, UINT32_MAX};
    struct raw_page *p;
    struct scene s;
    size_t i;

    p = begin(&s, NULL);
    for (i = 0; i < sizeof values / sizeof *values; i++) {
        p->own->sleeping = values[i];
        p->own->cpu = values[i];
        memset(p->own->rest, (int)i, sizeof p->own->rest);
        memset(p->zero->grants, (int)i, 64);
        p->own_hello->magic = values[i];
        p->own_hello->client_half = values[i];
        p->own_hello->max_message = values[i];
        p->peer_hello->epoch = values[i];
        p->peer_hello->server_half = values[i];
        p->peer->sleeping = values[i];
        p->peer->cpu = values[i];
        scene_expect(&s, UNANSWERED, IVMC_OK, "page: hints that lie");
    }
    scene_close(&s, "page: hints that lie");
}
END_TEST

/* The server's own counters, which it must not read back. */
START_TEST(counters_of_the_server)
{
    struct raw_page *p;
    struct scene s;
    struct frame f;

    p = begin(&s, NULL);
    p->peer->consumed = 0x12345640;
    scene_add(&s, &f);
    raw_page_frame(p, f.len, 0, f.octets, f.len, 64);
    p->peer->published = p->in_done;
    raw_page_publish(p, p->out_done);
    ck_assert(evil_receive(&s.evil, &f));
    ck_assert_uint_eq(frame_field(&f, AT_BODY, 4), 42);
    scene_close(&s, "page: counters of the server");
}
END_TEST

/* Rung a great many times with nothing behind it. */
START_TEST(storm_of_rings)
{
    struct raw_page *p;
    struct scene s;
    int i;

    p = begin(&s, NULL);
    for (i = 0; i < 20000; i++) {
        raw_page_ring(p);
        if (!hostile_transport.tells && i % 5000 == 0)
            scene_still_serves(&s, "page: storm of rings");
    }
    scene_expect(&s, UNANSWERED, IVMC_OK, "page: storm of rings");
    scene_close(&s, "page: storm of rings");
}
END_TEST

/* Asks for much, takes nothing. */
START_TEST(does_not_take)
{
    struct raw_page *p;
    struct scene s;
    struct frame f;
    int i;

    p = begin(&s, &impatient);
    frame_begin(&f, IVMC_KIND_REQUEST);
    frame_address(&f, s.evil.epoch, s.slot, probe_Peer_OP_fill);
    frame_put_u32(&f, 20000);
    for (i = 0; i < 100 && p->out_done < p->out_size - 256; i++)
        raw_page_frame(p, f.len, 0, f.octets, f.len, 64);
    raw_page_publish(p, p->out_done);
    if (hostile_transport.tells) {
        pause_ms(100);
        evil_close(&s.evil);
    } else {
        uint64_t end = now_ms() + 2000;

        while (p->peer_hello->state != PAGE_CLOSED && now_ms() < end)
            scene_still_serves(&s, "page: does not take");
        ck_assert_uint_eq(p->peer_hello->state, PAGE_CLOSED);
    }
    scene_close(&s, "page: does not take");
}
END_TEST

TCase *cases_page_ring(void)
{
    TCase *t = tcase_create("page ring");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_counter, 0,
                        sizeof counters / sizeof *counters);
    tcase_add_loop_test(t, wrong_frame, 0, sizeof frames / sizeof *frames);
    tcase_add_test(t, only_skips);
    tcase_add_loop_test(t, wrong_follow, 0, sizeof follows / sizeof *follows);
    tcase_add_test(t, never_finishes);
    tcase_add_test(t, hints_that_lie);
    tcase_add_test(t, counters_of_the_server);
    tcase_add_test(t, storm_of_rings);
    tcase_add_test(t, does_not_take);
    return t;
}
