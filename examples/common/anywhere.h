/*
 * What the examples have in common: the address says over what they talk.
 * "page:/path" is shared pages (ivmc/page.h), "xen:DOMID/NAME" another domain
 * of Xen ("xen:NAME" to serve under; ivmc/xen.h, where it was built), all
 * others are sockets (ivmc/sockets.h).
 */
#ifndef ANYWHERE_H
#define ANYWHERE_H

#include <ivmc/serve.h>

/* `max_message`: the largest message, in octets; 0: the default. */
enum ivmc_status anywhere_connect(const char *address, uint32_t max_message,
                                  struct ivmc_channel **channel);

/*
 * Serves any number of clients at all of the addresses, which end with NULL
 * and are of one kind, and prints them; until SIGINT or SIGTERM. What goes
 * wrong with an address is printed after `program`.
 */
enum ivmc_status anywhere_serve(struct ivmc_server *server, const char *program,
                                char *const *addresses, uint32_t max_message);

#endif /* ANYWHERE_H */
