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

#include <ivmc/region.h>
#include <ivmc/serve.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IVMC_XEN_LABEL_MAX 256

/*
 * What lets regions and endpoints travel: &ivmc_xen_guest_items in the options
 * of both ends; who does not name it does not link it.
 */
struct ivmc_xen_guest_items;
extern const struct ivmc_xen_guest_items ivmc_xen_guest_items;

struct ivmc_xen_guest_options {
    uint32_t max_message; /* largest accepted, octets; 0: 4,096. The smaller of
                             both ends' limits holds for both */
    uint32_t timeout_ms;  /* to connect, and to shake hands; 0: default */
    const char *peer_label; /* that the peer's domain must have; NULL: any */
    bool spin; /* looks for a while before each sleep, not only while that
                  pays: where each domain has a processor for itself */
    const struct ivmc_xen_guest_items *items; /* NULL: none travel */
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

/* ---- endpoints: channels handed out as items --------------------------------- */

/*
 * In a servant: a place for another channel of the client that is served now,
 * who has timeout_ms of the options to connect. IVMC_LIMIT: there is none;
 * IVMC_BAD_ARGUMENT outside of ivmc_xen_guest_serve.
 */
enum ivmc_status ivmc_xen_guest_endpoint(struct ivmc_server *server,
                                         struct ivmc_region *endpoint);

/* Connects over one that came, which is used up. IVMC_BAD_MESSAGE: it is none. */
enum ivmc_status ivmc_xen_guest_connect_endpoint(
    struct ivmc_region *endpoint, const struct ivmc_xen_guest_options *options,
    uint32_t pages, void *memory, size_t size, struct ivmc_channel **channel);

/* ---- regions: memory lent to another domain ------------------------------------ */

/*
 * As in ivmc/region.h, whose ivmc_memory_view, ivmc_memory_view_to_write and
 * ivmc_memory_revoked are for these, too; `lent`, at a multiple of 4,096, is
 * the region's until the end, and afterwards as long as
 * ivmc_guest_is_granted says so. So much is lent for `size` octets:
 */
#define IVMC_XEN_GUEST_REGION(size)                                            \
    ((size_t)4096 * (((size) + 4095u) / 4096u + (size) / 4096u / 1022u + 4u))

/*
 * Memory for domain `domid`. IVMC_BAD_ARGUMENT, IVMC_LIMIT (too little was
 * lent, or the grant table is full), IVMC_BUSY (an earlier peer still has the
 * memory mapped).
 */
enum ivmc_status ivmc_xen_guest_memory_create(struct ivmc_memory *memory,
                                              uint16_t domid, void *lent,
                                              size_t lent_size, uint64_t size,
                                              uint32_t rights);

/* The value to be sent to that domain; nothing is to be closed. */
enum ivmc_status ivmc_xen_guest_memory_offer(const struct ivmc_memory *memory,
                                             struct ivmc_region *region);

/*
 * Asks the domain to let go, and has no more of it mapped; IVMC_BUSY while
 * something is, as the hypervisor knows. May be repeated.
 */
enum ivmc_status ivmc_xen_guest_memory_revoke(struct ivmc_memory *memory);

/* Gives it up; what is mapped stays granted until it is let go of. */
void ivmc_xen_guest_memory_destroy(struct ivmc_memory *memory);

/* Maps what came in the place of the lent memory, hidden meanwhile. */
enum ivmc_status ivmc_xen_guest_memory_map(struct ivmc_memory *memory,
                                           const struct ivmc_region *region,
                                           uint32_t rights, uint64_t max_size,
                                           void *lent, size_t lent_size);
void ivmc_xen_guest_memory_unmap(struct ivmc_memory *memory);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_XEN_GUEST_H */
