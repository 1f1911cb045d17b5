/*
 * A peer that breaks the protocol in the pages, one word at a time and in all
 * of them at once: a status, and nothing is read or written outside. The
 * sanitizers watch.
 */
#include <stdlib.h>
#include <string.h>

#include "rig.h"
#include "unit.h"

#define ck_status(got, wanted)                                                 \
    ck_assert_str_eq(ivmc_status_name(got), ivmc_status_name(wanted))

static struct rig rig;

static const struct rig_options small = {1, 128, 512, false, false, NULL};
static const struct rig_options large = {2, 128, 6000, true, false, NULL};

static struct page_frame *first_frame(struct rig *r)
{
    return (struct page_frame *)(void *)r->client.c.out.ring;
}

/* ---- hellos ------------------------------------------------------------------- */

/* Offset of a word in the hello, and what it becomes. */
static const struct {
    const char *name;
    uint32_t at, value;
} hellos[] = {
    {"magic", 0, 0},
    {"version", 4, 2},
    {"a version's upper half", 4, 0x10001},
    {"no pages", 8, 0},
    {"more pages than there are", 8, 3},
    {"pages beyond all", 8, UINT32_MAX},
    {"a half of nothing", 12, 0},
    {"a half below the least", 12, 448},
    {"a half that ends in a line", 12, 600},
    {"a half that wraps with the other", 12, 0u - 512u},
    {"a server's half of nothing", 16, 0},
    {"halves that overlap the end", 16, 4096},
    {"a server's half that wraps", 16, UINT32_MAX - 63},
    {"a message below a header", 20, 39},
    {"a client's epoch", 24, 1},
    {"a word that is to be 0", 28, 1},
    {"not open", 40, PAGE_ABSENT},
    {"closed", 40, PAGE_CLOSED},
    {"an unknown state", 40, 3},
    {"the first word of the rest", 44, 1},
    {"the last word of the rest", 60, 0x80000000u},
};

static void store(unsigned char *line, uint32_t at, uint32_t value)
{
    memcpy(line + at, &value, sizeof value);
}

static void offer(struct page_zero *zero)
{
    struct page_terms client = {.max_message = 512, .nonce = 9};

    ck_assert(page_lay_out(&client.layout, 2, 128));
    page_offer(zero, &client);
}

START_TEST(client_hello)
{
    static _Alignas(4096) unsigned char pages[2 * PAGE_SIZE];
    struct page_zero *zero = (struct page_zero *)(void *)pages;
    struct page_terms server = {.max_message = 512, .epoch = 5};

    server.layout.pages = 2;
    offer(zero);
    ck_assert(page_answer(zero, &server));
    server.layout.pages = 2;
    offer(zero);
    store(pages, hellos[_i].at, hellos[_i].value);
    if (page_answer(zero, &server))
        ck_abort_msg("accepted: %s", hellos[_i].name);
}
END_TEST

/* What a server may not answer: other terms than were offered. */
static const struct {
    const char *name;
    uint32_t at, value;
} answers[] = {
    {"magic", 0, 0},
    {"version", 4, 2},
    {"other pages", 8, 1},
    {"another client's half", 12, 512},
    {"another server's half", 16, 512},
    {"a larger message", 20, 513},
    {"a message below a header", 20, 39},
    {"no epoch", 24, 0},
    {"a word that is to be 0", 28, 1},
    {"another nonce", 32, 8},
    {"another nonce's upper half", 36, 1},
    {"not open", 40, PAGE_ABSENT},
    {"closed", 40, PAGE_CLOSED},
    {"the rest", 48, 1},
};

START_TEST(server_hello)
{
    static _Alignas(4096) unsigned char pages[2 * PAGE_SIZE];
    struct page_zero *zero = (struct page_zero *)(void *)pages;
    struct page_terms client = {.max_message = 512, .nonce = 9};
    struct page_terms server = {.max_message = 512, .epoch = 5};

    ck_assert(page_lay_out(&client.layout, 2, 128));
    page_offer(zero, &client);
    server.layout.pages = 2;
    ck_assert(page_answer(zero, &server));
    store(pages + 64, answers[_i].at, answers[_i].value);
    if (page_confirm(zero, &client))
        ck_abort_msg("accepted: %s", answers[_i].name);
}
END_TEST

/* ---- words of the side lines and frames ------------------------------------------ */

/* The client has sent one request of 100 octets: then it lies. */
static void published_beyond_the_half(struct rig *r)
{
    atomic_store(&r->zero->client_side.published, r->client.c.out.size + 64);
}

static void published_far_beyond(struct rig *r)
{
    atomic_store(&r->zero->client_side.published, 0x80000000u);
}

static void published_backwards(struct rig *r)
{
    atomic_store(&r->zero->client_side.published, 0u - 64u);
}

static void published_within_a_line(struct rig *r)
{
    atomic_store(&r->zero->client_side.published, 65);
}

static void published_less_than_the_frame(struct rig *r)
{
    atomic_store(&r->zero->client_side.published, 64);
}

static void frame_of_nothing(struct rig *r)
{
    first_frame(r)->len = 0;
}

