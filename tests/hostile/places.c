/*
 * Those who take places and do nothing with them: whoever comes with a good
 * call still gets in, and who makes good calls stays.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "raw.h"
#include "unit.h"
#include "victim.h"

#define PLACES 8u

enum scheme { UNIX, SEQPACKET, TCP, SCHEMES };

static const char *const schemes[] = {"unix", "seqpacket", "tcp"};

struct stage {
    struct victim victim;
    struct holdings descriptors;
    int fd[16 * PLACES]; /* the attacker's */
    uint32_t count;
};

/* Times are long: nobody goes because of them. */
static void stage_open(struct stage *s, int scheme, uint32_t max_per_peer)
{
    struct ivmc_socket_options o = {.max_message = VICTIM_MESSAGE,
                                    .max_clients = PLACES,
                                    .max_per_peer = max_per_peer};
    char address[64];

    memset(s, 0, sizeof *s);
    s->descriptors = holdings_now();
    snprintf(address, sizeof address,
             scheme == TCP ? "tcp:127.0.0.1:0" : "%s:@ivmc-places-%d",
             schemes[scheme], (int)getpid());
    victim_start(&s->victim, VICTIM_LOOP, address, &o);
}

static void stage_close(struct stage *s, uint32_t least_evicted,
                        const char *what)
{
    uint32_t i;

    victim_stop(&s->victim);
    ck_assert_msg(s->victim.stats.evicted >= least_evicted, "%s: %u evicted",
                  what, (unsigned)s->victim.stats.evicted);
    ck_assert_uint_le(s->victim.stats.clients, PLACES);
    for (i = 0; i < s->count; i++)
        close(s->fd[i]);
    holdings_come_back(s->descriptors, what);
}

/* ---- the attacker ------------------------------------------------------- */

static void silent(int fd)
{
    (void)fd;
}

static void half_a_hello(int fd)
{
    struct frame f;

    frame_hello(&f);
    raw_send(fd, f.octets, f.len / 2);
}

static void greeted(int fd)
{
    raw_greet(fd);
}

static void half_a_bind(int fd)
{
    struct frame f;

    frame_bind(&f, raw_greet(fd));
    raw_send(fd, f.octets, f.len / 2);
}

static void called(int fd)
{
    uint32_t epoch;

    raw_begin(fd, &epoch);
}

struct manner {
    const char *name;
    void (*behave)(int fd);
    int scheme;
};

/* Half a packet is a violation at once. */
static const struct manner manners[] = {
    {"silent, unix", silent, UNIX},
    {"silent, seqpacket", silent, SEQPACKET},
    {"silent, tcp", silent, TCP},
    {"half a hello, unix", half_a_hello, UNIX},
    {"half a hello, tcp", half_a_hello, TCP},
    {"greeted only, unix", greeted, UNIX},
    {"greeted only, seqpacket", greeted, SEQPACKET},
    {"greeted only, tcp", greeted, TCP},
    {"half a first message, unix", half_a_bind, UNIX},
    {"half a first message, tcp", half_a_bind, TCP},
};

static void attack(struct stage *s, uint32_t count, void (*behave)(int fd))
{
    while (count--) {
        s->fd[s->count] = raw_connect(s->victim.address);
        behave(s->fd[s->count++]);
    }
}

/* From 127.0.0.n. */
static void attack_from(struct stage *s, uint8_t n, uint32_t count)
{
    while (count--) {
        s->fd[s->count] = raw_connect_from(s->victim.address, n);
        called(s->fd[s->count++]);
    }
}

/* ---- a good client ------------------------------------------------------ */

struct good {
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    _Alignas(8) unsigned char memory[512];
};

static enum ivmc_status good_open(struct good *g, const char *address)
{
    struct ivmc_socket_options o = {.max_message = VICTIM_MESSAGE,
                                    .timeout_ms = 2000};
    enum ivmc_status status = ivmc_socket_connect(address, &o, &g->channel);

    if (status != IVMC_OK)
        return status;
    ivmc_env_init(&g->env, g->memory, sizeof g->memory);
    g->env.timeout_ms = 2000;
    return probe_Peer_bind(g->channel, IVMC_ROOT_KEY, &g->peer, &g->env);
}

