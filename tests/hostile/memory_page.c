/*
 * Those who make a loop over shared pages keep all the memory that it may use:
 * pages that are not used, messages that come in half, replies that are not
 * taken. Who calls is served all the same, and another user gets his share.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ivmc/page.h>

#include "common.h"
#include "probe.h"
#include "raw.h"
#include "raw_page.h"
#include "servant.h"
#include "unit.h"

/* The server has memory for the pages of so many clients. */
#define CLIENTS 8u
#define SIZE    (RAW_PAGES * PAGE_SIZE)

/* Octets of an echo, and of all its message; what comes of it in half. */
#define LEN   20000u
#define WHOLE (LEN + 52)
#define HALF  48u

/* So many messages in half fill what their clients' pages leave. */
#define HALVES 6u

struct stage {
    struct peer peer;
    struct ivmc_page_loop *loop;
    pthread_t thread;
    struct holdings before;
    struct raw_page raw[4 * CLIENTS];
    struct evil evil[4 * CLIENTS];
    uint32_t count;
    uint32_t slot; /* the same on all connections */
};

static char address[64];

static void *run(void *loop)
{
    if (ivmc_page_loop_run(loop) != IVMC_OK)
        abort();
    return NULL;
}

/* Times are long: nobody goes because of them. */
static void stage_open(struct stage *s)
{
    struct ivmc_page_options o = {.max_message = VICTIM_MESSAGE,
                                  .max_memory = CLIENTS * SIZE};
    struct ivmc_page_listener *listener;

    memset(s, 0, sizeof *s);
    s->before = holdings_now();
    snprintf(address, sizeof address, "page:@ivmc-memory-%d", (int)getpid());
    peer_init(&s->peer, VICTIM_MESSAGE);
    ck_status(ivmc_page_listen(address, &o, &listener), IVMC_OK, address);
    ck_status(ivmc_page_loop_open(&s->peer.server, &o, &s->loop), IVMC_OK,
              address);
    ck_status(ivmc_page_loop_add(s->loop, listener), IVMC_OK, address);
    ck_assert_int_eq(pthread_create(&s->thread, NULL, run, s->loop), 0);
}

/* ---- clients -------------------------------------------------------------- */

/* As many pages as the attacker has. */
static void good_echo(const char *what)
{
    static _Alignas(8) unsigned char memory[2 * VICTIM_MESSAGE];
    struct ivmc_page_options o = {
        .max_message = VICTIM_MESSAGE, .timeout_ms = 2000, .pages = RAW_PAGES};
    static uint8_t octets[LEN];
    struct probe_Octets data = {sizeof octets, octets}, result;
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    ck_status(ivmc_page_connect(address, &o, &channel), IVMC_OK, what);
    ck_status(probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env), IVMC_OK,
              what);
    env.timeout_ms = 2000;
    probe_Peer_echo(&peer, "", &data, &result, &env);
    ck_status(env.status, IVMC_OK, what);
    ck_assert_uint_eq(result.len, LEN);
    ivmc_channel_close(channel);
}

/* Whether it comes in. */
static bool offer(struct stage *s)
{
    struct raw_page *p = &s->raw[s->count];
    unsigned char packet[RAW_PACKET];
    int fd = raw_page_offer(p);
    int status;

    p->socket = raw_page_connect(address);
    raw_page_good_packet(packet);
    raw_send_copies(p->socket, packet, sizeof packet, fd, 1);
    close(fd);
    status = raw_page_answer(p->socket, &p->bell);
    if (status != 0) {
        raw_page_close(p);
        return false;
    }
    raw_page_evil(&s->evil[s->count++], p);
    return true;
}

/* And makes a call. */
static bool come(struct stage *s)
{
    if (!offer(s))
        return false;
    s->slot = evil_bind(&s->evil[s->count - 1]);
    return true;
}

static bool is_closed(struct stage *s, uint32_t n)
{
    return raw_page_is_closed(&s->raw[n]);
}

static void stage_close(struct stage *s, const char *what)
{
    struct ivmc_page_stats stats;
    uint32_t i;

    good_echo(what);
    for (i = 0; i < s->count; i++)
        evil_close(&s->evil[i]);
    pause_ms(20);
    good_echo(what);
    pause_ms(20);
    ivmc_page_loop_stop(s->loop);
    pthread_join(s->thread, NULL);
    ivmc_page_loop_stats(s->loop, &stats);
    ck_assert_uint_eq(stats.memory, 0);
    ck_assert_uint_eq(stats.clients, 0);
    ivmc_page_loop_close(s->loop);
    peer_done(&s->peer);
    holdings_come_back(s->before, what);
}

