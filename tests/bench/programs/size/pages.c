#include <ivmc/page.h>

#include "settle.h"
#include "transport.h"

static const struct ivmc_page_options options = {.max_message = 4096};

enum ivmc_status connect_to(const char *address, struct ivmc_channel **channel)
{
    return ivmc_page_connect(address, &options, channel);
}

enum ivmc_status serve_at(const char *address, struct ivmc_server *server)
{
    struct ivmc_page_listener *listener;
    struct ivmc_page_loop *loop;
    enum ivmc_status s = ivmc_page_listen(address, &options, &listener);

    if (s == IVMC_OK)
        s = ivmc_page_loop_open(server, &options, &loop);
    if (s == IVMC_OK)
        s = ivmc_page_loop_add(loop, listener);
    if (s != IVMC_OK)
        return s;
    say_ready();
    return ivmc_page_loop_run(loop);
}
