/*
 * Those who make the server keep all the memory that it may use: large
 * messages that come in half, replies that are never read. Who calls is
 * served all the same.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "raw.h"
#include "unit.h"
#include "victim.h"

/* Octets of an echo and of all its message, and what comes of it in half. */
#define LEN   50000u
#define WHOLE (LEN + 52)
#define HALF  20000u

/* A message that is read at once. */
#define SMALL 16384u

/* The server has memory for so many of them. */
#define MESSAGES 8u

enum scheme { UNIX, TCP, SCHEMES };

struct stage {
    struct victim victim;
    struct holdings before;
    struct evil evil[8 * MESSAGES];
    uint32_t count;
    uint32_t slot; /* the same on all connections */
};

/* Times are long: nobody goes because of them. */
static void stage_open(struct stage *s, int scheme)
{
    struct ivmc_socket_options o = {.max_message = VICTIM_MESSAGE,
                                    .max_memory = MESSAGES * WHOLE + 99};
    char address[64];

    memset(s, 0, sizeof *s);
    s->before = holdings_now();
    if (scheme == TCP)
        snprintf(address, sizeof address, "tcp:127.0.0.1:0");
    else
        snprintf(address, sizeof address, "unix:@ivmc-memory-%d",
                 (int)getpid());
    victim_start(&s->victim, VICTIM_LOOP, address, &o);
}

static void stage_close(struct stage *s, const char *what)
{
    uint32_t i;

    victim_still_serves(&s->victim, what);
    for (i = 0; i < s->count; i++)
        evil_close(&s->evil[i]);
    pause_ms(20);
    victim_still_serves(&s->victim, what);
    victim_stop(&s->victim);
    ck_assert_uint_eq(s->victim.stats.memory, 0);
    holdings_come_back(s->before, what);
}

/* A new connection that has bound the servant; `fd` is its. */
static struct evil *stage_add(struct stage *s, int fd)
{
    struct evil *e = &s->evil[s->count++];
    uint32_t epoch;

    s->slot = raw_begin(fd, &epoch);
    raw_evil(e, fd, epoch);
    return e;
}

/* What was sent so far has been received: the server takes turns. */
static void let_it_come(struct stage *s, const char *what)
{
    victim_still_serves(&s->victim, what);
}

/* ---- messages that come in half ----------------------------------------- */

/* An echo, call id 7. */
static void large_request(const struct stage *s, const struct evil *e,
                          unsigned char octets[WHOLE])
{
    struct frame f;

    frame_begin(&f, IVMC_KIND_REQUEST);
    frame_address(&f, e->epoch, s->slot, probe_Peer_OP_echo);
    frame_put_string(&f, "");
    frame_put_u32(&f, LEN);
    frame_patch(&f, AT_LENGTH, 4, WHOLE);
    memset(octets, 0, WHOLE);
    memcpy(octets, f.octets, f.len);
}

/* The status of the message that comes next, IVMC_OK for a reply. */
static enum ivmc_status answer_to(struct evil *e)
{
    struct frame f;

    ck_assert_int_eq(recv(e->fd, f.octets, AT_BODY, MSG_WAITALL), AT_BODY);
    ck_assert_uint_eq(frame_field(&f, AT_CALL, 8), 7);
    if (frame_field(&f, AT_KIND, 2) == IVMC_KIND_REPLY)
        return IVMC_OK;
    ck_assert_uint_eq(frame_field(&f, AT_KIND, 2), IVMC_KIND_STATUS);
    return (enum ivmc_status)frame_field(&f, AT_STATUS, 4);
}

static void send_part(struct stage *s, struct evil *e, uint32_t from,
                      uint32_t to)
{
    unsigned char octets[WHOLE];

    large_request(s, e, octets);
    raw_send(e->fd, octets + from, to - from);
}

/* From 127.0.0.n, over TCP. */
static void attack(struct stage *s, uint8_t n, uint32_t count)
{
    bool tcp = strncmp(s->victim.address, "tcp:", 4) == 0;

    while (count--) {
        int fd = tcp ? raw_connect_from(s->victim.address, n)
                     : raw_connect(s->victim.address);

        send_part(s, stage_add(s, fd), 0, HALF);
    }
    let_it_come(s, "half messages");
}

static void good_echo(struct stage *s, const char *what)
{
    static _Alignas(8) unsigned char memory[2 * VICTIM_MESSAGE];
    static uint8_t octets[LEN];
    struct probe_Octets data = {sizeof octets, octets}, result;
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    ck_status(victim_client(&s->victim, &channel), IVMC_OK, what);
    ck_status(probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env), IVMC_OK,
              what);
    env.timeout_ms = 2000;
    probe_Peer_echo(&peer, "", &data, &result, &env);
    ck_status(env.status, IVMC_OK, what);
    ck_assert_uint_eq(result.len, LEN);
    ivmc_channel_close(channel);
}

