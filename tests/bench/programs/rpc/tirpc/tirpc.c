/*
 * Sun RPC (libtirpc, rpcgen) without a portmapper: stubs, dispatch and XDR
 * are rpcgen's, the transports are made here.
 */
#include <netinet/in.h>
#include <rpc/rpc.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "bench.h"
#include "rpc/contender.h"

/* rpcgen's dispatch function; its header does not declare it. */
void bench_1(struct svc_req *request, SVCXPRT *transport);

void *ping_1_svc(void *unused, struct svc_req *request)
{
    static char nothing;

    (void)unused;
    (void)request;
    return &nothing;
}

uint64_t *lookup_1_svc(small *s, struct svc_req *request)
{
    static uint64_t answer;

    (void)request;
    answer = bench_small_answer(s->id, s->stamp, s->weight, strlen(s->name));
    return &answer;
}

u_int *put_1_svc(payload *p, struct svc_req *request)
{
    static u_int answer;

    (void)request;
    answer = bench_touch(p->payload_val, p->payload_len);
    return &answer;
}

static void serve(const struct bench_address *a)
{
    SVCXPRT *transport;
    struct netconfig *no_portmapper = NULL;
    struct bench_address any = *a;

    if (a->path)
        transport =
            svcunix_create(RPC_ANYSOCK, 0, 0, (char *)(uintptr_t)any.path);
    else
        transport = svc_vc_create(bench_listen(a), 0, 0);
    if (!transport)
        bench_die("tirpc: cannot listen");
    if (!svc_reg(transport, BENCH, BENCH_VERSION, bench_1, no_portmapper))
        bench_die("tirpc: svc_reg");
    svc_run();
    bench_die("tirpc: svc_run ended");
}

static CLIENT *open_unix(const struct bench_address *a, int fd)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};

    strncpy(to.sun_path, a->path, sizeof to.sun_path - 1);
    return clntunix_create(&to, BENCH, BENCH_VERSION, &fd, 0, 0);
}

static CLIENT *open_tcp(const struct bench_address *a, int fd)
{
    struct sockaddr_in to = {.sin_family = AF_INET};

    to.sin_port = htons(a->port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return clnttcp_create(&to, BENCH, BENCH_VERSION, &fd, 0, 0);
}

static void *open_client(const struct bench_address *a)
{
    /* A socket of our own: connected, and without delay on TCP. */
    int fd = bench_connect(a);

    if (fd < 0)
        return NULL;
    return a->path ? open_unix(a, fd) : open_tcp(a, fd);
}

static void ping(void *client)
{
    if (!ping_1(NULL, (CLIENT *)client))
        bench_die("tirpc: ping failed");
}

static uint64_t call_small(void *client, const struct bench_small *s)
{
    small arguments = {s->id, s->stamp, s->weight, (char *)(uintptr_t)s->name};
    uint64_t *answer = lookup_1(&arguments, (CLIENT *)client);

    if (!answer)
        bench_die("tirpc: lookup failed");
    return *answer;
}

static uint32_t call_put(void *client, const void *data, uint32_t len)
{
    payload arguments = {len, (char *)(uintptr_t)data};
    u_int *answer = put_1(&arguments, (CLIENT *)client);

    if (!answer)
        bench_die("tirpc: put failed");
    return *answer;
}

const struct bench_contender bench_contenders[] = {
    {"tirpc", serve, open_client, ping, call_small, call_put},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