static void good_calls(struct good *g, const char *what)
{
    ck_assert_int_eq(probe_Peer_add(&g->peer, 40, 2, &g->env), 42);
    ck_status(g->env.status, IVMC_OK, what);
}

/* ---- the cases ---------------------------------------------------------- */

/* All places are taken by one who does nothing with them. */
START_TEST(good_ones_get_in)
{
    const struct manner *m = &manners[_i];
    struct stage s;
    uint32_t i;

    stage_open(&s, m->scheme, 0);
    attack(&s, PLACES, m->behave);
    for (i = 0; i < 2 * PLACES; i++)
        victim_still_serves(&s.victim, m->name);
    stage_close(&s, 1, m->name);
}
END_TEST

/* And goes on to come: who makes calls is not driven out. */
START_TEST(good_ones_stay)
{
    const struct manner *m = &manners[_i];
    struct good good[2];
    struct stage s;
    uint32_t i;

    stage_open(&s, m->scheme, 0);
    for (i = 0; i < 2; i++)
        ck_status(good_open(&good[i], s.victim.address), IVMC_OK, m->name);
    for (i = 0; i < 10; i++) {
        attack(&s, PLACES, m->behave);
        good_calls(&good[i % 2], m->name);
        victim_still_serves(&s.victim, m->name);
    }
    for (i = 0; i < 2; i++) {
        good_calls(&good[i], m->name);
        ivmc_channel_close(good[i].channel);
    }
    stage_close(&s, 9 * PLACES, m->name);
}
END_TEST

/* The first to come is the first to go; it is told so. */
START_TEST(the_oldest_goes)
{
    struct stage s;
    struct frame f;

    stage_open(&s, _i, 0);
    attack(&s, PLACES, silent);
    victim_still_serves(&s.victim, "the oldest goes");
    ck_assert(raw_receive_hello(s.fd[0], &f));
    ck_assert_uint_eq(frame_field(&f, 6, 2), IVMC_REFUSED);
    ck_assert(raw_is_closed(s.fd[0]));
    called(s.fd[1]);
    called(s.fd[PLACES - 1]);
    stage_close(&s, 1, "the oldest goes");
}
END_TEST

/* One machine holds all places with calls that it has made. */
START_TEST(others_get_their_share)
{
    static struct good good[PLACES];
    struct good one_more;
    struct stage s;
    uint32_t i;

    stage_open(&s, TCP, 0);
    attack_from(&s, 2, PLACES);
    for (i = 0; i < PLACES / 2; i++) {
        ck_status(good_open(&good[i], s.victim.address), IVMC_OK, "share");
        good_calls(&good[i], "share");
    }
    /* That is half of them: no more is due to either. */
    ck_status(good_open(&one_more, s.victim.address), IVMC_REFUSED, "share");
    for (i = 0; i < PLACES; i++) {
        struct frame f;

        s.fd[s.count] = raw_connect_from(s.victim.address, 2);
        ck_assert(raw_receive_hello(s.fd[s.count], &f));
        ck_assert_uint_eq(frame_field(&f, 6, 2), IVMC_REFUSED);
        s.count++;
    }
    for (i = 0; i < PLACES / 2; i++) {
        good_calls(&good[i], "share");
        ivmc_channel_close(good[i].channel);
    }
    stage_close(&s, PLACES / 2, "share");
    ck_assert_uint_eq(s.victim.stats.evicted, PLACES / 2);
}
END_TEST

/* It comes again and again, and takes nothing from who has less. */
START_TEST(who_has_more_takes_nothing)
{
    struct stage s;
    struct good good;
    uint32_t i;

    stage_open(&s, TCP, 0);
    ck_status(good_open(&good, s.victim.address), IVMC_OK, "takes nothing");
    s.fd[s.count++] = raw_connect(s.victim.address);
    raw_greet(s.fd[0]); /* it has all the time it wants */
    attack_from(&s, 2, PLACES - 2);
    for (i = 0; i < 2 * PLACES; i++)
        s.fd[s.count++] = raw_connect_from(s.victim.address, 2);
    pause_ms(20);
    good_calls(&good, "takes nothing");
    ivmc_channel_close(good.channel);
    ck_assert(!raw_is_closed(s.fd[0]));
    stage_close(&s, 0, "takes nothing");
}
END_TEST

