#include "hostile.h"

#include <string.h>

#include "unit.h"

void scene_open(struct scene *s, const void *options)
{
    memset(s, 0, sizeof *s);
    s->before = holdings_now();
    s->victim = hostile_transport.start(options);
}

void scene_connect(struct scene *s)
{
    hostile_transport.attack(s->victim, &s->evil);
    s->slot = evil_bind(&s->evil);
}

void scene_begin(struct scene *s, const void *options)
{
    scene_open(s, options);
    scene_connect(s);
}

void scene_add(struct scene *s, struct frame *f)
{
    frame_add(f, s->evil.epoch, s->slot);
}

/* The connection is as good as new: an honest request is answered. */
static void goes_on(struct scene *s, const char *what)
{
    struct frame f;

    scene_add(s, &f);
    frame_patch(&f, AT_CALL, 8, 4711);
    evil_send(&s->evil, &f);
    ck_assert_msg(evil_receive(&s->evil, &f), "%s: closed", what);
    ck_assert_msg(frame_field(&f, AT_CALL, 8) == 4711,
                  "%s: answered without need", what);
    ck_assert_uint_eq(frame_field(&f, AT_BODY, 4), 42);
}

static void is_answered(struct scene *s, enum ivmc_status status,
                        const char *what)
{
    struct frame f;

    ck_assert_msg(evil_receive(&s->evil, &f), "%s: closed", what);
    ck_assert_msg(frame_field(&f, AT_KIND, 2) == IVMC_KIND_STATUS,
                  "%s: kind %u", what, (unsigned)frame_field(&f, AT_KIND, 2));
    ck_status((enum ivmc_status)frame_field(&f, AT_STATUS, 4), status, what);
}

void scene_expect(struct scene *s, enum outcome outcome,
                  enum ivmc_status status, const char *what)
{
    switch (outcome) {
    case CLOSED:
        ck_assert_msg(s->evil.ops->is_closed(&s->evil), "%s: not closed", what);
        if (hostile_transport.tells)
            ck_status(hostile_transport.outcome(s->victim), status, what);
        break;
    case ANSWERED:
        is_answered(s, status, what);
        goes_on(s, what);
        break;
    case UNANSWERED:
        goes_on(s, what);
        break;
    }
}

void scene_still_serves(struct scene *s, const char *what)
{
    _Alignas(8) unsigned char memory[512];
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    env.timeout_ms = 2000;
    ck_status(hostile_transport.client(s->victim, &channel), IVMC_OK, what);
    ck_status(probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env), IVMC_OK,
              what);
    ck_assert_int_eq(probe_Peer_add(&peer, 30, 12, &env), 42);
    ck_status(env.status, IVMC_OK, what);
    ivmc_channel_close(channel);
}

void scene_close(struct scene *s, const char *what)
{
    evil_close(&s->evil);
    scene_still_serves(s, what);
    hostile_transport.stop(s->victim);
    holdings_come_back(s->before, what);
}

Suite *unit_suite(void)
{
    Suite *s = suite_create(hostile_transport.name);

    suite_add_tcase(s, cases_header());
    suite_add_tcase(s, cases_bind());
    suite_add_tcase(s, cases_body());
    suite_add_tcase(s, cases_references());
    hostile_transport.cases(s);
    return s;
}
