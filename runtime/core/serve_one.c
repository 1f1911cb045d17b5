/* The loop of a server of a single connection. */
#include <ivmc/serve.h>

enum ivmc_status ivmc_serve_next(struct ivmc_server *server,
                                 struct ivmc_channel *c, uint32_t timeout_ms)
{
    struct ivmc_deadline deadline = ivmc_deadline_in(timeout_ms);
    struct ivmc_request rq;
    enum ivmc_status s;

    s = c->ops->receive(c, &rq.header, &deadline);
    if (s != IVMC_OK)
        return s;
    return ivmc_dispatch(server, c, &rq.header, &rq);
}

enum ivmc_status ivmc_serve(struct ivmc_server *server, struct ivmc_channel *c)
{
    enum ivmc_status s;

    do
        s = ivmc_serve_next(server, c, IVMC_FOREVER);
    while (s == IVMC_OK);
    ivmc_server_ended(server, c->id);
    return s;
}
