#include <sys/stat.h>

#include <ivmc/page.h>

#include "transport.h"

static struct ivmc_page_loop *loop;

static enum ivmc_status open_loop(struct ivmc_server *server,
                                  const char *address, const char *label)
{
    const struct ivmc_page_options options = {
        .max_message = TRANSPORT_MESSAGE,
        .max_clients = TRANSPORT_CLIENTS,
    };
    struct ivmc_page_listener *listener;
    enum ivmc_status s;

    /* Nobody tells labels here. */
    if (label)
        return IVMC_BAD_ARGUMENT;
    s = ivmc_page_listen(address, &options, &listener);
    if (s != IVMC_OK)
        return s;
    s = ivmc_page_loop_open(server, &options, &loop);
    if (s != IVMC_OK) {
        ivmc_page_listener_close(listener);
        return s;
    }
    return ivmc_page_loop_add(loop, listener);
}

static enum ivmc_status step(uint32_t timeout_ms)
{
    return ivmc_page_loop_step(loop, timeout_ms);
}

static void stop(void)
{
    if (loop)
        ivmc_page_loop_stop(loop);
}

static void close_loop(void)
{
    struct ivmc_page_loop *ending = loop;

    if (!ending)
        return;
    ivmc_page_loop_stop(ending);
    (void)ivmc_page_loop_run(ending);
    loop = NULL;
    ivmc_page_loop_close(ending);
}

/* Each offer is a descriptor of its own, of the same file. */
static bool identify(const struct ivmc_region *region, uint64_t id[2])
{
    struct stat st;

    if (fstat((int)region->handle, &st) < 0)
        return false;
    id[0] = st.st_dev;
    id[1] = st.st_ino;
    return true;
}

const struct transport transport_page = {
    .scheme = "page:",
    .open = open_loop,
    .step = step,
    .stop = stop,
    .close = close_loop,
    .identify = identify,
    .map = ivmc_memory_map,
    .unmap = ivmc_memory_unmap,
};
