#include "address.h"
#include "channel.h"
#include "options.h"

enum ivmc_status ivmc_socket_connect(const char *address,
                                     const struct ivmc_socket_options *options,
                                     struct ivmc_channel **channel)
{
    struct ivmc_socket_options o = ivmc_options_complete(options);
    struct ivmc_deadline d = ivmc_deadline_in(o.timeout_ms);
    struct address_targets targets;
    enum ivmc_status status;
    struct address a;
    unsigned i;
    int fd = -1;

    *channel = NULL;
    status = ivmc_address_parse(&a, address);
    if (status == IVMC_OK)
        status = ivmc_address_resolve(&a, &targets);
    if (status != IVMC_OK)
        return status;
    status = IVMC_BAD_ADDRESS;
    for (i = 0; i < targets.count; i++) {
        status = ivmc_target_connect(&targets.target[i],
                                     ivmc_address_socket_type(&a), &d, &fd);
        if (status == IVMC_OK || status == IVMC_TIMEOUT)
            break;
    }
    if (status != IVMC_OK)
        return status;
    if (o.timeout_ms != IVMC_FOREVER) {
        int left = ivmc_wait_left_ms(&d);

        o.timeout_ms = left ? (uint32_t)left : 1;
    }
    return ivmc_channel_open(fd, false, &o, channel);
}

enum ivmc_status ivmc_socket_adopt(int fd, bool server,
                                   const struct ivmc_socket_options *options,
                                   struct ivmc_channel **channel)
{
    struct ivmc_socket_options o = ivmc_options_complete(options);

    *channel = NULL;
    return ivmc_channel_open(fd, server, &o, channel);
}