/* One peer, and a good client of the same. */
START_TEST(half_messages)
{
    struct stage s;
    int i;

    stage_open(&s, _i);
    attack(&s, 1, 2 * MESSAGES);
    for (i = 0; i < 3; i++) {
        good_echo(&s, "half messages");
        attack(&s, 1, 2);
    }
    stage_close(&s, "half messages");
}
END_TEST

/* Those that are read at once hold less, but there are more of them. */
START_TEST(half_messages_that_are_small)
{
    static unsigned char octets[WHOLE];
    struct stage s;
    struct frame f;
    int i;

    stage_open(&s, _i);
    for (i = 0; i < 4 * (int)MESSAGES; i++) {
        struct evil *e = stage_add(&s, raw_connect(s.victim.address));

        large_request(&s, e, octets);
        memcpy(f.octets, octets, AT_BODY);
        frame_patch(&f, AT_LENGTH, 4, SMALL);
        memcpy(octets, f.octets, AT_BODY);
        raw_send(e->fd, octets, SMALL - 1);
    }
    good_echo(&s, "half messages that are small");
    ck_assert(raw_is_closed(s.evil[0].fd));
    stage_close(&s, "half messages that are small");
}
END_TEST

/* Another peer, and it does not stop. */
START_TEST(half_messages_of_another)
{
    struct stage s;
    int i;

    stage_open(&s, TCP);
    attack(&s, 2, 2 * MESSAGES);
    for (i = 0; i < 3; i++) {
        good_echo(&s, "half messages of another");
        attack(&s, 2, MESSAGES);
    }
    stage_close(&s, "half messages of another");
}
END_TEST

/* Who stood still longest is refused first, and may go on. */
START_TEST(the_oldest_is_refused)
{
    struct stage s;
    struct frame f;

    stage_open(&s, _i);
    attack(&s, 1, MESSAGES);
    good_echo(&s, "the oldest is refused");
    ck_status(answer_to(&s.evil[0]), IVMC_LIMIT, "the oldest is refused");
    send_part(&s, &s.evil[0], HALF, WHOLE);
    frame_add(&f, s.evil[0].epoch, s.slot);
    raw_send(s.evil[0].fd, f.octets, f.len);
    ck_assert(raw_receive(s.evil[0].fd, &f));
    ck_assert_uint_eq(frame_field(&f, AT_BODY, 4), 42);
    /* The last are as they were. */
    send_part(&s, &s.evil[MESSAGES - 1], HALF, WHOLE);
    ck_status(answer_to(&s.evil[MESSAGES - 1]), IVMC_OK, "the last goes on");
    stage_close(&s, "the oldest is refused");
}
END_TEST

/* A slow client that has less than the attacker keeps what it has. */
START_TEST(who_has_less_keeps_it)
{
    struct evil *slow;
    struct stage s;
    int i;

    stage_open(&s, TCP);
    attack(&s, 2, 2 * MESSAGES);
    slow = stage_add(&s, raw_connect(s.victim.address));
    send_part(&s, slow, 0, HALF);
    let_it_come(&s, "who has less");
    for (i = 0; i < 3; i++)
        attack(&s, 2, MESSAGES);
    send_part(&s, slow, HALF, WHOLE);
    ck_status(answer_to(slow), IVMC_OK, "who has less");
    stage_close(&s, "who has less");
}
END_TEST

/* A slow client of the same peer, which goes on; the others only pretend. */
START_TEST(who_goes_on_keeps_it)
{
    struct evil *slow;
    uint32_t at, i;
    struct stage s;

    stage_open(&s, _i);
    slow = stage_add(&s, raw_connect(s.victim.address));
    send_part(&s, slow, 0, HALF);
    let_it_come(&s, "who goes on");
    attack(&s, 1, MESSAGES - 1);
    for (at = HALF; at < LEN; at += 6000) { /* five times */
        send_part(&s, slow, at, at + 6000);
        let_it_come(&s, "who goes on");
        for (i = 1; i < s.count; i++)
            raw_send(s.evil[i].fd, "", 1);
        attack(&s, 1, 2);
    }
    send_part(&s, slow, at, WHOLE);
    ck_status(answer_to(slow), IVMC_OK, "who goes on");
    stage_close(&s, "who goes on");
}
END_TEST

/* ---- replies that are not read ------------------------------------------ */

