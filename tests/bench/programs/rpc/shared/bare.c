/*
 * The limits: a cache line, a futex or an eventfd goes to the other side and
 * comes back, and nothing with it.
 */
#include <unistd.h>

#include "rpc/shared/memory.h"

void serve_line(const struct bench_address *a)
{
    uint32_t seen = 0;

    (void)a;
    for (;;) {
        seen = shared_wait(SPIN, &shared->server, &shared->client,
                           &shared->client.count, seen);
        shared_tell(SPIN, &shared->server.count, seen, &shared->client);
    }
}

void ping_line(void *client)
{
    uint32_t seen = atomic_load(&shared->server.count);

    (void)client;
    shared_tell(SPIN, &shared->client.count, seen + 1, &shared->server);
    (void)shared_wait(SPIN, &shared->client, &shared->server,
                      &shared->server.count, seen);
}

/* Naive: each turn is one wake and one wait, whether needed or not. */
static uint32_t futex_wait(_Atomic uint32_t *word, uint32_t seen)
{
    uint32_t now;

    do
        shared_sleep(word, seen);
    while ((now = atomic_load(word)) == seen);
    return now;
}

void serve_futex(const struct bench_address *a)
{
    uint32_t seen = 0;

    (void)a;
    for (;;) {
        seen = futex_wait(&shared->client.count, seen);
        atomic_store(&shared->server.count, seen);
        shared_wake(&shared->server.count);
    }
}

void ping_futex(void *client)
{
    uint32_t seen = atomic_load(&shared->server.count);

    (void)client;
    atomic_store(&shared->client.count, seen + 1);
    shared_wake(&shared->client.count);
    (void)futex_wait(&shared->server.count, seen);
}

static void ring(int bell)
{
    uint64_t one = 1;

    if (write(bell, &one, sizeof one) != sizeof one)
        bench_die("eventfd");
}

static void await(int bell)
{
    uint64_t count;

    if (read(bell, &count, sizeof count) != sizeof count)
        bench_die("eventfd");
}

void serve_eventfd(const struct bench_address *a)
{
    (void)a;
    for (;;) {
        await(shared->request_bell);
        ring(shared->reply_bell);
    }
}

void ping_eventfd(void *client)
{
    (void)client;
    ring(shared->request_bell);
    await(shared->reply_bell);
}
