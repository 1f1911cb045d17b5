/*
 * Servers that call back a client that accepts it, and do it wrong or for
 * ever. The client offers the objects of the probe.
 */
#include <ivmc/callback.h>

#include "impostor.h"
#include "servant.h"

enum { BIND_CALL = 100, BACK_CALL = 101 };

struct back_case {
    const char *name;
    uint32_t at, width;
    uint64_t value;
    enum ivmc_status answer; /* to the server; OK: none, the connection ends */
};

static const struct back_case cases[] = {
    {"call back: length one below a header", AT_LENGTH, 4, 39, IVMC_OK},
    {"call back: bind with a slot", AT_KIND, 2, IVMC_KIND_BIND, IVMC_OK},
    {"call back: kind 8", AT_KIND, 2, 8, IVMC_OK},
    {"call back: an item that does not come", AT_ITEMS, 2, 1, IVMC_OK},
    {"call back: call id 0", AT_CALL, 8, 0, IVMC_OK},
    {"call back: slot 0", AT_SLOT, 4, 0, IVMC_OK},
    {"call back: status set", AT_STATUS, 4, 1, IVMC_OK},
    {"call back: slot not bound", AT_SLOT, 4, 2, IVMC_BAD_INTERFACE},
    {"call back: slot 2^32-1", AT_SLOT, 4, UINT32_MAX, IVMC_BAD_INTERFACE},
    {"call back: operation one too high", AT_OP, 4, probe_Peer_OP_drop + 1,
     IVMC_BAD_OPERATION},
    {"call back: operation 2^32-1", AT_OP, 4, UINT32_MAX, IVMC_BAD_OPERATION},
    {"call back: another operation's body", AT_OP, 4, probe_Peer_OP_echo,
     IVMC_BAD_MESSAGE},
    {"call back: key of nobody", AT_KEY, 8, PEER_OBJECTS, IVMC_BAD_OBJECT},
    {"call back: key 2^64-1", AT_KEY, 8, UINT64_MAX, IVMC_BAD_OBJECT},
};

/*
 * What the client answered to the call back. The impostor's thread writes it
 * before its reply, which may come through another mapping of the same pages.
 */
static struct {
    _Atomic uint16_t kind;
    _Atomic uint32_t status, sum;
} answer;

static void make_back(struct frame *back, const struct frame *f, uint32_t slot)
{
    frame_add(back, (uint32_t)frame_field(f, AT_EPOCH, 4), slot);
    frame_patch(back, AT_KIND, 2, IVMC_KIND_CALLBACK);
    frame_patch(back, AT_CALL, 8, BACK_CALL);
}

/* Binds the client's first object; its slot, 0 when it does not answer. */
static uint32_t bind_client(struct impostor *i, const struct frame *f)
{
    struct frame bind;

    frame_bind(&bind, (uint32_t)frame_field(f, AT_EPOCH, 4));
    frame_patch(&bind, AT_CALL, 8, BIND_CALL);
    evil_send(&i->evil, &bind);
    if (!evil_receive(&i->evil, &bind) ||
        frame_field(&bind, AT_KIND, 2) != IVMC_KIND_REPLY)
        return 0;
    return (uint32_t)frame_field(&bind, AT_BODY, 4);
}

static void take_answer(struct impostor *i)
{
    struct frame got;

    if (!evil_receive(&i->evil, &got) ||
        frame_field(&got, AT_CALL, 8) != BACK_CALL)
        return;
    answer.kind = (uint16_t)frame_field(&got, AT_KIND, 2);
    answer.status = (uint32_t)frame_field(&got, AT_STATUS, 4);
    answer.sum = (uint32_t)frame_field(&got, AT_BODY, 4);
}

/* With no case: a good one. */
static void play_back(struct impostor *i, struct frame *f)
{
    const struct back_case *c = i->script;
    struct frame back, reply;

    make_back(&back, f, bind_client(i, f));
    if (c)
        frame_patch(&back, c->at, c->width, c->value);
    evil_send(&i->evil, &back);
    if (!c || c->answer != IVMC_OK)
        take_answer(i);
    impostor_sum(&reply, f);
    evil_send(&i->evil, &reply);
}

/* A client that can be called back, and what it offers. */
struct host {
    struct dupe d;
    struct peer peer;
    struct ivmc_callbacks callbacks;
};

