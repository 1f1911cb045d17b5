#include <ivmc/sockets.h>

#include "settle.h"
#include "transport.h"

static const struct ivmc_socket_options options = {.max_message = 4096};

enum ivmc_status connect_to(const char *address, struct ivmc_channel **channel)
{
    return ivmc_socket_connect(address, &options, channel);
}

enum ivmc_status serve_at(const char *address, struct ivmc_server *server)
{
    struct ivmc_listener *listener;
    struct ivmc_socket_loop *loop;
    enum ivmc_status s = ivmc_socket_listen(address, &options, &listener);

    if (s == IVMC_OK)
        s = ivmc_socket_loop_open(server, &options, &loop);
    if (s == IVMC_OK)
        s = ivmc_socket_loop_add(loop, listener);
    if (s != IVMC_OK)
        return s;
    say_ready();
    return ivmc_socket_loop_run(loop);
}
