#include <string.h>

#include <ivmc/page.h>
#include <ivmc/sockets.h>

#include "anywhere.h"
#include "xen.h"

enum ivmc_status anywhere_connect(const char *address, uint32_t max_message,
                                  struct ivmc_channel **channel)
{
    const struct ivmc_page_options page = {.max_message = max_message};
    const struct ivmc_socket_options socket = {.max_message = max_message};

    if (strncmp(address, "page:", 5) == 0)
        return ivmc_page_connect(address, &page, channel);
    if (strncmp(address, "xen:", 4) == 0)
        return xen_connect(address, max_message, channel);
    return ivmc_socket_connect(address, &socket, channel);
}
