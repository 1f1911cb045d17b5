#include "hostile.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

bool scene_is_packets(void)
{
    return strcmp(HOSTILE_SCHEME, "seqpacket") == 0;
}

bool scene_has_items(void)
{
    return strcmp(HOSTILE_SCHEME, "tcp") != 0;
}

bool scene_is_loop(void)
{
    return HOSTILE_KIND == VICTIM_LOOP;
}

void scene_open(struct scene *s, const struct ivmc_socket_options *options)
{
    char address[64];

    memset(s, 0, sizeof *s);
    s->fd = -1;
    s->descriptors = open_descriptors();
    if (scene_has_items())
        snprintf(address, sizeof address, "%s:@ivmc-hostile-%d", HOSTILE_SCHEME,
                 (int)getpid());
    else
        snprintf(address, sizeof address, "tcp:127.0.0.1:0");
    victim_start(&s->victim, HOSTILE_KIND, address, options);
}

void scene_connect(struct scene *s)
{
    s->fd = evil_connect(s->victim.address);
    s->slot = evil_begin(s->fd, &s->epoch);
}

/* The connection is as good as new: an honest request is answered. */
static void goes_on(struct scene *s, const char *what)
{
    struct frame f;

    frame_add(&f, s->epoch, s->slot);
    frame_patch(&f, AT_CALL, 8, 4711);
    evil_send(s->fd, f.octets, f.len);
    ck_assert_msg(evil_receive(s->fd, &f), "%s: closed", what);
    ck_assert_msg(frame_field(&f, AT_CALL, 8) == 4711,
                  "%s: answered without need", what);
    ck_assert_uint_eq(frame_field(&f, AT_BODY, 4), 42);
}

static void is_answered(struct scene *s, enum ivmc_status status,
                        const char *what)
{
    struct frame f;

    ck_assert_msg(evil_receive(s->fd, &f), "%s: closed", what);
    ck_assert_msg(frame_field(&f, AT_KIND, 2) == IVMC_KIND_STATUS,
                  "%s: kind %u", what, (unsigned)frame_field(&f, AT_KIND, 2));
    ck_status((enum ivmc_status)frame_field(&f, AT_STATUS, 4), status, what);
}

void scene_expect(struct scene *s, enum outcome outcome,
                  enum ivmc_status status, const char *what)
{
    switch (outcome) {
    case CLOSED:
        ck_assert_msg(evil_is_closed(s->fd), "%s: not closed", what);
        if (!scene_is_loop())
            ck_status(victim_outcome(&s->victim, 1), status, what);
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

void scene_close(struct scene *s, const char *what)
{
    if (s->fd >= 0)
        close(s->fd);
    victim_still_serves(&s->victim, what);
    victim_stop(&s->victim);
    descriptors_come_back(s->descriptors, what);
}

Suite *unit_suite(void)
{
    Suite *s = suite_create("hostile clients: " HOSTILE_NAME);

    suite_add_tcase(s, cases_hello());
    suite_add_tcase(s, cases_header());
    suite_add_tcase(s, cases_bind());
    suite_add_tcase(s, cases_body());
    suite_add_tcase(s, cases_items());
    suite_add_tcase(s, cases_pieces());
    suite_add_tcase(s, cases_slow());
    return s;
}
