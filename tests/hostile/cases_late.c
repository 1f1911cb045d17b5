/* Servers that are late, go away half way, or never stop. */
#include <string.h>
#include <unistd.h>

#include "impostor.h"

static void took_a_deadline(uint64_t since, const char *what)
{
    uint64_t took = now_ms() - since;

    ck_assert_msg(took >= CLIENT_DEADLINE_MS - 10 &&
                      took < CLIENT_DEADLINE_MS * 2,
                  "%s: took %u ms", what, (unsigned)took);
}

static void play_silence(struct impostor *i, struct frame *f)
{
    (void)i;
    (void)f;
}

START_TEST(silence)
{
    static struct dupe d;
    uint64_t since;

    dupe_open(&d, play_silence, NULL);
    since = now_ms();
    dupe_next_call(&d, IVMC_TIMEOUT, "silence");
    took_a_deadline(since, "silence");
    dupe_next_call(&d, IVMC_OK, "silence");
    dupe_close(&d, "silence");
}
END_TEST

/* A reply that comes octet by octet, past the deadline, and then in full. */
static void play_trickle(struct impostor *i, struct frame *f)
{
    struct frame reply;
    uint32_t n;

    impostor_sum(&reply, f);
    frame_patch(&reply, AT_BODY, 4, 666); /* not what the next call is told */
    for (n = 0; n < reply.len; n++) {
        evil_send(i->fd, reply.octets + n, 1);
        pause_ms(8);
    }
}

START_TEST(trickle)
{
    static struct dupe d;
    uint64_t since;

    dupe_open(&d, play_trickle, NULL);
    since = now_ms();
    dupe_next_call(&d, IVMC_TIMEOUT, "trickle");
    took_a_deadline(since, "trickle");
    d.env.timeout_ms = 2000;
    dupe_next_call(&d, IVMC_OK, "trickle");
    dupe_next_call(&d, IVMC_OK, "trickle");
    dupe_close(&d, "trickle");
}
END_TEST

/* Stops within a large body; the rest is drained before the next reply. */
static void play_half_a_body(struct impostor *i, struct frame *f)
{
    static unsigned char body[60000];
    struct frame head;

    memset(body, 0xff, sizeof body);
    impostor_reply(&head, f, IVMC_KIND_REPLY, "", 0);
    frame_patch(&head, AT_LENGTH, 4, AT_BODY + sizeof body);
    evil_send(i->fd, head.octets, AT_BODY);
    evil_send(i->fd, body, 30000);
    pause_ms(2 * CLIENT_DEADLINE_MS);
    evil_send(i->fd, body + 30000, sizeof body - 30000);
}

START_TEST(half_a_body)
{
    static struct dupe d;
    uint64_t since;

    dupe_open(&d, play_half_a_body, NULL);
    since = now_ms();
    dupe_next_call(&d, IVMC_TIMEOUT, "half a body");
    took_a_deadline(since, "half a body");
    d.env.timeout_ms = 2000;
    dupe_next_call(&d, IVMC_OK, "half a body");
    dupe_close(&d, "half a body");
}
END_TEST

/* Promises a body and never gives it: what follows is taken for its octets. */
static void play_promise(struct impostor *i, struct frame *f)
{
    struct frame reply;

    impostor_sum(&reply, f);
    frame_patch(&reply, AT_LENGTH, 4, 4096);
    evil_send(i->fd, reply.octets, reply.len);
}

START_TEST(broken_promise)
{
    static struct dupe d;
    int n;

    dupe_open(&d, play_promise, NULL);
    for (n = 0; n < 3; n++)
        dupe_next_call(&d, IVMC_TIMEOUT, "broken promise");
    dupe_close(&d, "broken promise");
}
END_TEST

static void play_twice(struct impostor *i, struct frame *f)
{
    struct frame reply;

    impostor_sum(&reply, f);
    evil_send(i->fd, reply.octets, reply.len);
    frame_patch(&reply, AT_BODY, 4, 666);
    evil_send(i->fd, reply.octets, reply.len);
}

START_TEST(answered_twice)
{
    static struct dupe d;

    dupe_open(&d, play_twice, NULL);
    dupe_next_call(&d, IVMC_OK, "answered twice");
    dupe_next_call(&d, IVMC_OK, "answered twice");
    dupe_close(&d, "answered twice");
}
END_TEST

/* Replies to nothing, without end, must not hold a caller. */
static void play_flood(struct impostor *i, struct frame *f)
{
    struct frame reply;
    int n;

    impostor_sum(&reply, f);
    for (n = 0; n < 2000; n++) {
        frame_patch(&reply, AT_CALL, 8, 1000000 + (uint64_t)n);
        evil_send(i->fd, reply.octets, reply.len);
    }
}

START_TEST(flood)
{
    static struct dupe d;

    dupe_open(&d, play_flood, NULL);
    dupe_next_call(&d, IVMC_BAD_MESSAGE, "flood");
    dupe_close(&d, "flood");
}
END_TEST

/* ---- gone --------------------------------------------------------------- */

static void play_gone(struct impostor *i, struct frame *f)
{
    const uint32_t *len = i->script;
    struct frame reply;

    impostor_sum(&reply, f);
    evil_send(i->fd, reply.octets, *len);
    close(i->fd);
    i->fd = -1;
}

START_TEST(gone_at_every_length)
{
    static struct dupe d;
    uint32_t len;

    for (len = 0; len < AT_BODY + 4; len++) {
        dupe_open(&d, play_gone, &len);
        dupe_next_call(&d, IVMC_PEER_GONE, "gone at every length");
        dupe_next_call(&d, IVMC_PEER_GONE, "gone at every length");
        dupe_close(&d, "gone at every length");
    }
}
END_TEST

/* ---- does not read ------------------------------------------------------ */

static void play_deaf(struct impostor *i, struct frame *f)
{
    (void)i;
    (void)f;
    pause_ms(4 * CLIENT_DEADLINE_MS);
}

START_TEST(does_not_read)
{
    static uint8_t octets[60000];
    struct probe_Octets data = {sizeof octets, octets}, result;
    static struct dupe d;
    uint64_t since;
    int n;

    dupe_open(&d, play_deaf, NULL);
    probe_Peer_note(&d.peer, 1, &d.env);
    /* One-way requests would fill the socket; deadlines still hold. */
    for (n = 0; n < 1000; n++) {
        since = now_ms();
        probe_Peer_note(&d.peer, 1, &d.env);
        probe_Peer_echo(&d.peer, "", &data, &result, &d.env);
        ck_assert_uint_lt(now_ms() - since, CLIENT_DEADLINE_MS * 3);
        if (d.env.status != IVMC_TIMEOUT)
            break;
        d.env.timeout_ms = 20;
    }
    ck_assert(d.env.status == IVMC_PEER_GONE || d.env.status == IVMC_OK ||
              d.env.status == IVMC_BAD_MESSAGE);
    dupe_close(&d, "does not read");
}
END_TEST

TCase *cases_late(void)
{
    TCase *t = tcase_create("late");

    tcase_set_timeout(t, 20);
    tcase_add_test(t, silence);
    tcase_add_test(t, answered_twice);
    tcase_add_test(t, flood);
    tcase_add_test(t, does_not_read);
    if (impostor_is_packets())
        return t;
    tcase_add_test(t, trickle);
    tcase_add_test(t, half_a_body);
    tcase_add_test(t, broken_promise);
    tcase_add_test(t, gone_at_every_length);
    return t;
}