static void frame_beyond_what_is_published(struct rig *r)
{
    first_frame(r)->len = 128 - 8 + 1;
}

static void frame_beyond_the_ring(struct rig *r)
{
    atomic_store(&r->zero->client_side.published, r->client.c.out.size);
    first_frame(r)->len = r->client.c.out.size;
}

static void frame_of_all_octets(struct rig *r)
{
    first_frame(r)->len = UINT32_MAX;
}

static void frame_shorter_than_its_message(struct rig *r)
{
    first_frame(r)->len = 99;
}

static void frame_shorter_than_a_header(struct rig *r)
{
    first_frame(r)->len = IVMC_HEADER_SIZE - 1;
}

static void frame_with_unknown_flags(struct rig *r)
{
    first_frame(r)->flags = 8;
}

static void items_in_a_frame_where_none_go(struct rig *r)
{
    first_frame(r)->flags = PAGE_FRAME_ITEMS;
    ivmc_store_u16(first_frame(r)->content + 6, 1);
}

static void frame_that_goes_on_and_skips(struct rig *r)
{
    first_frame(r)->flags = PAGE_FRAME_MORE | PAGE_FRAME_SKIP;
}

static void skip_at_the_start(struct rig *r)
{
    first_frame(r)->flags = PAGE_FRAME_SKIP;
    first_frame(r)->len = 0;
}

static void frame_that_goes_on_although_it_is_all(struct rig *r)
{
    first_frame(r)->flags = PAGE_FRAME_MORE;
}

static void header_longer_than_allowed(struct rig *r)
{
    ivmc_store_u32(first_frame(r)->content, r->server.c.base.max_message + 1);
}

static void header_longer_than_the_frame(struct rig *r)
{
    ivmc_store_u32(first_frame(r)->content, 101);
}

static void header_shorter_than_a_header(struct rig *r)
{
    ivmc_store_u32(first_frame(r)->content, 39);
}

static void header_of_no_kind(struct rig *r)
{
    ivmc_store_u16(first_frame(r)->content + 4, 9);
}

static void items_that_did_not_come(struct rig *r)
{
    ivmc_store_u16(first_frame(r)->content + 6, 1);
}

static const struct {
    const char *name;
    void (*lie)(struct rig *r);
} lies[] = {
    {"published beyond the half", published_beyond_the_half},
    {"published far beyond", published_far_beyond},
    {"published backwards", published_backwards},
    {"published within a line", published_within_a_line},
    {"published less than the frame", published_less_than_the_frame},
    {"a frame of nothing", frame_of_nothing},
    {"a frame beyond what is published", frame_beyond_what_is_published},
    {"a frame beyond the ring", frame_beyond_the_ring},
    {"a frame of all octets there are", frame_of_all_octets},
    {"a frame shorter than its message", frame_shorter_than_its_message},
    {"a frame shorter than a header", frame_shorter_than_a_header},
    {"unknown flags", frame_with_unknown_flags},
    {"items in a frame where none go", items_in_a_frame_where_none_go},
    {"more and skip", frame_that_goes_on_and_skips},
    {"a skip at the start of the ring", skip_at_the_start},
    {"more, although it is all", frame_that_goes_on_although_it_is_all},
    {"a header longer than allowed", header_longer_than_allowed},
    {"a header longer than the frame", header_longer_than_the_frame},
    {"a header shorter than a header", header_shorter_than_a_header},
    {"a header of no kind", header_of_no_kind},
    {"items that did not come", items_that_did_not_come},
};

static void lie_once(const struct rig_options *o, int n)
{
    enum ivmc_status s;

    rig_open(&rig, o);
    ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, 100, 1), IVMC_OK);
    lies[n].lie(&rig);
    rig_receive(&rig.server, 1, &s);
    if (s != IVMC_BAD_MESSAGE)
        ck_abort_msg("%s: %s", lies[n].name, ivmc_status_name(s));
    /* And so it stays. */
    rig_receive(&rig.server, 1, &s);
    ck_status(s, IVMC_PEER_GONE);
    ck_status(rig_send(&rig.server, IVMC_KIND_REPLY, 100, 1), IVMC_PEER_GONE);
    rig_close(&rig);
}

START_TEST(lies_of_one_frame)
{
    lie_once(&small, _i);
}
END_TEST

START_TEST(lies_where_messages_may_go_on)
{
    lie_once(&large, _i);
}
END_TEST

/* ---- room ----------------------------------------------------------------------- */

static const struct {
    const char *name;
    uint32_t consumed; /* by a server that was sent less than 2,048 octets */
} rooms[] = {
    {"consumed more than there was", 4096},
    {"consumed backwards", 0u - 64u},
    {"consumed within a line", 32},
    {"consumed far beyond", 0x80000000u},
};

START_TEST(room_that_is_none)
{
    enum ivmc_status s;
    int n;

    rig_open(&rig, &small);
    ck_status(rig_send(&rig.client, IVMC_KIND_ONEWAY, 100, 1), IVMC_OK);
    atomic_store(&rig.zero->server_side.consumed, rooms[_i].consumed);
    for (n = 0, s = IVMC_OK; n < 20 && s == IVMC_OK; n++)
        s = rig_send(&rig.client, IVMC_KIND_ONEWAY, 100, 1);
    if (s != IVMC_BAD_MESSAGE && s != IVMC_PEER_GONE)
        ck_abort_msg("%s: %s", rooms[_i].name, ivmc_status_name(s));
    rig_close(&rig);
}
END_TEST

