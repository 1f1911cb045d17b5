#include "impostor.h"

#include <string.h>

#include "unit.h"

void impostor_reply(struct frame *reply, const struct frame *f, uint16_t kind,
                    const void *body, uint32_t len)
{
    struct frame r;

    frame_message(&r, kind, body, len);
    memcpy(r.octets + AT_CALL, f->octets + AT_CALL, 8);
    memcpy(r.octets + AT_EPOCH, f->octets + AT_EPOCH, 12);
    memcpy(r.octets + AT_KEY, f->octets + AT_KEY, 8);
    *reply = r;
}

void impostor_sum(struct frame *reply, const struct frame *f)
{
    unsigned char sum[4] = {42, 0, 0, 0};

    impostor_reply(reply, f, IVMC_KIND_REPLY, sum, sizeof sum);
}

void impostor_slot(struct frame *reply, const struct frame *f)
{
    unsigned char slot[4] = {1, 0, 0, 0};

    impostor_reply(reply, f, IVMC_KIND_REPLY, slot, sizeof slot);
}

static void *run(void *context)
{
    struct impostor *i = context;
    struct frame f, reply;

    if (evil_receive(&i->evil, &f)) {
        impostor_slot(&reply, &f);
        evil_send(&i->evil, &reply);
        if (evil_receive(&i->evil, &f))
            i->play(i, &f);
        while (i->evil.ops && evil_receive(&i->evil, &f)) {
            impostor_sum(&reply, &f);
            evil_send(&i->evil, &reply);
        }
    }
    evil_close(&i->evil);
    return NULL;
}

void dupe_open(struct dupe *d, impostor_play *play, const void *script)
{
    memset(d, 0, sizeof *d);
    d->before = holdings_now();
    impostor_transport.open(&d->impostor.evil, &d->channel);
    d->impostor.play = play;
    d->impostor.script = script;
    ck_assert_int_eq(
        pthread_create(&d->impostor.thread, NULL, run, &d->impostor), 0);
    ivmc_env_init(&d->env, d->memory, sizeof d->memory);
    d->env.timeout_ms = 2000;
    ck_status(probe_Peer_bind(d->channel, IVMC_ROOT_KEY, &d->peer, &d->env),
              IVMC_OK, "bind");
    d->env.timeout_ms = CLIENT_DEADLINE_MS;
}

void dupe_next_call(struct dupe *d, enum ivmc_status status, const char *what)
{
    int32_t sum = probe_Peer_add(&d->peer, 40, 2, &d->env);

    ck_status(d->env.status, status, what);
    ck_assert_int_eq(sum, status == IVMC_OK ? 42 : 0);
}

void dupe_close(struct dupe *d, const char *what)
{
    ivmc_channel_close(d->channel);
    pthread_join(d->impostor.thread, NULL);
    holdings_come_back(d->before, what);
}

void impostor_took_a_deadline(uint64_t since, const char *what)
{
    uint64_t took = now_ms() - since;

    ck_assert_msg(took >= CLIENT_DEADLINE_MS - 10 &&
                      took < CLIENT_DEADLINE_MS * 2,
                  "%s: took %u ms", what, (unsigned)took);
}

Suite *unit_suite(void)
{
    Suite *s = suite_create(impostor_transport.name);

    suite_add_tcase(s, cases_replies());
    suite_add_tcase(s, cases_reply_references());
    suite_add_tcase(s, cases_late());
    suite_add_tcase(s, cases_callbacks());
    impostor_transport.cases(s);
    return s;
}
