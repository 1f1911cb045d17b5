/*
 * A malicious client of a servant that reads octets in its pages: it changes
 * all of the message while the servant reads, the length of the octets
 * included, and takes the pages away. A server of one client (0) and of many
 * (1).
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ivmc/page.h>

#include "common.h"
#include "raw_page.h"
#include "shared.h"
#include "unit.h"

#define OCTETS  600 /* more than are copied at once */
#define AT_MARK AT_BODY
#define AT_LEN  (AT_BODY + 4)
#define AT_DATA (AT_BODY + 8)

/* ---- the servant -------------------------------------------------------- */

static atomic_bool reading;
static atomic_uint len_before, len_after, first, last;

/* Reads until the first octet is not the mark any more. */
static uint32_t read_data(void *servant, uint32_t mark,
                          const struct ivmc_shared *data, struct ivmc_env *env)
{
    uint64_t end = now_ms() + 1000;

    (void)servant;
    (void)env;
    len_before = data->len;
    if (data->len == 0)
        return mark;
    reading = true;
    while (data->data[0] == mark && now_ms() < end)
        continue;
    len_after = data->len;
    first = data->data[0];
    last = data->data[data->len - 1];
    return mark;
}

static const struct hostile_Reader_epv epv = {.read = read_data};

/* ---- the server --------------------------------------------------------- */

static struct {
    struct ivmc_server server;
    struct ivmc_servant place;
    _Alignas(8) unsigned char memory[hostile_Reader_MEMORY(VICTIM_MESSAGE)];
    struct ivmc_page_listener *listener;
    struct ivmc_page_loop *loop; /* NULL: one client after the other */
    pthread_t thread;
    atomic_bool ending;
} victim;

static char address[64];

static void serve_one(void)
{
    struct ivmc_channel *channel;
    enum ivmc_status s;

    if (ivmc_page_accept(victim.listener, 20, &channel) != IVMC_OK)
        return;
    do
        s = ivmc_serve_next(&victim.server, channel, 20);
    while ((s == IVMC_OK || s == IVMC_TIMEOUT) && !victim.ending);
    ivmc_channel_close(channel);
}

static void *run(void *context)
{
    (void)context;
    if (victim.loop && ivmc_page_loop_run(victim.loop) != IVMC_OK)
        abort();
    while (!victim.loop && !victim.ending)
        serve_one();
    return NULL;
}

static void start(bool loop)
{
    const struct ivmc_page_options o = {
        .max_message = VICTIM_MESSAGE, .timeout_ms = 1000, .idle_ms = 5000};
    uint64_t key;

    memset(&victim, 0, sizeof victim);
    reading = false;
    ivmc_server_init(&victim.server, &victim.place, 1, victim.memory,
                     sizeof victim.memory);
    ck_status(hostile_Reader_serve(&victim.server, &epv, NULL, &key), IVMC_OK,
              "serve");
    snprintf(address, sizeof address, "page:@ivmc-shared-%d", (int)getpid());
    ck_status(ivmc_page_listen(address, &o, &victim.listener), IVMC_OK,
              address);
    if (loop) {
        ck_status(ivmc_page_loop_open(&victim.server, &o, &victim.loop),
                  IVMC_OK, address);
        ck_status(ivmc_page_loop_add(victim.loop, victim.listener), IVMC_OK,
                  address);
        victim.listener = NULL;
    }
    ck_assert_int_eq(pthread_create(&victim.thread, NULL, run, NULL), 0);
}

static void stop(void)
{
    victim.ending = true;
    if (victim.loop)
        ivmc_page_loop_stop(victim.loop);
    pthread_join(victim.thread, NULL);
    ivmc_page_loop_close(victim.loop);
    ivmc_page_listener_close(victim.listener);
}

/* A good client is served as if nothing had been. */
static void still_serves(void)
{
    static uint8_t octets[OCTETS] = {1};
    const struct hostile_Data data = {OCTETS, octets}, none = {0, NULL};
    _Alignas(8) unsigned char memory[256];
    struct ivmc_channel *channel;
    struct ivmc_object reader;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    env.timeout_ms = 2000;
    ck_status(ivmc_page_connect(address, NULL, &channel), IVMC_OK, address);
    ck_status(hostile_Reader_bind(channel, IVMC_ROOT_KEY, &reader, &env),
              IVMC_OK, address);
    ck_assert_uint_eq(hostile_Reader_read(&reader, 7, &data, &env), 7);
    ck_status(env.status, IVMC_OK, address);
    ck_assert_uint_eq(len_after, OCTETS);
    ck_assert_uint_eq(first, 1);
    ck_assert_uint_eq(last, 0);
    ck_assert_uint_eq(hostile_Reader_read(&reader, 8, &none, &env), 8);
    ck_status(env.status, IVMC_OK, address);
    ivmc_channel_close(channel);
}

