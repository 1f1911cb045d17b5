/* Replies on streams that come in pieces, or stop half way. */
#include <string.h>

#include "impostor_sockets.h"

/* A reply that comes octet by octet, past the deadline, and then in full. */
static void play_trickle(struct impostor *i, struct frame *f)
{
    struct frame reply;
    uint32_t n;

    impostor_sum(&reply, f);
    frame_patch(&reply, AT_BODY, 4, 666); /* not what the next call is told */
    for (n = 0; n < reply.len; n++) {
        raw_send(i->evil.fd, reply.octets + n, 1);
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
    impostor_took_a_deadline(since, "trickle");
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
    raw_send(i->evil.fd, head.octets, AT_BODY);
    raw_send(i->evil.fd, body, 30000);
    pause_ms(2 * CLIENT_DEADLINE_MS);
    raw_send(i->evil.fd, body + 30000, sizeof body - 30000);
}

START_TEST(half_a_body)
{
    static struct dupe d;
    uint64_t since;

    dupe_open(&d, play_half_a_body, NULL);
    since = now_ms();
    dupe_next_call(&d, IVMC_TIMEOUT, "half a body");
    impostor_took_a_deadline(since, "half a body");
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
    raw_send(i->evil.fd, reply.octets, reply.len);
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

static void play_gone(struct impostor *i, struct frame *f)
{
    const uint32_t *len = i->script;
    struct frame reply;

    impostor_sum(&reply, f);
    raw_send(i->evil.fd, reply.octets, *len);
    evil_close(&i->evil);
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

TCase *cases_reply_pieces(void)
{
    TCase *t = tcase_create("reply pieces");

    tcase_set_timeout(t, 20);
    tcase_add_test(t, trickle);
    tcase_add_test(t, half_a_body);
    tcase_add_test(t, broken_promise);
    tcase_add_test(t, gone_at_every_length);
    return t;
}
