/* Apache Thrift: threaded server, buffered transport, binary protocol. */
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/server/TThreadedServer.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TServerSocket.h>
#include <thrift/transport/TSocket.h>

#include "Rpc.h"
#include "rpc/contender.h"

using namespace apache::thrift;

namespace
{

class Servant : public bench::RpcIf
{
  public:
    void ping() override
    {
    }

    int64_t lookup(const int32_t id, const int64_t stamp, const double weight,
                   const std::string &name) override
    {
        return static_cast<int64_t>(bench_small_answer(
            static_cast<uint32_t>(id), static_cast<uint64_t>(stamp), weight,
            name.size()));
    }

    int32_t put(const std::string &data) override
    {
        return static_cast<int32_t>(bench_touch(data.data(), data.size()));
    }
};

struct Client {
    explicit Client(std::shared_ptr<transport::TSocket> socket)
        : buffered(std::make_shared<transport::TBufferedTransport>(socket)),
          stub(std::make_shared<protocol::TBinaryProtocol>(buffered))
    {
        buffered->open();
    }

    std::shared_ptr<transport::TBufferedTransport> buffered;
    bench::RpcClient stub;
    std::string payload; /* Thrift's own type; filled once, outside the clock */
};

void serve(const bench_address *a)
{
    auto socket = a->path ? std::make_shared<transport::TServerSocket>(a->path)
                          : std::make_shared<transport::TServerSocket>(a->port);
    server::TThreadedServer server(
        std::make_shared<bench::RpcProcessor>(std::make_shared<Servant>()),
        socket, std::make_shared<transport::TBufferedTransportFactory>(),
        std::make_shared<protocol::TBinaryProtocolFactory>());

    server.serve();
}

void *open_client(const bench_address *a)
{
    try {
        return new Client(
            a->path
                ? std::make_shared<transport::TSocket>(a->path)
                : std::make_shared<transport::TSocket>("127.0.0.1", a->port));
    } catch (const transport::TTransportException &) {
        return nullptr;
    }
}

void ping(void *client)
{
    static_cast<Client *>(client)->stub.ping();
}

uint64_t small(void *client, const bench_small *s)
{
    return static_cast<uint64_t>(static_cast<Client *>(client)->stub.lookup(
        static_cast<int32_t>(s->id), static_cast<int64_t>(s->stamp), s->weight,
        s->name));
}

uint32_t put(void *client, const void *data, uint32_t len)
{
    Client *c = static_cast<Client *>(client);

    if (c->payload.size() != len)
        c->payload.assign(static_cast<const char *>(data), len);
    return static_cast<uint32_t>(c->stub.put(c->payload));
}

} // namespace

const bench_contender bench_contenders[] = {
    {"thrift", serve, open_client, ping, small, put},
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr}};
