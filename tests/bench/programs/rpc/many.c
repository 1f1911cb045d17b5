#include "rpc/many.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_CLIENTS 256

/* Shared by all clients; each counts on a cache line of its own. */
struct board {
    atomic_uint ready;
    _Alignas(64) atomic_bool go;
    _Alignas(64) atomic_bool stop;
    struct {
        _Alignas(64) atomic_ulong calls;
    } of[MAX_CLIENTS];
};

static void be_a_client(const struct bench_contender *c,
                        const struct bench_address *a, struct board *b,
                        size_t me)
{
    void *client;
    unsigned long calls = 0;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    client = bench_open(c, a);
    c->ping(client);
    atomic_fetch_add(&b->ready, 1);
    while (!atomic_load_explicit(&b->go, memory_order_acquire))
        usleep(500);
    while (!atomic_load_explicit(&b->stop, memory_order_relaxed)) {
        c->ping(client);
        atomic_store_explicit(&b->of[me].calls, ++calls, memory_order_relaxed);
    }
}

static void start_clients(const struct bench_contender *c,
                          const struct bench_address *a, struct board *b,
                          pid_t *pid, size_t clients)
{
    size_t i;

    for (i = 0; i < clients; i++) {
        pid[i] = fork();
        if (pid[i] < 0)
            bench_die("fork");
        if (pid[i] == 0) {
            be_a_client(c, a, b, i);
            _exit(0);
        }
    }
    for (i = 0; atomic_load(&b->ready) < clients; i++) {
        if (i > 20000)
            bench_die("not all clients could connect");
        usleep(1000);
    }
}

static void end_clients(const pid_t *pid, size_t clients)
{
    size_t i;

    for (i = 0; i < clients; i++) {
        kill(pid[i], SIGKILL);
        waitpid(pid[i], NULL, 0);
    }
}

static void print_counts(struct board *b, size_t clients, uint64_t ns)
{
    unsigned long total = 0, most = 0, least = (unsigned long)-1;
    size_t i;

    for (i = 0; i < clients; i++) {
        unsigned long n = atomic_load(&b->of[i].calls);

        total += n;
        most = n > most ? n : most;
        least = n < least ? n : least;
    }
    printf("{\"calls_per_s\": %.0f, \"most\": %lu, \"least\": %lu}\n",
           (double)total * 1e9 / (double)ns, most, least);
}

void bench_many(const struct bench_contender *c, const struct bench_address *a,
                size_t clients, unsigned ms)
{
    struct board *b;
    pid_t pid[MAX_CLIENTS];
    uint64_t before, after;

    if (clients > MAX_CLIENTS)
        bench_die("too many clients");
    b = (struct board *)mmap(NULL, sizeof *b, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (b == MAP_FAILED)
        bench_die("mmap");
    start_clients(c, a, b, pid, clients);
    before = bench_now_ns();
    atomic_store_explicit(&b->go, true, memory_order_release);
    usleep(ms * 1000);
    atomic_store(&b->stop, true);
    after = bench_now_ns();
    end_clients(pid, clients);
    print_counts(b, clients, after - before);
}
