/* Clients that take their time, come in masses, or use things up. */
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sockets.h"

#define IDLE_MS 200

static struct ivmc_socket_options short_times(void)
{
    struct ivmc_socket_options o = {0};

    o.max_message = VICTIM_MESSAGE;
    o.timeout_ms = IDLE_MS;
    o.idle_ms = IDLE_MS;
    return o;
}

/* Closed, and about when it was due. */
static void closed_in_time(struct scene *s, uint64_t since, const char *what)
{
    uint64_t took;

    ck_assert_msg(raw_is_closed(s->evil.fd), "%s: not closed", what);
    took = now_ms() - since;
    ck_assert_msg(took >= IDLE_MS / 2 && took < IDLE_MS * 5,
                  "%s: closed after %u ms", what, (unsigned)took);
}

START_TEST(no_hello)
{
    struct ivmc_socket_options o = short_times();
    struct scene s;
    uint64_t since;

    scene_open(&s, &o);
    since = now_ms();
    raw_evil(&s.evil, raw_connect(s.victim->address), 0);
    closed_in_time(&s, since, "no hello");
    scene_close(&s, "no hello");
}
END_TEST

struct half_case {
    const char *name;
    uint32_t promised; /* length in the header */
    uint32_t sent;
};

static const struct half_case halves[] = {
    {"half a header", 48, 20},
    {"a header without its body", 48, 40},
    {"half a small body", 48, 44},
    {"half a message of several pieces", 10000, 5000},
    {"the beginning of the largest message", VICTIM_MESSAGE, 40},
    {"half of the largest message", VICTIM_MESSAGE, 30000},
    {"all but one octet of it", VICTIM_MESSAGE, VICTIM_MESSAGE - 1},
};

START_TEST(never_finishes)
{
    static unsigned char octets[VICTIM_MESSAGE];
    struct ivmc_socket_options o = short_times();
    const struct half_case *c = &halves[_i];
    struct scene s;
    struct frame f;
    uint64_t since;

    scene_begin(&s, &o);
    scene_add(&s, &f);
    frame_patch(&f, AT_LENGTH, 4, c->promised);
    memcpy(octets, f.octets, f.len);
    since = now_ms();
    raw_send(s.evil.fd, octets, c->sent);
    scene_still_serves(&s, c->name);
    closed_in_time(&s, since, c->name);
    scene_close(&s, c->name);
    ck_assert_uint_eq(s.victim->stats.memory, 0);
}
END_TEST

/* An octet now and then gives no more time. */
START_TEST(trickles)
{
    struct ivmc_socket_options o = short_times();
    struct scene s;
    struct frame f;
    uint64_t since;
    uint32_t i;

    scene_begin(&s, &o);
    scene_add(&s, &f);
    since = now_ms();
    for (i = 0; i < 20 && now_ms() < since + IDLE_MS; i++) {
        raw_send(s.evil.fd, f.octets + i, 1);
        pause_ms(20);
    }
    closed_in_time(&s, since, "trickles");
    scene_close(&s, "trickles");
}
END_TEST

