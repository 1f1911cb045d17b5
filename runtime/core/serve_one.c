/* The loop of a server of a single connection. */
#include <ivmc/serve.h>

/* Deferred replies of a server without a loop go to the one connection. */
static struct ivmc_channel *only_channel(void *loop, uint64_t id)
{
    struct ivmc_channel *c = loop;

    return c->id == id ? c : NULL;
}

static enum ivmc_status receive_and_serve(struct ivmc_server *server,
                                          struct ivmc_channel *c,
                                          uint32_t timeout_ms)
{
    struct ivmc_deadline deadline = ivmc_deadline_in(timeout_ms);
    struct ivmc_request rq;
    enum ivmc_status s;

    s = c->ops->receive(c, &rq.header, &deadline);
    if (s != IVMC_OK)
        return s;
    ivmc_arena_init(&rq.env.arena, server->memory, server->memory_size);
    return ivmc_dispatch(server, c, &rq.header, &rq);
}

enum ivmc_status ivmc_serve_next(struct ivmc_server *server,
                                 struct ivmc_channel *c, uint32_t timeout_ms)
{
    enum ivmc_status s;

    if (server->find_channel)
        return receive_and_serve(server, c, timeout_ms);
    /* Only while we serve: who called us may close the channel afterwards. */
    server->find_channel = only_channel;
    server->loop = c;
    s = receive_and_serve(server, c, timeout_ms);
    server->find_channel = NULL;
    server->loop = NULL;
    return s;
}

enum ivmc_status ivmc_serve(struct ivmc_server *server, struct ivmc_channel *c)
{
    enum ivmc_status s;

    do
        s = ivmc_serve_next(server, c, IVMC_FOREVER);
    while (s == IVMC_OK);
    return s;
}
