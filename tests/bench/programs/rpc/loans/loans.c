/*
 * Our own stubs over shared pages, with payload that does not go through
 * them: the client lends a region of memory once, builds payload there, and
 * says with each call how much; the servant reads it in place.
 *
 * page-region   the payload is copied into the region for each call
 * page-loan     it was built there before: nothing is copied
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <ivmc/page.h>

#include "loans.h"
#include "rpc/contender.h"

#define MAX_MESSAGE 4096

static const struct ivmc_page_options options = {.max_message = MAX_MESSAGE};

static void check(enum ivmc_status status)
{
    if (status != IVMC_OK)
        bench_die(ivmc_status_name(status));
}

/* ---- the servant -------------------------------------------------------- */

static const unsigned char *lent;

static void serve_ping(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
}

/* The client cannot take away what is read: its memory cannot shrink. */
static void serve_lend(void *servant, const struct ivmc_region *region,
                       struct ivmc_env *env)
{
    int fd = (int)region->handle; /* closed after the request */
    int seals = fcntl(fd, F_GET_SEALS);
    void *map = MAP_FAILED;

    (void)servant;
    if (seals >= 0 && (seals & F_SEAL_SHRINK) != 0 &&
        lseek(fd, 0, SEEK_END) >= (off_t)BENCH_MAX_PAYLOAD)
        map = mmap(NULL, BENCH_MAX_PAYLOAD, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        ivmc_env_fail(env, IVMC_BAD_ARGUMENT);
    else
        lent = (const unsigned char *)map;
}

static uint32_t serve_consume(void *servant, uint32_t len, struct ivmc_env *env)
{
    (void)servant;
    if (lent && len <= BENCH_MAX_PAYLOAD)
        return bench_touch(lent, len);
    ivmc_env_fail(env, IVMC_BAD_ARGUMENT);
    return 0;
}

static const struct bench_Loans_epv servant = {
    .ping = serve_ping, .lend = serve_lend, .consume = serve_consume};

static void serve(const struct bench_address *a)
{
    static struct ivmc_servant place;
    size_t size = bench_Loans_MEMORY(MAX_MESSAGE);
    struct ivmc_page_listener *listener;
    struct ivmc_channel *channel;
    struct ivmc_server server;
    char text[128];
    uint64_t key;

    ivmc_server_init(&server, &place, 1, bench_memory(size), size);
    check(bench_Loans_serve(&server, &servant, NULL, &key));
    snprintf(text, sizeof text, "page:%s", a->path);
    check(ivmc_page_listen(text, &options, &listener));
    check(ivmc_page_accept(listener, IVMC_FOREVER, &channel));
    check(ivmc_serve(&server, channel));
}

/* ---- the client --------------------------------------------------------- */

struct client {
    struct ivmc_object loans;
    struct ivmc_env env;
    uint64_t memory[128];
    unsigned char *region;
    uint32_t built; /* octets of payload that lie there */
};

static int make_region(struct client *c)
{
    int fd = memfd_create("payload", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (fd < 0 || ftruncate(fd, BENCH_MAX_PAYLOAD) != 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK) != 0)
        bench_die("no region");
    c->region = (unsigned char *)mmap(
        NULL, BENCH_MAX_PAYLOAD, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (c->region == MAP_FAILED)
        bench_die("mmap");
    return fd;
}

static void *open_client(const struct bench_address *a)
{
    struct ivmc_region region = {.size = BENCH_MAX_PAYLOAD,
                                 .rights = IVMC_READ};
    struct ivmc_channel *channel;
    struct client *c;
    char text[128];

    snprintf(text, sizeof text, "page:%s", a->path);
    if (ivmc_page_connect(text, &options, &channel) != IVMC_OK)
        return NULL;
    c = (struct client *)bench_memory(sizeof *c);
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    check(bench_Loans_bind(channel, IVMC_ROOT_KEY, &c->loans, &c->env));
    region.handle = make_region(c);
    bench_Loans_lend(&c->loans, &region, &c->env);
    check(c->env.status);
    close((int)region.handle);
    return c;
}

static void ping(void *client)
{
    struct client *c = (struct client *)client;

    bench_Loans_ping(&c->loans, &c->env);
    check(c->env.status);
}

static uint32_t consume(struct client *c, uint32_t len)
{
    uint32_t answer = bench_Loans_consume(&c->loans, len, &c->env);

    check(c->env.status);
    return answer;
}

static uint32_t put(void *client, const void *data, uint32_t len)
{
    struct client *c = (struct client *)client;

    memcpy(c->region, data, len);
    return consume(c, len);
}

static uint32_t put_built(void *client, const void *data, uint32_t len)
{
    struct client *c = (struct client *)client;

    if (c->built != len)
        memcpy(c->region, data, len);
    c->built = len;
    return consume(c, len);
}

const struct bench_contender bench_contenders[] = {
    {"page-region", serve, open_client, ping, NULL, put},
    {"page-loan", serve, open_client, ping, NULL, put_built},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
