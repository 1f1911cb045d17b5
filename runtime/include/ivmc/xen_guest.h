/*
 * Calls from and to a guest of Xen that has no operating system: what a page
 * channel needs, over the guest library (ivmc/guest.h). One thread, no
 * allocator: the caller lends the memory. See ivmc_xen_guest(3), and
 * ivmc_xen(7) for how two domains find each other.
 *
 * Addresses as in ivmc/xen.h.
 */
#ifndef IVMC_XEN_GUEST_H
#define IVMC_XEN_GUEST_H

#include <ivmc/serve.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IVMC_XEN_LABEL_MAX 256

struct ivmc_xen_guest_options {
    uint32_t max_message; /* largest accepted, octets; 0: 4,096. The smaller of
                             both ends' limits holds for both */
    uint32_t timeout_ms;  /* to connect, and to shake hands; 0: default */
    const char *peer_label; /* that the peer's domain must have; NULL: any */
    /* Clients only: */
    bool ask;                 /* the server grants the pages, not we */
    uint32_t request_percent; /* of the room, for requests; 0: 50 */
    /* Servers only: */
    uint32_t max_clients;    /* 0: 1, which alone may be called back; at most
                             127; each has its part of the memory */
    uint32_t max_per_domain; /* clients of one domain; 0: no limit */
    uint32_t idle_ms;        /* a message half sent this long, or replies not
                             taken, end the connection; 0: 30 s */
};

/*
 * Octets that one client's channel wants lent, and those of a server of
 * `clients`: for `pages` shared pages each, and messages of at most
 * `max_message` octets. At a multiple of 4,096.
 */
#define IVMC_XEN_GUEST_MEMORY(pages, max_message)                              \
    ((size_t)4096 * ((pages) + 2 + ((max_message) + 4095u) / 4096u))
#define IVMC_XEN_GUEST_SERVE_MEMORY(clients, pages, max_message)               \
    ((size_t)(clients)*IVMC_XEN_GUEST_MEMORY(pages, 3 * ((max_message) + 64)))

/*
 * Connects and shakes hands; `pages` are shared, or at most those asked for.
 * The memory is the channel's until ivmc_channel_close; then it may be used
 * for the next as it is, and for anything else when ivmc_guest_is_granted says
 * that the peer has let go of it. Statuses as in ivmc/xen.h; IVMC_LIMIT when
 * the memory is too small or not aligned; IVMC_BUSY when an earlier peer
 * still has it mapped.
 */
enum ivmc_status ivmc_xen_guest_connect(
    const char *address, const struct ivmc_xen_guest_options *options,
    uint32_t pages, void *memory, size_t size, struct ivmc_channel **channel);

struct ivmc_xen_guest_peer {
    uint16_t domid;
    bool attested; /* `label` is the hypervisor's word; false: Xen has none */
    char label[IVMC_XEN_LABEL_MAX];
};

enum ivmc_status ivmc_xen_guest_peer(const struct ivmc_channel *channel,
                                     struct ivmc_xen_guest_peer *peer);

/*
 * Takes requests under `name` of this domain and serves clients that share at
 * most `pages` pages, until a servant sets `*stop`: then IVMC_OK. IVMC_LIMIT
 * as above; else why XenStore does not let it begin. Changes that
 * ivmc_guest_store_watch reports are this function's meanwhile.
 */
enum ivmc_status ivmc_xen_guest_serve(
    struct ivmc_server *server, const char *name,
    const struct ivmc_xen_guest_options *options, uint32_t pages, void *memory,
    size_t size, const volatile bool *stop);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_XEN_GUEST_H */
