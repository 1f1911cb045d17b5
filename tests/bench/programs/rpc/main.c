/*
 * The client that is the same for all contenders.
 *
 *   PROGRAM CONTENDER TRANSPORT same|cross|free latency CALLS
 *   PROGRAM CONTENDER TRANSPORT same|cross|free payload OCTETS CALLS
 *   PROGRAM CONTENDER TRANSPORT same|cross|free clients COUNT MILLISECONDS
 *   PROGRAM CONTENDER TRANSPORT same|cross|free plain CALLS
 *
 * TRANSPORT: unix, tcp, or shm for shared memory. same: both processes on
 * processor 0; cross: the client on 0, the server on 1; free: anywhere. Prints
 * one object of JSON. A Unix socket is made in the current folder.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rpc/contender.h"
#include "rpc/many.h"

static const struct bench_small small_arguments = {7, 1000000007, 2.5,
                                                   "fifteen letters"};

static const struct bench_contender *find(const char *name)
{
    const struct bench_contender *c = bench_contenders;

    while (c->name && strcmp(c->name, name) != 0)
        c++;
    if (!c->name)
        bench_die("no such contender in this program");
    return c;
}

static long number(char **argument)
{
    long value = *argument ? strtol(*argument, NULL, 10) : 0;

    if (value <= 0)
        bench_die("a number is missing; see the top of rpc/main.c");
    return value;
}

static pid_t start_server(const struct bench_contender *c,
                          const struct bench_address *a, int cpu)
{
    pid_t parent = getpid();
    pid_t pid = fork();

    if (pid < 0)
        bench_die("fork");
    if (pid > 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    bench_pin(cpu);
    c->serve(a);
    _exit(1);
}

void *bench_open(const struct bench_contender *c, const struct bench_address *a)
{
    int tries;

    for (tries = 0; tries < 5000; tries++) {
        void *client = c->open(a);

        if (client)
            return client;
        usleep(2000);
    }
    bench_die("the server cannot be reached");
}

static void call_small(const struct bench_contender *c, void *client)
{
    const struct bench_small *s = &small_arguments;

    if (c->small(client, s) !=
        bench_small_answer(s->id, s->stamp, s->weight, strlen(s->name)))
        bench_die("wrong answer");
}

static void measure_null(const struct bench_contender *c, void *client,
                         struct bench_samples *s, size_t calls)
{
    uint64_t before = bench_ticks(), after;

    for (; calls > 0; calls--, before = after) {
        c->ping(client);
        after = bench_ticks();
        bench_samples_add(s, after - before);
    }
}

static void measure_small(const struct bench_contender *c, void *client,
                          struct bench_samples *s, size_t calls)
{
    uint64_t before = bench_ticks(), after;

    for (; calls > 0; calls--, before = after) {
        call_small(c, client);
        after = bench_ticks();
        bench_samples_add(s, after - before);
    }
}

static void warm_up(const struct bench_contender *c, void *client, size_t calls)
{
    for (; calls > 0; calls--) {
        c->ping(client);
        if (c->small)
            call_small(c, client);
    }
}

/*
 * Null and small calls in turns, so that both see the same neighbours. The
 * limits have no small call: they carry nothing.
 */
static void measure_latency(const struct bench_contender *c, void *client,
                            size_t calls)
{
    const size_t batch = calls < 250 ? calls : 250;
    struct bench_samples null, small;
    size_t done;

    bench_samples_init(&null, calls);
    bench_samples_init(&small, calls);
    warm_up(c, client, 2 * batch);
    for (done = 0; done < calls; done += batch) {
        measure_null(c, client, &null, batch);
        if (c->small)
            measure_small(c, client, &small, batch);
    }
    printf("{");
    bench_samples_print("null", &null);
    if (c->small) {
        printf(", ");
        bench_samples_print("small", &small);
    }
    printf("}\n");
}

static void measure_payload(const struct bench_contender *c, void *client,
                            size_t len, size_t calls)
{
    unsigned char *data = (unsigned char *)bench_memory(len);
    struct bench_samples s;
    uint32_t sum;
    size_t i;

    if (len > BENCH_MAX_PAYLOAD)
        bench_die("the payload is too large");
    for (i = 0; i < len; i++)
        data[i] = (unsigned char)(i * 31 >> 3);
    sum = bench_touch(data, len);
    bench_samples_init(&s, calls);
    for (i = 0; i < calls + calls / 10 + 2; i++) {
        uint64_t before = bench_ticks();

        if (c->put(client, data, (uint32_t)len) != sum)
            bench_die("wrong checksum");
        /* The first tenth warms up. */
        if (i >= calls / 10 + 2)
            bench_samples_add(&s, bench_ticks() - before);
    }
    printf("{");
    bench_samples_print("put", &s);
    printf("}\n");
}

/* Nothing but calls, for counting system calls from outside. */
static void only_call(const struct bench_contender *c, void *client,
                      size_t calls)
{
    while (calls-- > 0)
        c->ping(client);
    printf("{}\n");
}

static void run(const struct bench_contender *c, const struct bench_address *a,
                char **argument)
{
    const char *mode = argument[0];

    if (strcmp(mode, "clients") == 0) {
        bench_many(c, a, (size_t)number(argument + 1),
                   (unsigned)number(argument + 2));
        return;
    }
    if (strcmp(mode, "latency") == 0)
        measure_latency(c, bench_open(c, a), (size_t)number(argument + 1));
    else if (strcmp(mode, "payload") == 0)
        measure_payload(c, bench_open(c, a), (size_t)number(argument + 1),
                        (size_t)number(argument + 2));
    else if (strcmp(mode, "plain") == 0)
        only_call(c, bench_open(c, a), (size_t)number(argument + 1));
    else
        bench_die("no such mode; see the top of rpc/main.c");
}

int main(int argc, char **argv)
{
    char path[108];
    const struct bench_contender *c;
    struct bench_address a = {NULL, 0};
    bool free_place, cross;
    pid_t server;

    if (argc < 6)
        bench_die("too few arguments; see the top of rpc/main.c");
    c = find(argv[1]);
    free_place = strcmp(argv[3], "free") == 0;
    cross = strcmp(argv[3], "cross") == 0;
    if (!getcwd(path, sizeof path - sizeof "/socket"))
        bench_die("the name of the current folder is too long");
    strcat(path, "/socket");
    if (strcmp(argv[2], "tcp") == 0)
        a.port = bench_free_port();
    else
        a.path = path;

    bench_boost();
    server = start_server(c, &a, free_place ? -1 : cross);
    bench_pin(free_place ? -1 : 0);
    run(c, &a, argv + 4);

    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    unlink(path);
    /* Contenders' own threads and destructors are none of our concern. */
    fflush(stdout);
    _exit(0);
}
