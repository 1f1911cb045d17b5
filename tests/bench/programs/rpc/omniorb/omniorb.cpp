/* omniORB over its own Unix or TCP transport, with its defaults. */
#include <omniORB4/CORBA.h>

#include <cstdio>

#include "bench.hh"
#include "rpc/contender.h"

namespace
{

class Servant : public POA_bench::Rpc
{
  public:
    void ping() override
    {
    }

    CORBA::ULongLong lookup(CORBA::ULong id, CORBA::ULongLong stamp,
                            CORBA::Double weight, const char *name) override
    {
        return bench_small_answer(id, stamp, weight, strlen(name));
    }

    CORBA::ULong put(const bench::Payload &data) override
    {
        return bench_touch(data.get_buffer(), data.length());
    }
};

struct Client {
    bench::Rpc_var stub;
    bench::Payload payload; /* lent the caller's octets: no copy */
};

CORBA::ORB_var start(const char *endpoint)
{
    const char *options[][2] = {{"giopMaxMsgSize", "67108864"},
                                {endpoint ? "endPoint" : nullptr, endpoint},
                                {nullptr, nullptr}};
    int argc = 0;

    return CORBA::ORB_init(argc, nullptr, "omniORB4", options);
}

void name_of(const bench_address *a, const char *form_unix,
             const char *form_tcp, char *to, size_t size)
{
    if (a->path)
        snprintf(to, size, form_unix, a->path);
    else
        snprintf(to, size, form_tcp, a->port);
}

void serve(const bench_address *a)
{
    char endpoint[160];

    name_of(a, "giop:unix:%s", "giop:tcp:127.0.0.1:%u", endpoint,
            sizeof endpoint);
    CORBA::ORB_var orb = start(endpoint);
    /* The adapter whose objects have the names that we give them. */
    CORBA::Object_var adapter = orb->resolve_initial_references("omniINSPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(adapter);
    PortableServer::ObjectId_var id =
        PortableServer::string_to_ObjectId("bench");
    Servant *servant = new Servant;

    poa->activate_object_with_id(id, servant);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();
    orb->run();
}

void *open_client(const bench_address *a)
{
    static CORBA::ORB_var orb = start(nullptr);
    char address[160];

    name_of(a, "corbaloc:omniunix:%s:/bench",
            "corbaloc:iiop:1.2@127.0.0.1:%u/bench", address, sizeof address);
    try {
        CORBA::Object_var object = orb->string_to_object(address);
        bench::Rpc_var stub = bench::Rpc::_narrow(object);

        if (CORBA::is_nil(stub))
            return nullptr;
        Client *c = new Client;
        c->stub = stub;
        return c;
    } catch (const CORBA::SystemException &) {
        return nullptr;
    }
}

void ping(void *client)
{
    static_cast<Client *>(client)->stub->ping();
}

uint64_t small(void *client, const bench_small *s)
{
    return static_cast<Client *>(client)->stub->lookup(s->id, s->stamp,
                                                       s->weight, s->name);
}

uint32_t put(void *client, const void *data, uint32_t len)
{
    Client *c = static_cast<Client *>(client);

    if (c->payload.length() != len)
        c->payload.replace(
            len, len, static_cast<CORBA::Octet *>(const_cast<void *>(data)),
            false);
    return c->stub->put(c->payload);
}

} // namespace

const bench_contender bench_contenders[] = {
    {"omniorb", serve, open_client, ping, small, put},
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr}};
