/*
 * Eclipse iceoryx: untyped requests and responses, by busy polling and by
 * WaitSet. Its daemon, which owns the memory, runs beside the server.
 */
#include <iceoryx_posh/popo/untyped_client.hpp>
#include <iceoryx_posh/popo/untyped_server.hpp>
#include <iceoryx_posh/popo/wait_set.hpp>
#include <iceoryx_posh/runtime/posh_runtime.hpp>

#include <csignal>
#include <map>
#include <string>
#include <sys/prctl.h>
#include <unistd.h>

#include "rpc/contender.h"

using namespace iox;

namespace
{

enum Op : uint32_t { PING, SMALL, PUT };

struct Request {
    uint32_t op;
    uint32_t len; /* of the octets that follow */
    uint64_t stamp;
    double weight;
    uint32_t id;
    char name[16];
};

const capro::ServiceDescription SERVICE{"bench", "rpc", "call"};

void start_daemon()
{
    pid_t parent = getpid();

    if (fork() != 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    execlp("iox-roudi", "iox-roudi", "-m", "off", "-l", "error",
           static_cast<char *>(nullptr));
    _exit(1);
}

/* Names are unique in the daemon. */
void join(const char *side)
{
    std::string name = side + std::to_string(getpid());

    runtime::PoshRuntime::initRuntime(
        RuntimeName_t(cxx::TruncateToCapacity, name.c_str()));
}

/* ---- server --------------------------------------------------------------- */

uint64_t work(const Request *rq)
{
    switch (rq->op) {
    case PING:
        return 0;
    case SMALL:
        return bench_small_answer(rq->id, rq->stamp, rq->weight,
                                  strnlen(rq->name, sizeof rq->name));
    default:
        return bench_touch(rq + 1, rq->len);
    }
}

void answer(popo::UntypedServer &server, const void *request)
{
    uint64_t result = work(static_cast<const Request *>(request));

    server
        .loan(popo::RequestHeader::fromPayload(request), sizeof result,
              alignof(uint64_t))
        .and_then([&](void *response) {
            *static_cast<uint64_t *>(response) = result;
            server.send(response).or_else(
                [](auto &) { bench_die("iceoryx: cannot answer"); });
        })
        .or_else([](auto &) { bench_die("iceoryx: no memory to answer"); });
    server.releaseRequest(request);
}

void answer_all(popo::UntypedServer &server)
{
    while (server.hasRequests())
        server.take().and_then(
            [&](const void *request) { answer(server, request); });
}

void serve_busy(const bench_address *)
{
    start_daemon();
    join("server");
    popo::UntypedServer server(SERVICE);

    for (;;)
        answer_all(server);
}

void serve_wait(const bench_address *)
{
    start_daemon();
    join("server");
    popo::UntypedServer server(SERVICE);
    popo::WaitSet<> waitset;

    waitset.attachState(server, popo::ServerState::HAS_REQUEST)
        .or_else([](auto) { bench_die("iceoryx: cannot wait"); });
    for (;;) {
        waitset.wait();
        answer_all(server);
    }
}

/* ---- client --------------------------------------------------------------- */

struct Client {
    popo::UntypedClient port{SERVICE};
    popo::WaitSet<> waitset;
    bool busy = true;
    /* Chunks come back with what was built in them. */
    std::map<void *, uint32_t> built;
};

void *open_client(bool busy)
{
    join("client");
    Client *c = new Client;

    c->busy = busy;
    if (!busy)
        c->waitset.attachState(c->port, popo::ClientState::HAS_RESPONSE)
            .or_else([](auto) { bench_die("iceoryx: cannot wait"); });
    while (c->port.getConnectionState() != ConnectionState::CONNECTED)
        usleep(1000);
    return c;
}

void *open_busy(const bench_address *)
{
    return open_client(true);
}

void *open_wait(const bench_address *)
{
    return open_client(false);
}

/* The request is built in place, payload copied into it. */
template <typename Fill>
uint64_t call(void *client, uint32_t size, const Fill &fill)
{
    Client *c = static_cast<Client *>(client);
    uint64_t result = 0;
    bool answered = false;

    c->port.loan(size, alignof(Request))
        .and_then([&](void *request) {
            fill(static_cast<Request *>(request));
            c->port.send(request).or_else(
                [](auto &) { bench_die("iceoryx: cannot call"); });
        })
        .or_else([](auto &) { bench_die("iceoryx: no memory to call"); });
    while (!answered) {
        if (!c->busy)
            c->waitset.wait();
        while (c->port.hasResponses())
            c->port.take().and_then([&](const void *response) {
                result = *static_cast<const uint64_t *>(response);
                answered = true;
                c->port.releaseResponse(response);
            });
    }
    return result;
}

void ping(void *client)
{
    call(client, sizeof(Request), [](Request *rq) { rq->op = PING; });
}

uint64_t small(void *client, const bench_small *s)
{
    return call(client, sizeof(Request), [s](Request *rq) {
        rq->op = SMALL;
        rq->id = s->id;
        rq->stamp = s->stamp;
        rq->weight = s->weight;
        memcpy(rq->name, s->name, strlen(s->name) + 1);
    });
}

uint32_t put(void *client, const void *data, uint32_t len)
{
    return static_cast<uint32_t>(
        call(client, uint32_t{sizeof(Request)} + len, [=](Request *rq) {
            rq->op = PUT;
            rq->len = len;
            memcpy(rq + 1, data, len);
        }));
}

uint32_t put_built(void *client, const void *data, uint32_t len)
{
    Client *c = static_cast<Client *>(client);

    return static_cast<uint32_t>(
        call(client, uint32_t{sizeof(Request)} + len, [=](Request *rq) {
            rq->op = PUT;
            rq->len = len;
            if (c->built[rq] != len)
                memcpy(rq + 1, data, len);
            c->built[rq] = len;
        }));
}

} // namespace

const bench_contender bench_contenders[] = {
    {"iceoryx-busy", serve_busy, open_busy, ping, small, put},
    {"iceoryx-wait", serve_wait, open_wait, ping, small, put},
    {"iceoryx-busy-loan", serve_busy, open_busy, ping, small, put_built},
    {"iceoryx-wait-loan", serve_wait, open_wait, ping, small, put_built},
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr}};