/* ---- pages that are not used ---------------------------------------------- */

/* Of the same user: who has called stays, the oldest of the others goes. */
START_TEST(pages_that_are_not_used)
{
    const char *what = "pages that are not used";
    struct stage s;
    struct frame f;
    uint32_t i;

    stage_open(&s);
    ck_assert(come(&s));
    for (i = 0; i < 3 * CLIENTS; i++) {
        ck_assert(offer(&s));
        if (i % CLIENTS == 0)
            good_echo(what);
    }
    ck_assert(is_closed(&s, 1));
    frame_add(&f, s.evil[0].epoch, s.slot);
    evil_send(&s.evil[0], &f);
    ck_assert(evil_receive(&s.evil[0], &f));
    ck_assert_uint_eq(frame_field(&f, AT_BODY, 4), 42);
    stage_close(&s, what);
}
END_TEST

/* All have called: one user has no more than there is. */
START_TEST(pages_that_are_used)
{
    const char *what = "pages that are used";
    struct stage s;
    uint32_t i;

    stage_open(&s);
    for (i = 0; i < CLIENTS; i++)
        ck_assert(come(&s));
    for (i = 0; i < 3; i++)
        ck_assert(!come(&s));
    for (i = 0; i < CLIENTS / 2; i++)
        evil_close(&s.evil[i]);
    pause_ms(20);
    stage_close(&s, what);
}
END_TEST

/* ---- messages that come in half ------------------------------------------- */

/* An echo, call id 7: its first frame. */
static void send_half(struct stage *s, uint32_t n)
{
    struct raw_page *p = &s->raw[n];
    struct frame f;

    frame_begin(&f, IVMC_KIND_REQUEST);
    frame_address(&f, s->evil[n].epoch, s->slot, probe_Peer_OP_echo);
    frame_put_string(&f, "");
    frame_put_u32(&f, LEN);
    frame_patch(&f, AT_LENGTH, 4, WHOLE);
    raw_page_frame(p, HALF, PAGE_FRAME_MORE, f.octets, HALF, 64);
    raw_page_publish(p, p->out_done);
}

static void send_rest(struct stage *s, uint32_t n)
{
    unsigned char rest[WHOLE - HALF] = {0};
    struct raw_page *p = &s->raw[n];
    uint32_t octets = (sizeof rest + 8 + 63) / 64 * 64;

    /* From octet 48 on: the length of the data, and they. */
    rest[0] = LEN & 0xff;
    rest[1] = LEN >> 8;
    raw_page_frame(p, sizeof rest, 0, rest, sizeof rest, octets);
    raw_page_publish(p, p->out_done);
}

/* The frame that comes next, which stays. */
static const struct page_frame *next_frame(const struct raw_page *p)
{
    uint64_t end = now_ms() + 2000;

    while (p->peer->published == p->in_done && now_ms() < end)
        pause_ms(1);
    ck_assert_uint_ne(p->peer->published, p->in_done);
    return (const struct page_frame *)(const void *)(p->in + p->in_at);
}

/* What comes next answers the message in half: this kind, and status. */
static void is_answered(struct stage *s, uint32_t n, uint16_t kind,
                        enum ivmc_status status)
{
    struct frame f;

    memcpy(f.octets, next_frame(&s->raw[n])->content, AT_BODY);
    ck_assert_uint_eq(frame_field(&f, AT_CALL, 8), 7);
    ck_assert_uint_eq(frame_field(&f, AT_KIND, 2), kind);
    ck_assert_uint_eq(frame_field(&f, AT_STATUS, 4), status);
}

/* Who stood still longest is refused first, and may go on. */
START_TEST(half_messages)
{
    const char *what = "half messages";
    struct stage s;
    struct frame f;
    uint32_t i;

    stage_open(&s);
    for (i = 0; i < HALVES; i++) {
        ck_assert(come(&s));
        send_half(&s, i);
        pause_ms(5);
    }
    good_echo(what);
    is_answered(&s, 0, IVMC_KIND_STATUS, IVMC_LIMIT);
    ck_assert(evil_receive(&s.evil[0], &f));
    send_rest(&s, 0);
    frame_add(&f, s.evil[0].epoch, s.slot);
    evil_send(&s.evil[0], &f);
    ck_assert(evil_receive(&s.evil[0], &f));
    ck_assert_uint_eq(frame_field(&f, AT_BODY, 4), 42);
    /* The last are as they were. */
    send_rest(&s, HALVES - 1);
    is_answered(&s, HALVES - 1, IVMC_KIND_REPLY, IVMC_OK);
    stage_close(&s, what);
}
END_TEST

