/* Other domains, on the hypervisor's word. */
#ifndef DOMB_DOMAINS_H
#define DOMB_DOMAINS_H

#include <stdint.h>

/*
 * The first domain from number `from` on. Results: 0, -ESRCH (there is none),
 * -EACCES (of `*domid` nothing may be known).
 */
long domains_next(uint16_t from, uint16_t *domid, unsigned char handle[16]);

#endif /* DOMB_DOMAINS_H */
