/*
 * xen-awake DOMID: calls the guest (guest.c) and counts what both sides ask of
 * kernel and hypervisor. Exit status 0 when it found a hundred calls in a row
 * for which neither asked for anything.
 *
 * Processors that are emulated on a busy machine stop at any time, and who is
 * waited for too long is slept for: so it looks for such calls for a while.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <xencall.h>
#include <xenevtchn.h>

#include <ivmc/xen.h>

#include "awake.h"

#define LARGEST 512u
#define BLOCK   100u
#define SECONDS 40

/* ---- counting: by the linker (--wrap), what libivmc-xen's waits ask for ------ */

static uint32_t asked;

int __real_xenevtchn_notify(xenevtchn_handle *h, evtchn_port_t port);
int __wrap_xenevtchn_notify(xenevtchn_handle *h, evtchn_port_t port);
int __real_xencall2(xencall_handle *h, unsigned op, uint64_t a, uint64_t b);
int __wrap_xencall2(xencall_handle *h, unsigned op, uint64_t a, uint64_t b);
int __real_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);

int __wrap_xenevtchn_notify(xenevtchn_handle *h, evtchn_port_t port)
{
    asked++;
    return __real_xenevtchn_notify(h, port);
}

int __wrap_xencall2(xencall_handle *h, unsigned op, uint64_t a, uint64_t b)
{
    asked++;
    return __real_xencall2(h, op, a, b);
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
    asked++;
    return __real_poll(fds, count, timeout);
}

/* ---- calls -------------------------------------------------------------------- */

static unsigned char memory[awake_Counted_MEMORY(LARGEST)];
static struct ivmc_object rpc;
static struct ivmc_env env;

static void check(enum ivmc_status s, const char *what)
{
    if (s == IVMC_OK)
        return;
    fprintf(stderr, "%s: %s\n", what, ivmc_status_text(s));
    exit(99);
}

static void bind_to(const char *domid)
{
    static const struct ivmc_xen_options options = {.max_message = LARGEST,
                                                    .pages = 2};
    struct ivmc_channel *channel;
    char address[32];

    snprintf(address, sizeof address, "xen:%s/awake", domid);
    ivmc_env_init(&env, memory, sizeof memory);
    check(ivmc_xen_connect(address, &options, &channel), "connect");
    check(awake_Counted_bind(channel, IVMC_ROOT_KEY, &rpc, &env), "bind");
}

/* What the guest made up to its answer. */
static uint32_t made_there(void)
{
    uint32_t made = awake_Counted_hypercalls(&rpc, &env);

    check(env.status, "hypercalls");
    return made;
}

static void make_calls(uint32_t count)
{
    for (; count > 0; count--) {
        awake_Counted_ping(&rpc, &env);
        check(env.status, "ping");
    }
}

struct counts {
    uint32_t here, there;
};

static struct counts measure(uint32_t calls)
{
    uint32_t there = made_there();
    uint32_t here = asked;

    make_calls(calls);
    there = made_there() - there;
    return (struct counts){asked - here, there};
}

int main(int argc, char **argv)
{
    time_t end = time(NULL) + SECONDS;
    struct counts c;
    uint32_t blocks = 0, quiet = 0;

    if (argc != 2)
        return 99;
    bind_to(argv[1]);
    do {
        c = measure(1000);
        printf("1000 calls: %u system calls here, %u hypercalls there\n",
               c.here, c.there);
        for (blocks = quiet = 0; blocks < 10; blocks++) {
            c = measure(BLOCK);
            quiet += c.here == 0 && c.there == 0;
        }
        printf("%u of %u times %u calls: none on either side\n", quiet, blocks,
               BLOCK);
        fflush(stdout);
    } while (quiet == 0 && time(NULL) < end);
    return quiet == 0;
}