/* ---- replies that are not taken ------------------------------------------- */

static void ask_and_not_take(struct stage *s)
{
    struct raw_page *p;
    struct frame f;
    int i;

    ck_assert(come(s));
    p = &s->raw[s->count - 1];
    frame_begin(&f, IVMC_KIND_REQUEST);
    frame_address(&f, s->evil[s->count - 1].epoch, s->slot, probe_Peer_OP_fill);
    frame_put_u32(&f, 60000);
    for (i = 0; i < 20; i++)
        raw_page_frame(p, f.len, 0, f.octets, f.len, 64);
    raw_page_publish(p, p->out_done);
}

START_TEST(replies_not_taken)
{
    const char *what = "replies not taken";
    struct stage s;
    int i;

    stage_open(&s);
    for (i = 0; i < 8; i++)
        ask_and_not_take(&s);
    for (i = 0; i < 3; i++) {
        good_echo(what);
        ask_and_not_take(&s);
    }
    stage_close(&s, what);
}
END_TEST

/* ---- another user ----------------------------------------------------------- */

#define NOBODY 65534

struct other {
    pid_t pid;
    int ask, answer; /* pipes: an octet each */
};

/* Comes as often as it is asked to, and says whether it got in. */
static void be_other(int ask, int answer)
{
    static struct stage s;
    char octet;

    if (setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
        setresuid(NOBODY, NOBODY, NOBODY) < 0)
        _exit(1);
    while (read(ask, &octet, 1) == 1) {
        octet = come(&s);
        if (write(answer, &octet, 1) != 1)
            break;
    }
    _exit(0);
}

static void other_open(struct other *o)
{
    int ask[2], answer[2];

    ck_assert_int_eq(pipe(ask), 0);
    ck_assert_int_eq(pipe(answer), 0);
    o->pid = fork();
    ck_assert_int_ge(o->pid, 0);
    if (o->pid == 0) {
        close(ask[1]);
        be_other(ask[0], answer[1]);
    }
    close(ask[0]);
    close(answer[1]);
    o->ask = ask[1];
    o->answer = answer[0];
}

static bool other_comes(struct other *o)
{
    char octet = 0;

    ck_assert_int_eq(write(o->ask, &octet, 1), 1);
    ck_assert_msg(read(o->answer, &octet, 1) == 1,
                  "no process of another user: this needs root");
    return octet;
}

static void other_close(struct other *o)
{
    int status;

    close(o->ask);
    close(o->answer);
    ck_assert_int_eq(waitpid(o->pid, &status, 0), o->pid);
}

/* One has taken all, and used it: the other one gets half, and no more. */
START_TEST(another_user_gets_his_share)
{
    const char *what = "another user";
    struct other other;
    struct stage s;
    uint32_t i;

    /* Before there are threads and descriptors that it would inherit. */
    snprintf(address, sizeof address, "page:@ivmc-memory-%d", (int)getpid());
    other_open(&other);
    stage_open(&s);
    s.before.descriptors -= 2;
    for (i = 0; i < CLIENTS; i++)
        ck_assert(other_comes(&other));
    ck_assert(!other_comes(&other));
    for (i = 0; i < CLIENTS / 2; i++)
        ck_assert_msg(come(&s), "%u", (unsigned)i);
    ck_assert(!come(&s));
    /* Nor does he get it back. */
    ck_assert(!other_comes(&other));
    for (i = 0; i < s.count; i++)
        ck_assert_int_eq(recv(s.raw[i].socket, &i, 1, MSG_DONTWAIT), -1);
    other_close(&other);
    pause_ms(20);
    stage_close(&s, what);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("hostile: memory of pages");
    TCase *t = tcase_create("memory");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, pages_that_are_not_used);
    tcase_add_test(t, pages_that_are_used);
    tcase_add_test(t, half_messages);
    tcase_add_test(t, replies_not_taken);
    tcase_add_test(t, another_user_gets_his_share);
    suite_add_tcase(s, t);
    return s;
}