/* A frame that is larger when it is looked at again is looked at once. */
START_TEST(a_frame_that_grows_while_it_is_held)
{
    static _Alignas(8) unsigned char memory[1024];
    struct ivmc_deadline d = ivmc_deadline_in(1000);
    struct ivmc_channel *c = &rig.server.c.base;
    struct ivmc_arena arena;
    struct ivmc_items items = {.count = 0};
    struct ivmc_header h;
    struct ivmc_dec in;

    rig_open(&rig, &small);
    ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, 100, 1), IVMC_OK);
    ck_status(c->ops->receive(c, &h, &d), IVMC_OK);
    first_frame(&rig)->len = 4000;
    ivmc_store_u32(first_frame(&rig)->content, 4000);
    ivmc_arena_init(&arena, memory, sizeof memory);
    ck_status(c->ops->body(c, &arena, &in, &items, &d), IVMC_OK);
    ck_assert_uint_eq(in.end, 60);
    c->ops->release(c);
    ck_assert_uint_eq(rig.server.c.in.done, 128);
    rig_close(&rig);
}
END_TEST

/* ---- all at once ------------------------------------------------------------------ */

static uint64_t random_state;

static uint32_t random_word(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 16);
}

/* Values that mean something to some word. */
static uint32_t likely_word(const struct rig *r)
{
    static const uint32_t edges[] = {
        0,  1,   2,   3,    39,         40,         41,        56,
        64, 128, 512, 4096, 0x7fffffff, 0x80000000, 0xffffffff};

    switch (random_word() % 4) {
    case 0:
        return edges[random_word() % (sizeof edges / sizeof edges[0])];
    case 1:
        return random_word();
    case 2:
        return r->server.c.in.done + (random_word() % 64 - 32) * 64;
    default:
        return random_word() % 4096;
    }
}

static void scribble(struct rig *r, uint32_t pages)
{
    uint32_t *words = (uint32_t *)(void *)r->pages;
    uint32_t n = random_word() % 4;

    while (n-- > 0) {
        /* Most of what matters lies at the start of page 0 and of halves. */
        uint32_t at = random_word() % 3 == 0
                          ? random_word() % (pages * PAGE_SIZE / 4)
                          : random_word() % 256;

        words[at] = likely_word(r);
    }
}

static void use(struct rig_end *e, bool send)
{
    static _Alignas(8) unsigned char memory[8192];
    struct ivmc_deadline d = ivmc_deadline_in(1);
    struct ivmc_channel *c = &e->c.base;
    struct ivmc_arena arena;
    struct ivmc_items items = {.count = 0};
    struct ivmc_header h;
    struct ivmc_dec in;
    uint32_t i, len;

    if (send) {
        (void)rig_send(e, IVMC_KIND_ONEWAY,
                       IVMC_HEADER_SIZE + random_word() % 6000, 1);
        return;
    }
    if (c->ops->receive(c, &h, &d) != IVMC_OK)
        return;
    ck_assert_uint_le(h.length, c->max_message);
    ivmc_arena_init(&arena, memory, sizeof memory);
    if (random_word() % 4 != 0 &&
        c->ops->body(c, &arena, &in, &items, &d) == IVMC_OK) {
        len = h.length - IVMC_HEADER_SIZE;
        for (i = 0; i < len; i++)
            (void)ivmc_get_u8(&in);
        ck_status(ivmc_dec_finish(&in), IVMC_OK);
    }
    c->ops->release(c);
}

static void scribbled(const struct rig_options *o, uint64_t seed)
{
    int n;

    random_state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    rig_open(&rig, o);
    for (n = 0; n < 60 && !(rig.client.c.gone && rig.server.c.gone); n++) {
        use(&rig.client, random_word() % 2);
        if (n > 2)
            scribble(&rig, o->pages);
        use(&rig.server, random_word() % 2);
    }
    rig_close(&rig);
}

START_TEST(scribbles)
{
    uint64_t seed;

    for (seed = 0; seed < 4000; seed++) {
        scribbled(&small, 2 * seed);
        scribbled(&large, 2 * seed + 1);
    }
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof(table)[0])

Suite *unit_suite(void)
{
    Suite *s = suite_create("page hostile");
    TCase *t = tcase_create("hostile");

    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, client_hello, 0, COUNT(hellos));
    tcase_add_loop_test(t, server_hello, 0, COUNT(answers));
    tcase_add_loop_test(t, lies_of_one_frame, 0, COUNT(lies));
    tcase_add_loop_test(t, lies_where_messages_may_go_on, 0, COUNT(lies));
    tcase_add_loop_test(t, room_that_is_none, 0, COUNT(rooms));
    tcase_add_test(t, a_frame_that_grows_while_it_is_held);
    tcase_add_test(t, scribbles);
    suite_add_tcase(s, t);
    return s;
}