static void ask_and_not_read(struct stage *s)
{
    struct evil *e = stage_add(s, raw_connect(s->victim.address));
    struct frame f;
    uint64_t i;

    frame_message(&f, IVMC_KIND_REQUEST, "\xc0\xf0\0\0", 4); /* fill(61632) */
    frame_address(&f, e->epoch, s->slot, probe_Peer_OP_fill);
    for (i = 0; i < 300; i++) {
        frame_patch(&f, AT_CALL, 8, 10 + i);
        if (send(e->fd, f.octets, f.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
            break;
    }
}

START_TEST(replies_not_read)
{
    struct stage s;
    int i;

    stage_open(&s, _i);
    for (i = 0; i < 16; i++)
        ask_and_not_read(&s);
    pause_ms(20);
    for (i = 0; i < 3; i++) {
        good_echo(&s, "replies not read");
        ask_and_not_read(&s);
    }
    stage_close(&s, "replies not read");
}
END_TEST

/* ---- anything at any time ----------------------------------------------- */

struct storm {
    struct stage stage;
    uint32_t seed;
    uint32_t left[8 * MESSAGES]; /* octets to come of a large request */
};

static uint32_t any(struct storm *s, uint32_t below)
{
    s->seed ^= s->seed << 13;
    s->seed ^= s->seed >> 17;
    s->seed ^= s->seed << 5;
    return s->seed % below;
}

static void replace(struct storm *s, uint32_t n)
{
    struct evil *e = &s->stage.evil[n];
    uint32_t epoch;
    int fd = raw_connect(s->stage.victim.address);

    if (e->ops)
        evil_close(e);
    s->stage.slot = raw_begin(fd, &epoch);
    raw_evil(e, fd, epoch);
    s->left[n] = 0;
}

/* What does not leave at once never leaves, and all else comes too early. */
static void send_now(struct storm *s, uint32_t n, const void *octets,
                     uint32_t len)
{
    if (send(s->stage.evil[n].fd, octets, len, MSG_NOSIGNAL | MSG_DONTWAIT) !=
        (ssize_t)len)
        replace(s, n);
}

/* With replies that are large, late, or both. */
static void ask(struct storm *s, uint32_t n)
{
    static const uint32_t ops[] = {probe_Peer_OP_fill, probe_Peer_OP_later,
                                   probe_Peer_OP_flush};
    struct evil *e = &s->stage.evil[n];
    struct frame f;

    frame_begin(&f, IVMC_KIND_REQUEST);
    frame_address(&f, e->epoch, s->stage.slot, ops[any(s, 3)]);
    if (frame_field(&f, AT_OP, 4) != probe_Peer_OP_flush)
        frame_put_u32(&f, any(s, 60000));
    send_now(s, n, f.octets, f.len);
}

static void send_some(struct storm *s, uint32_t n)
{
    unsigned char octets[WHOLE];
    uint32_t len;

    if (!s->left[n])
        s->left[n] = WHOLE;
    len = any(s, s->left[n]) + 1;
    large_request(&s->stage, &s->stage.evil[n], octets);
    s->left[n] -= len;
    send_now(s, n, octets + WHOLE - s->left[n] - len, len);
}

static void receive_some(struct storm *s, uint32_t n)
{
    unsigned char octets[WHOLE];

    (void)!recv(s->stage.evil[n].fd, octets, any(s, WHOLE) + 1, MSG_DONTWAIT);
}

static void act(struct storm *s)
{
    uint32_t n = any(s, s->stage.count);

    switch (any(s, 8)) {
    case 0:
        replace(s, n);
        break;
    case 1:
    case 2:
        receive_some(s, n);
        break;
    case 3:
    case 4:
        if (!s->left[n])
            ask(s, n);
        break;
    default:
        send_some(s, n);
        break;
    }
}

START_TEST(anything)
{
    static struct storm s;
    int i;

    memset(&s, 0, sizeof s);
    s.seed = 4711u + (uint32_t)_i;
    stage_open(&s.stage, _i % SCHEMES);
    s.stage.count = 3 * MESSAGES;
    for (i = 0; i < 3 * (int)MESSAGES; i++)
        replace(&s, (uint32_t)i);
    for (i = 0; i < 1000; i++) {
        act(&s);
        if (i % 100 == 0)
            good_echo(&s.stage, "anything");
    }
    stage_close(&s.stage, "anything");
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("hostile: memory");
    TCase *t = tcase_create("memory");

    tcase_set_timeout(t, 30);
    tcase_add_loop_test(t, half_messages, 0, SCHEMES);
    tcase_add_loop_test(t, half_messages_that_are_small, 0, SCHEMES);
    tcase_add_test(t, half_messages_of_another);
    tcase_add_loop_test(t, the_oldest_is_refused, 0, SCHEMES);
    tcase_add_test(t, who_has_less_keeps_it);
    tcase_add_loop_test(t, who_goes_on_keeps_it, 0, SCHEMES);
    tcase_add_loop_test(t, replies_not_read, 0, SCHEMES);
    tcase_add_loop_test(t, anything, 0, 2 * SCHEMES);
    suite_add_tcase(s, t);
    return s;
}
