/*
 * xen-bench client BARE-DOMID AWAKE-DOMID SERVE-DOMID ASLEEP-DOMID CALLS ROUNDS
 *     calls four guests (guest.c), and what there is in Dom0 alone, in turn
 * xen-bench serve DOMID
 *     the servers that the guest DOMID calls, until it is killed
 *
 * Prints a line a round: RESULT NAME CALLS NANOSECONDS EVENTS-SENT.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xenevtchn.h>

#include "dom0.h"

void fail(const char *what)
{
    perror(what);
    _exit(99);
}

/* ---- counting: the linker has libivmc-xen's events counted (--wrap) ---------- */

int __real_xenevtchn_notify(xenevtchn_handle *h, evtchn_port_t port);
int __wrap_xenevtchn_notify(xenevtchn_handle *h, evtchn_port_t port);

uint64_t dom0_rung;

int __wrap_xenevtchn_notify(xenevtchn_handle *h, evtchn_port_t port)
{
    dom0_rung++;
    return __real_xenevtchn_notify(h, port);
}

/* ---- contenders ----------------------------------------------------------------- */

void in_child(void (*serve)(void *context), void *context)
{
    pid_t pid = fork();

    if (pid < 0)
        fail("fork");
    if (pid != 0)
        return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    serve(context);
    _exit(0);
}

struct contender {
    const char *name;
    void (*call)(void *context);
    void *context;
};

static uint64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

static void measure(const struct contender *c, unsigned calls)
{
    uint64_t start = now(), rung = dom0_rung;
    unsigned i;

    for (i = 0; i < calls; i++)
        c->call(c->context);
    printf("RESULT %s %u %llu %llu\n", c->name, calls,
           (unsigned long long)(now() - start),
           (unsigned long long)(dom0_rung - rung));
    fflush(stdout);
}

static void *open_guest(uint16_t domid, void *(*open)(const char *address))
{
    char address[32];

    snprintf(address, sizeof address, "xen:%u/bench", domid);
    return open(address);
}

/* Guests that answer, by their domids. */
struct guests {
    uint16_t bare, awake, serve, asleep;
};

static void call_all(const struct guests *g, unsigned calls, unsigned rounds)
{
    struct contender all[9];
    size_t n;

    /* What has children comes first: they are to have nothing of the others. */
    in_child(vchan_serve, NULL);
    in_child(ours_serve_many, (void *)(uintptr_t) "dom0-loop");
    in_child(ours_serve_one, (void *)(uintptr_t) "dom0-one");
    all[0] = (struct contender){"unix", socket_call, unix_open()};
    all[1] = (struct contender){"tcp", socket_call, tcp_open()};
    all[2] = (struct contender){"vchan", vchan_call, vchan_open()};
    all[3] = (struct contender){"bare", bare_call, bare_open(g->bare)};
    all[4] =
        (struct contender){"ours", ours_call, open_guest(g->serve, ours_open)};
    all[5] = (struct contender){"asleep", ours_call,
                                open_guest(g->asleep, ours_open_asleep)};
    all[6] = (struct contender){"dom0-loop", ours_call,
                                ours_open("xen:0/dom0-loop")};
    all[7] =
        (struct contender){"dom0-one", ours_call, ours_open("xen:0/dom0-one")};
    all[8] = (struct contender){"bare-awake", bare_call_awake,
                                bare_open_awake(g->awake)};
    for (; rounds > 0; rounds--)
        for (n = 0; n < sizeof all / sizeof all[0]; n++)
            measure(&all[n], calls);
}

static void serve_all(uint16_t domid)
{
    in_child(bare_serve, &domid);
    in_child(ours_serve_many, (void *)(uintptr_t) "loop");
    in_child(ours_serve_one, (void *)(uintptr_t) "one");
    in_child(ours_serve_many_asleep, (void *)(uintptr_t) "asleep");
    while (wait(NULL) > 0)
        continue;
}

int main(int argc, char **argv)
{
    if (argc == 8 && strcmp(argv[1], "client") == 0) {
        const struct guests g = {
            (uint16_t)atoi(argv[2]), (uint16_t)atoi(argv[3]),
            (uint16_t)atoi(argv[4]), (uint16_t)atoi(argv[5])};

        call_all(&g, (unsigned)atoi(argv[6]), (unsigned)atoi(argv[7]));
    } else if (argc == 3 && strcmp(argv[1], "serve") == 0) {
        serve_all((uint16_t)atoi(argv[2]));
    } else {
        return 99;
    }
    return 0;
}
