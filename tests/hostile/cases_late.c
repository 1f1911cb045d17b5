/* Servers that are late, go away, or never stop. */
#include "impostor.h"

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
    impostor_took_a_deadline(since, "silence");
    dupe_next_call(&d, IVMC_OK, "silence");
    dupe_close(&d, "silence");
}
END_TEST

static void play_twice(struct impostor *i, struct frame *f)
{
    struct frame reply;

    impostor_sum(&reply, f);
    evil_send(&i->evil, &reply);
    frame_patch(&reply, AT_BODY, 4, 666);
    evil_send(&i->evil, &reply);
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
        evil_send(&i->evil, &reply);
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

/* Instead of an answer. */
static void play_goes(struct impostor *i, struct frame *f)
{
    (void)f;
    evil_close(&i->evil);
}

START_TEST(goes)
{
    static struct dupe d;

    dupe_open(&d, play_goes, NULL);
    dupe_next_call(&d, IVMC_PEER_GONE, "goes");
    dupe_next_call(&d, IVMC_PEER_GONE, "goes");
    dupe_close(&d, "goes");
}
END_TEST

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
    tcase_add_test(t, goes);
    return t;
}
