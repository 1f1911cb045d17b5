#include <string.h>

#include <ivmc/xen.h>

#include "transport.h"

static struct ivmc_xen_loop *loop;

static enum ivmc_status open_loop(struct ivmc_server *server,
                                  const char *address, const char *label)
{
    const struct ivmc_xen_options options = {
        .max_message = TRANSPORT_MESSAGE,
        .max_clients = TRANSPORT_CLIENTS,
        .max_per_domain = TRANSPORT_OF_ONE,
        .max_pages = 16,
        .peer_label = label,
    };
    struct ivmc_xen_listener *listener;
    enum ivmc_status s =
        ivmc_xen_listen(address + strlen("xen:"), &options, &listener);

    if (s != IVMC_OK)
        return s;
    s = ivmc_xen_loop_open(server, &options, &loop);
    if (s != IVMC_OK) {
        ivmc_xen_listener_close(listener);
        return s;
    }
    return ivmc_xen_loop_add(loop, listener);
}

static enum ivmc_status step(uint32_t timeout_ms)
{
    return ivmc_xen_loop_step(loop, timeout_ms);
}

static void stop(void)
{
    if (loop)
        ivmc_xen_loop_stop(loop);
}

static void close_loop(void)
{
    struct ivmc_xen_loop *ending = loop;

    if (!ending)
        return;
    ivmc_xen_loop_stop(ending);
    (void)ivmc_xen_loop_run(ending);
    loop = NULL;
    ivmc_xen_loop_close(ending);
}

/*
 * The handle has domain and grant. Its owner cannot use the grant for other
 * memory as long as we have it mapped.
 */
static bool identify(const struct ivmc_region *region, uint64_t id[2])
{
    id[0] = (uint64_t)region->handle;
    id[1] = region->size;
    return true;
}

const struct transport transport_xen = {
    .scheme = "xen:",
    .open = open_loop,
    .step = step,
    .stop = stop,
    .close = close_loop,
    .identify = identify,
    .map = ivmc_xen_memory_map,
    .unmap = ivmc_xen_memory_unmap,
};
