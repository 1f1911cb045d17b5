/* Built without libivmc-xen. */
#include "xen.h"

#include <stdio.h>

enum ivmc_status xen_connect(const char *address, uint32_t max_message,
                             struct ivmc_channel **channel)
{
    (void)address;
    (void)max_message;
    *channel = NULL;
    return IVMC_BAD_ADDRESS;
}

enum ivmc_status xen_serve(struct ivmc_server *server, const char *program,
                           char *const *addresses, uint32_t max_message)
{
    (void)server;
    (void)max_message;
    fprintf(stderr, "%s: %s: built without libivmc-xen\n", program, *addresses);
    return IVMC_BAD_ADDRESS;
}

void xen_stop(void)
{
}