/* Asks for much and never reads it. */
START_TEST(does_not_read)
{
    struct ivmc_socket_options o = short_times();
    struct scene s;
    struct frame f;
    uint64_t since;
    int i;

    scene_begin(&s, &o);
    frame_message(&f, IVMC_KIND_REQUEST, "\xc0\xf0\0\0", 4); /* fill(61632) */
    frame_patch(&f, AT_EPOCH, 4, s.evil.epoch);
    frame_patch(&f, AT_SLOT, 4, s.slot);
    frame_patch(&f, AT_OP, 4, probe_Peer_OP_fill);
    since = now_ms();
    for (i = 0; i < 300; i++) {
        frame_patch(&f, AT_CALL, 8, 10 + (uint64_t)i);
        if (send(s.evil.fd, f.octets, f.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
            break;
    }
    scene_still_serves(&s, "does not read");
    while (now_ms() < since + 2 * IDLE_MS) {
        scene_still_serves(&s, "does not read");
        pause_ms(10);
    }
    ck_assert_msg(raw_is_closed(s.evil.fd), "does not read: not closed");
    scene_close(&s, "does not read");
}
END_TEST

START_TEST(storm_of_connects)
{
    struct scene s;
    int i, fd[64];
    int round;

    scene_open(&s, NULL);
    for (round = 0; round < 5; round++) {
        for (i = 0; i < 64; i++)
            fd[i] = raw_connect(s.victim->address);
        scene_still_serves(&s, "storm of connects");
        for (i = 0; i < 64; i++)
            close(fd[i]);
    }
    scene_close(&s, "storm of connects");
}
END_TEST

START_TEST(more_than_may)
{
    struct ivmc_socket_options o = short_times();
    struct ivmc_channel *channel;
    struct scene s;
    uint32_t epoch;
    int fd[4], i;

    o.timeout_ms = 2000;
    o.max_clients = 4;
    scene_open(&s, &o);
    for (i = 0; i < 4; i++) {
        fd[i] = raw_connect(s.victim->address);
        raw_begin(fd[i], &epoch);
    }
    for (i = 0; i < 20; i++)
        ck_status(ivmc_socket_connect(s.victim->address, &o, &channel),
                  IVMC_REFUSED, "more than may");
    for (i = 0; i < 4; i++)
        close(fd[i]);
    pause_ms(50);
    scene_close(&s, "more than may");
}
END_TEST

/* With no descriptor left, newcomers are told so and the others served. */
START_TEST(no_descriptor_left)
{
    struct rlimit limit, old;
    struct ivmc_channel *channel = NULL;
    struct ivmc_socket_options o = short_times();
    struct scene s;
    struct frame f;
    int spare;

    o.timeout_ms = 2000;
    o.idle_ms = 2000;
    scene_begin(&s, &o);
    spare = dup(0);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
    limit = old;
    limit.rlim_cur = (rlim_t)spare + 1;
    close(spare); /* for the client's socket: then none is left */
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_status(ivmc_socket_connect(s.victim->address, &o, &channel),
              IVMC_REFUSED, "no descriptor left");
    scene_add(&s, &f);
    raw_send(s.evil.fd, f.octets, f.len);
    ck_assert(raw_receive(s.evil.fd, &f));
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &old), 0);
    scene_close(&s, "no descriptor left");
}
END_TEST

/* What there is no memory for is refused, and its octets are skipped. */
START_TEST(memory_used_up)
{
    static unsigned char octets[VICTIM_MESSAGE];
    struct ivmc_socket_options o = short_times();
    struct scene s;
    struct frame f;
    int i;

    o.max_memory = 40000;
    o.timeout_ms = 2000;
    scene_begin(&s, &o);
    for (i = 0; i < 10; i++) {
        scene_add(&s, &f);
        frame_patch(&f, AT_LENGTH, 4, 50000);
        memcpy(octets, f.octets, f.len);
        raw_send(s.evil.fd, octets, 50000);
        scene_expect(&s, ANSWERED, IVMC_LIMIT, "memory used up");
    }
    scene_close(&s, "memory used up");
}
END_TEST

TCase *cases_slow(void)
{
    TCase *t = tcase_create("slow");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, no_hello);
    if (!sockets_have_loop())
        return t;
    tcase_add_test(t, does_not_read);
    tcase_add_test(t, storm_of_connects);
    if (sockets_have_one_loop()) /* the places are each loop's own */
        tcase_add_test(t, more_than_may);
    tcase_add_test(t, no_descriptor_left);
    if (sockets_are_packets())
        return t;
    tcase_add_loop_test(t, never_finishes, 0, sizeof halves / sizeof *halves);
    tcase_add_test(t, trickles);
    tcase_add_test(t, memory_used_up);
    return t;
}
