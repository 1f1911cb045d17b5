/*
 * How two domains find each other: addresses, and the hints that travel by
 * XenStore. ivmc_xen(7) specifies it. No word of it is trusted: whose grant
 * is mapped and whose port is bound, the hypervisor decides.
 *
 * A server keeps an inbox, /local/domain/S/data/ivmc/NAME, that all domains
 * may write to. A client of domain C puts a request there, C-TAG, and gives S
 * the right to change it:
 *
 *     offer REF PORT    C granted page 0 to S, and PORT waits for S
 *     ask PAGES         S is to grant so many pages, and writes its offer here
 *
 * The server takes the request away when it has answered in page 0, and when
 * it refuses. Text only here: no XenStore, no library.
 */
#ifndef XEN_RENDEZVOUS_H
#define XEN_RENDEZVOUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XEN_DOMID_END 0x7ff0u /* the first that names no domain */
#define XEN_NAME_MAX  64u     /* octets of a server's name */

/* "xen:DOMID/NAME", or the raw triple "xen:DOMID/REF/PORT". */
struct xen_address {
    uint16_t domid;
    bool raw;
    uint32_t ref, port;          /* raw: page 0's grant, the event channel */
    char name[XEN_NAME_MAX + 1]; /* else; letters, digits, - _ . only */
};

/* False when `text` is no such address. */
bool xen_address_read(struct xen_address *a, const char *text);

/* Whether `name` may name a server. */
bool xen_name_is_good(const char *name);

/* Room for any path and any value written here, NUL included. */
#define XEN_PATH_MAX  128u
#define XEN_VALUE_MAX 48u

/* Where `name` of domain `domid` takes requests. */
void xen_inbox_path(char to[XEN_PATH_MAX], uint16_t domid, const char *name);

/* A request's own name in the inbox, and its path. `tag`: unique in C. */
void xen_request_name(char to[XEN_VALUE_MAX], uint16_t client, uint32_t tag);
void xen_request_path(char to[XEN_PATH_MAX], const char *inbox,
                      const char *request);

/* Whose request it says it is. False when it is no request's name. */
bool xen_request_name_read(uint16_t *client, const char *name);

enum xen_request_kind { XEN_OFFER, XEN_ASK };

struct xen_request {
    enum xen_request_kind kind;
    uint32_t ref, port; /* XEN_OFFER */
    uint32_t pages;     /* XEN_ASK */
};

/* The value of a request, and of a server's answer to `ask`: its offer. */
void xen_request_write(char to[XEN_VALUE_MAX], const struct xen_request *r);
bool xen_request_read(struct xen_request *r, const char *text, size_t len);

#endif /* XEN_RENDEZVOUS_H */