/* ---- the attacker ------------------------------------------------------- */

static struct raw_page page;
static struct evil evil;

static void bind_reader(struct frame *f)
{
    frame_begin(f, IVMC_KIND_BIND);
    frame_patch(f, AT_CALL, 8, 1);
    frame_patch(f, AT_EPOCH, 4, evil.epoch);
    frame_put_string(f, hostile_Reader_IDENTITY);
    frame_put_u32(f, 1); /* major 1, minor 0 */
    frame_put_u32(f, 0); /* of no operations */
    frame_put_u64(f, IVMC_SIGNATURE_SEED);
}

static void attack(void)
{
    int fd = raw_page_offer(&page);
    struct frame f;

    page.socket = raw_page_connect(address);
    raw_page_begin(&page, fd);
    raw_page_evil(&evil, &page);
    bind_reader(&f);
    evil_send(&evil, &f);
    ck_assert(evil_receive(&evil, &f));
    ck_assert_uint_eq(frame_field(&f, AT_KIND, 2), IVMC_KIND_REPLY);
}

/* Sends octets of 5; gives where the message lies in the pages. */
static unsigned char *send_octets(void)
{
    unsigned char *message = page.out + page.out_at + sizeof(struct page_frame);
    struct frame f;
    uint32_t i;

    frame_begin(&f, IVMC_KIND_REQUEST);
    frame_address(&f, evil.epoch, 1, hostile_Reader_OP_read);
    frame_put_u32(&f, 5);
    frame_put_u32(&f, OCTETS);
    for (i = 0; i < OCTETS / 4; i++)
        frame_put_u32(&f, 0x05050505);
    evil_send(&evil, &f);
    return message;
}

static void wait_for_reader(void)
{
    uint64_t end = now_ms() + 2000;

    while (!reading && now_ms() < end)
        pause_ms(1);
    ck_assert(reading);
}

/* ---- the cases ---------------------------------------------------------- */

START_TEST(all_of_it_is_changed_meanwhile)
{
    struct holdings before = holdings_now();
    unsigned char *message;
    struct frame f;

    start(_i);
    attack();
    message = send_octets();
    wait_for_reader();
    memset(message + AT_MARK, 0xff, AT_DATA - AT_MARK); /* the length, too */
    memset(message + AT_DATA, 9, OCTETS);
    ck_assert(evil_receive(&evil, &f));
    ck_assert_uint_eq(frame_field(&f, AT_KIND, 2), IVMC_KIND_REPLY);
    ck_assert_uint_eq(frame_field(&f, AT_BODY, 4), 5);
    ck_assert_uint_eq(len_before, OCTETS);
    ck_assert_uint_eq(len_after, OCTETS);
    /* It was the peer's memory that the servant looked at. */
    ck_assert_uint_eq(first, 9);
    evil_close(&evil);
    still_serves();
    stop();
    holdings_come_back(before, "all of it is changed");
}
END_TEST

START_TEST(the_pages_are_left_meanwhile)
{
    struct holdings before = holdings_now();

    start(_i);
    attack();
    (void)send_octets();
    wait_for_reader();
    evil_close(&evil);
    /* The servant still reads, in vain; then the next one is served. */
    still_serves();
    stop();
    holdings_come_back(before, "the pages are left");
}
END_TEST

START_TEST(lengths_lie)
{
    static const uint32_t lengths[] = {OCTETS + 1, 0x7fffffff, UINT32_MAX};
    struct holdings before = holdings_now();
    struct frame f;
    unsigned i;

    start(_i);
    attack();
    for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        frame_begin(&f, IVMC_KIND_REQUEST);
        frame_address(&f, evil.epoch, 1, hostile_Reader_OP_read);
        frame_put_u32(&f, 5);
        frame_put_u32(&f, lengths[i]);
        frame_cut(&f, AT_DATA + OCTETS);
        evil_send(&evil, &f);
        ck_assert(evil_receive(&evil, &f));
        ck_assert_uint_eq(frame_field(&f, AT_KIND, 2), IVMC_KIND_STATUS);
        ck_assert_uint_eq(frame_field(&f, AT_STATUS, 4), IVMC_BAD_MESSAGE);
    }
    ck_assert(!reading);
    evil_close(&evil);
    still_serves();
    stop();
    holdings_come_back(before, "lengths lie");
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("hostile clients of servants that read in place");
    TCase *t = tcase_create("pages");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, all_of_it_is_changed_meanwhile, 0, 2);
    tcase_add_loop_test(t, the_pages_are_left_meanwhile, 0, 2);
    tcase_add_loop_test(t, lengths_lie, 0, 2);
    suite_add_tcase(s, t);
    return s;
}