START_TEST(no_more_than_a_peer_may)
{
    struct ivmc_channel *channel;
    struct stage s;
    int i;

    stage_open(&s, _i, 3);
    attack(&s, 3, silent);
    for (i = 0; i < 5; i++)
        ck_status(ivmc_socket_connect(s.victim.address, NULL, &channel),
                  IVMC_REFUSED, "no more than a peer may");
    if (_i == TCP)
        attack_from(&s, 2, 3);
    close(s.fd[--s.count]);
    pause_ms(20);
    if (_i != TCP)
        victim_still_serves(&s.victim, "no more than a peer may");
    stage_close(&s, 0, "no more than a peer may");
}
END_TEST

/* What a peer had does not count when it is gone. */
START_TEST(the_limit_is_there_again)
{
    struct stage s;
    int round, i;

    stage_open(&s, _i, 3);
    for (round = 0; round < 30; round++) {
        attack(&s, 3, called);
        for (i = 0; i < 3; i++)
            close(s.fd[--s.count]);
        pause_ms(5);
    }
    victim_still_serves(&s.victim, "the limit is there again");
    stage_close(&s, 0, "the limit is there again");
    ck_assert_uint_eq(s.victim.stats.refused, 0);
}
END_TEST

/* ---- descriptors -------------------------------------------------------- */

static pid_t child(void (*be)(const char *address), const char *address)
{
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        be(address);
        _exit(0);
    }
    ck_assert_int_gt(pid, 0);
    return pid;
}

#define MANY 100

/* The server's limit is not the child's. */
static void allow_descriptors(void)
{
    struct rlimit limit = {4 * MANY, 4 * MANY};

    if (setrlimit(RLIMIT_NOFILE, &limit))
        _exit(2);
}

/* Takes more than the server has, and keeps them. */
static void be_silent(const char *address)
{
    int i;

    allow_descriptors();
    for (i = 0; i < MANY; i++)
        raw_connect(address);
    pause_ms(10000);
}

static void be_good(const char *address)
{
    struct good good;

    allow_descriptors();
    if (good_open(&good, address) != IVMC_OK ||
        probe_Peer_add(&good.peer, 40, 2, &good.env) != 42)
        _exit(1);
    ivmc_channel_close(good.channel);
}

/* Descriptors, not places, are what is taken first. */
START_TEST(no_descriptor_left)
{
    struct ivmc_socket_options o = {.max_message = VICTIM_MESSAGE};
    struct holdings before = holdings_now();
    struct rlimit limit, old;
    struct victim v;
    char address[64];
    pid_t attacker;
    int i, status;

    snprintf(address, sizeof address, "unix:@ivmc-places-%d", (int)getpid());
    victim_start(&v, VICTIM_LOOP, address, &o);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
    limit = old;
    limit.rlim_cur = MANY / 2;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    attacker = child(be_silent, v.address);
    pause_ms(100);
    for (i = 0; i < 10; i++) {
        pid_t good = child(be_good, v.address);

        ck_assert_int_eq(waitpid(good, &status, 0), good);
        ck_assert_msg(status == 0, "good client %d: %x", i, (unsigned)status);
    }
    kill(attacker, SIGKILL);
    ck_assert_int_eq(waitpid(attacker, &status, 0), attacker);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &old), 0);
    victim_still_serves(&v, "no descriptor left");
    victim_stop(&v);
    ck_assert_uint_ge(v.stats.evicted, MANY / 2);
    holdings_come_back(before, "no descriptor left");
}
END_TEST

Suite *unit_suite(void)
{
    const int all = sizeof manners / sizeof *manners;
    Suite *s = suite_create("hostile: places");
    TCase *t = tcase_create("places");

    tcase_set_timeout(t, 30);
    tcase_add_loop_test(t, good_ones_get_in, 0, all);
    tcase_add_loop_test(t, good_ones_stay, 0, all);
    tcase_add_loop_test(t, the_oldest_goes, 0, SCHEMES);
    tcase_add_test(t, others_get_their_share);
    tcase_add_test(t, who_has_more_takes_nothing);
    tcase_add_loop_test(t, no_more_than_a_peer_may, 0, SCHEMES);
    tcase_add_loop_test(t, the_limit_is_there_again, 0, SCHEMES);
    tcase_add_test(t, no_descriptor_left);
    suite_add_tcase(s, t);
    return s;
}