static void host_open(struct host *h, impostor_play *play, const void *script)
{
    answer.kind = 0;
    answer.status = 0;
    dupe_open(&h->d, play, script);
    peer_init(&h->peer, VICTIM_MESSAGE);
    ivmc_callbacks_accept(&h->callbacks, h->d.channel, &h->peer.server);
    h->d.env.timeout_ms = 2000;
}

static void host_close(struct host *h, const char *what)
{
    peer_done(&h->peer);
    dupe_close(&h->d, what);
}

START_TEST(good_one)
{
    static struct host h;

    host_open(&h, play_back, NULL);
    dupe_next_call(&h.d, IVMC_OK, "a good call back");
    ck_assert_uint_eq(answer.kind, IVMC_KIND_REPLY);
    ck_assert_uint_eq(answer.sum, 42);
    host_close(&h, "a good call back");
}
END_TEST

START_TEST(wrong_field)
{
    const struct back_case *c = &cases[_i];
    static struct host h;

    host_open(&h, play_back, c);
    if (c->answer == IVMC_OK) {
        dupe_next_call(&h.d, IVMC_BAD_MESSAGE, c->name);
        dupe_next_call(&h.d, IVMC_PEER_GONE, c->name);
    } else {
        dupe_next_call(&h.d, IVMC_OK, c->name);
        ck_assert_uint_eq(answer.kind, IVMC_KIND_STATUS);
        ck_status((enum ivmc_status)answer.status, c->answer, c->name);
        dupe_next_call(&h.d, IVMC_OK, c->name);
    }
    host_close(&h, c->name);
}
END_TEST

/* A server has no requests: a lie, which ends the call alone. */
START_TEST(request)
{
    static const struct back_case c = {"call back: kind request", AT_KIND, 2,
                                       IVMC_KIND_REQUEST, IVMC_OK};
    static struct host h;

    host_open(&h, play_back, &c);
    dupe_next_call(&h.d, IVMC_BAD_MESSAGE, c.name);
    dupe_next_call(&h.d, IVMC_OK, c.name);
    host_close(&h, c.name);
}
END_TEST

/* Called back without end, the client keeps its deadline. */
static void play_for_ever(struct impostor *i, struct frame *f)
{
    uint64_t end = now_ms() + 2 * CLIENT_DEADLINE_MS;
    uint32_t slot = bind_client(i, f);
    struct frame back;

    while (now_ms() < end) {
        make_back(&back, f, slot);
        evil_send(&i->evil, &back);
        if (!evil_receive(&i->evil, &back))
            return;
    }
}

START_TEST(for_ever)
{
    static struct host h;
    uint64_t since;

    host_open(&h, play_for_ever, NULL);
    h.d.env.timeout_ms = CLIENT_DEADLINE_MS;
    since = now_ms();
    dupe_next_call(&h.d, IVMC_TIMEOUT, "called back for ever");
    impostor_took_a_deadline(since, "called back for ever");
    host_close(&h, "called back for ever");
}
END_TEST

/* Between two calls nobody waits: it is served when the next one does. */
static void play_between(struct impostor *i, struct frame *f)
{
    uint32_t slot = bind_client(i, f);
    struct frame back, reply;

    impostor_sum(&reply, f);
    evil_send(&i->evil, &reply);
    make_back(&back, f, slot);
    evil_send(&i->evil, &back);
    /* The next request may come before the answer, or after. */
    for (slot = 0; slot < 2; slot++) {
        if (!evil_receive(&i->evil, &back))
            return;
        if (frame_field(&back, AT_KIND, 2) != IVMC_KIND_REQUEST)
            continue;
        impostor_sum(&reply, &back);
        evil_send(&i->evil, &reply);
    }
}

START_TEST(between_calls)
{
    static struct host h;
    int n;

    host_open(&h, play_between, NULL);
    for (n = 0; n < 3; n++)
        dupe_next_call(&h.d, IVMC_OK, "called back between calls");
    host_close(&h, "called back between calls");
}
END_TEST

TCase *cases_callbacks(void)
{
    TCase *t = tcase_create("calls back");

    tcase_set_timeout(t, 20);
    tcase_add_test(t, good_one);
    tcase_add_loop_test(t, wrong_field, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, request);
    tcase_add_test(t, for_ever);
    tcase_add_test(t, between_calls);
    return t;
}
