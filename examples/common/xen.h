/* Addresses of Xen domains, where libivmc-xen is; elsewhere none is good. */
#ifndef COMMON_XEN_H
#define COMMON_XEN_H

#include <ivmc/serve.h>

/* Clients: "xen:DOMID/NAME", "xen:DOMID/REF/PORT". */
enum ivmc_status xen_connect(const char *address, uint32_t max_message,
                             struct ivmc_channel **channel);

/* Servers: "xen:NAME". */
enum ivmc_status xen_serve(struct ivmc_server *server, const char *program,
                           char *const *addresses, uint32_t max_message);

/* From a signal handler. */
void xen_stop(void);

#endif /* COMMON_XEN_H */
