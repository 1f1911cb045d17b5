#include "xen.h"

#include <stdio.h>
#include <string.h>

#include <ivmc/xen.h>

static struct ivmc_xen_loop *loop;

enum ivmc_status xen_connect(const char *address, uint32_t max_message,
                             struct ivmc_channel **channel)
{
    /* No more pages than a small guest takes. */
    const struct ivmc_xen_options options = {.max_message = max_message,
                                             .pages = 4};

    return ivmc_xen_connect(address, &options, channel);
}

static enum ivmc_status add(const char *address,
                            const struct ivmc_xen_options *options)
{
    struct ivmc_xen_listener *listener;
    enum ivmc_status s =
        ivmc_xen_listen(address + strlen("xen:"), options, &listener);

    if (s == IVMC_OK)
        s = ivmc_xen_loop_add(loop, listener);
    if (s == IVMC_OK)
        printf("serving at %s\n", address);
    return s;
}

enum ivmc_status xen_serve(struct ivmc_server *server, const char *program,
                           char *const *addresses, uint32_t max_message)
{
    const struct ivmc_xen_options options = {.max_message = max_message};
    enum ivmc_status s = ivmc_xen_loop_open(server, &options, &loop);

    for (; s == IVMC_OK && *addresses; addresses++)
        s = add(*addresses, &options);
    fflush(stdout);
    if (s == IVMC_OK)
        s = ivmc_xen_loop_run(loop);
    else
        fprintf(stderr, "%s: %s\n", program, ivmc_status_text(s));
    ivmc_xen_loop_close(loop);
    return s;
}

void xen_stop(void)
{
    if (loop)
        ivmc_xen_loop_stop(loop);
}
