/*
 * Fifteen good clients, and one that asks for much, reads nothing and is then
 * stopped: the good ones keep nine tenths of their calls.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "raw.h"
#include "unit.h"
#include "victim.h"

#define GOOD      15
#define WINDOW_MS 150
#define ATTEMPTS  8 /* other work on the machine only ever lowers the ratio */

struct crowd {
    struct victim victim;
    atomic_uint *calls; /* shared with all clients */
    pid_t good[GOOD];
};

static void be_good(const char *address, atomic_uint *calls)
{
    _Alignas(8) unsigned char memory[512];
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    int32_t i;

    ivmc_env_init(&env, memory, sizeof memory);
    if (ivmc_socket_connect(address, NULL, &channel) != IVMC_OK ||
        probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env) != IVMC_OK)
        _exit(1);
    for (i = 0;; i++) {
        if (probe_Peer_add(&peer, i & 0xffff, 1, &env) != (i & 0xffff) + 1)
            _exit(1);
        (*calls)++;
    }
}

/* Large replies, asked for as fast as the server takes the requests. */
static void be_greedy(const char *address)
{
    int fd = raw_connect(address);
    uint32_t epoch, slot = raw_begin(fd, &epoch);
    struct frame f;
    uint64_t i;

    frame_message(&f, IVMC_KIND_REQUEST, "\xc0\xf0\0\0", 4); /* fill(61632) */
    frame_patch(&f, AT_EPOCH, 4, epoch);
    frame_patch(&f, AT_SLOT, 4, slot);
    frame_patch(&f, AT_OP, 4, probe_Peer_OP_fill);
    for (i = 0;; i++) {
        frame_patch(&f, AT_CALL, 8, i + 2);
        raw_send(fd, f.octets, f.len);
    }
}

static void crowd_open(struct crowd *c)
{
    char address[64];
    int i;

    snprintf(address, sizeof address, "unix:@ivmc-fair-%d", (int)getpid());
    c->calls = mmap(NULL, sizeof *c->calls, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(c->calls, MAP_FAILED);
    *c->calls = 0;
    victim_start(&c->victim, VICTIM_LOOP, address,
                 &(struct ivmc_socket_options){.max_message = VICTIM_MESSAGE});
    for (i = 0; i < GOOD; i++) {
        c->good[i] = fork();
        if (c->good[i] == 0)
            be_good(address, c->calls);
    }
}

static void end(pid_t pid)
{
    int status;

    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    ck_assert_msg(WIFSIGNALED(status), "a client failed by itself");
}

static void crowd_close(struct crowd *c)
{
    int i;

    for (i = 0; i < GOOD; i++)
        end(c->good[i]);
    victim_stop(&c->victim);
    munmap(c->calls, sizeof *c->calls);
}

static unsigned calls_in_a_window(struct crowd *c)
{
    unsigned before = *c->calls;

    pause_ms(WINDOW_MS);
    return *c->calls - before;
}

/* Calls with the greedy one, in hundredths of those without. */
static unsigned ratio(struct crowd *c)
{
    unsigned without = calls_in_a_window(c), with;
    pid_t greedy = fork();

    if (greedy == 0)
        be_greedy(c->victim.address);
    pause_ms(30);
    kill(greedy, SIGSTOP);
    with = calls_in_a_window(c);
    end(greedy);
    return without ? with * 100 / without : 0;
}

START_TEST(one_that_is_stopped)
{
    unsigned best = 0;
    struct crowd c;
    int i;

    crowd_open(&c);
    pause_ms(50);
    for (i = 0; i < ATTEMPTS && best < 90; i++) {
        unsigned r = ratio(&c);

        if (r > best)
            best = r;
    }
    ck_assert_msg(best >= 90, "the good clients keep %u in 100", best);
    victim_still_serves(&c.victim, "one that is stopped");
    crowd_close(&c);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("hostile: fairness");
    TCase *t = tcase_create("fairness");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, one_that_is_stopped);
    suite_add_tcase(s, t);
    return s;
}
