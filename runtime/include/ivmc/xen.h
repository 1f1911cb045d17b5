/*
 * Calls between Xen domains, from user space of Linux: a page channel over
 * granted pages and an event channel. Wants /dev/xen/gntdev, gntalloc and
 * evtchn, and XenStore (its socket or /dev/xen/xenbus). See ivmc_xen(3), and
 * ivmc_xen(7) for how two domains find each other.
 *
 * Addresses: "xen:DOMID/NAME", or what the other end offered by itself,
 * "xen:DOMID/REF/PORT". Libraries: libivmc-xen beside libivmc.
 */
#ifndef IVMC_XEN_H
#define IVMC_XEN_H

#include <ivmc/region.h>
#include <ivmc/serve.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Octets of a security label, NUL included. */
#define IVMC_XEN_LABEL_MAX 256

struct ivmc_xen_options {
    uint32_t max_message; /* largest accepted, octets; 0: 1 MiB. The smaller of
                             both ends' limits holds for both */
    uint32_t timeout_ms;  /* to connect, and to shake hands; 0: default */
    /*
     * The label that the hypervisor must report of the peer's domain, or the
     * connection is refused; NULL: any, or none where Xen has no labels.
     */
    const char *peer_label;
    /* Clients only; `pages` also of endpoints that a loop hands out: */
    bool ask;                 /* the server grants the pages, not we */
    uint32_t pages;           /* of 4,096 octets, 1 to 1,024; 0: 16 */
    uint32_t request_percent; /* of the room, for requests; 0: 50 */
    /* Servers only: */
    uint32_t max_pages;      /* that a client may share, or ask for; 0: 256 */
    uint32_t max_clients;    /* 0: 64 */
    uint32_t max_per_domain; /* clients of one domain; 0: no limit */
    uint64_t max_memory; /* octets of shared pages and buffers; 0: 256 MiB */
    uint32_t idle_ms;    /* a message half sent this long, or replies not
                            taken, end the connection; 0: 30 s */
};

/*
 * Connects and shakes hands. NULL options are all zero. The channel is closed
 * with ivmc_channel_close, which frees it. IVMC_BAD_ADDRESS, IVMC_PEER_GONE
 * (nobody listens, no such domain), IVMC_REFUSED (by the server, or its label
 * is another), IVMC_TIMEOUT, IVMC_LIMIT (no more pages can be granted),
 * IVMC_SYSTEM (errno: EACCES, ENOENT when this is no Xen domain).
 */
enum ivmc_status ivmc_xen_connect(const char *address,
                                  const struct ivmc_xen_options *options,
                                  struct ivmc_channel **channel);

/* Who is at the other end, as the hypervisor says. */
struct ivmc_xen_peer {
    uint16_t domid;
    bool attested; /* `label` is the hypervisor's word; false: Xen has none */
    char label[IVMC_XEN_LABEL_MAX];
};

/* Of a channel of this transport; IVMC_BAD_ARGUMENT for others. */
enum ivmc_status ivmc_xen_peer(const struct ivmc_channel *channel,
                               struct ivmc_xen_peer *peer);

/* ---- the raw triple ----------------------------------------------------------- */

/* Pages and a port that wait for domain `domid`, to be told it somehow. */
struct ivmc_xen_offer;

struct ivmc_xen_triple {
    uint16_t domid; /* who offers */
    uint32_t ref;   /* the grant of page 0 */
    uint32_t port;
};

/*
 * Offers pages to `domid`, as the client or as the server of the channel to
 * be. `triple` is for the other end's ivmc_xen_connect or ivmc_xen_adopt.
 */
enum ivmc_status ivmc_xen_offer(uint16_t domid, bool server,
                                const struct ivmc_xen_options *options,
                                struct ivmc_xen_triple *triple,
                                struct ivmc_xen_offer **offer);

/* Waits until it is taken. The offer is used up, also on failure. */
enum ivmc_status ivmc_xen_offer_open(struct ivmc_xen_offer *offer,
                                     uint32_t timeout_ms,
                                     struct ivmc_channel **channel);
void ivmc_xen_offer_close(struct ivmc_xen_offer *offer);

/* Takes what a client offered: this end is the server. */
enum ivmc_status ivmc_xen_adopt(const struct ivmc_xen_triple *triple,
                                const struct ivmc_xen_options *options,
                                struct ivmc_channel **channel);

/*
 * Connects over an endpoint that came, which is used up, also on failure.
 * IVMC_BAD_MESSAGE: it is something else.
 */
enum ivmc_status ivmc_xen_connect_endpoint(
    struct ivmc_region *endpoint, const struct ivmc_xen_options *options,
    struct ivmc_channel **channel);

/* ---- a server of one connection -------------------------------------------------- */

struct ivmc_xen_listener;

/*
 * Takes requests under `name` of this domain: 1 to 64 letters, digits, - _ .
 * IVMC_BUSY when a living server of this domain has the name.
 */
enum ivmc_status ivmc_xen_listen(const char *name,
                                 const struct ivmc_xen_options *options,
                                 struct ivmc_xen_listener **listener);
void ivmc_xen_listener_close(struct ivmc_xen_listener *listener);

/* Waits for one client and shakes hands; then ivmc_serve(server, channel). */
enum ivmc_status ivmc_xen_accept(struct ivmc_xen_listener *listener,
                                 uint32_t timeout_ms,
                                 struct ivmc_channel **channel);

/* ---- a server of many ---------------------------------------------------------------- */

struct ivmc_xen_loop;

struct ivmc_xen_stats {
    uint64_t accepted, refused, closed, requests;
    uint64_t wakes;    /* times that the loop slept */
    uint64_t spurious; /* events with nothing behind them */
    uint32_t clients;
    uint64_t memory; /* octets of shared pages and buffers now */
};

/* IVMC_BUSY when the server has a loop already; else IVMC_OK, IVMC_SYSTEM. */
enum ivmc_status ivmc_xen_loop_open(struct ivmc_server *server,
                                    const struct ivmc_xen_options *options,
                                    struct ivmc_xen_loop **loop);

/* Adds a listener, which is then the loop's; several may be added. */
enum ivmc_status ivmc_xen_loop_add(struct ivmc_xen_loop *loop,
                                   struct ivmc_xen_listener *listener);

/* Takes what a client offered, as ivmc_xen_adopt: the loop's from then on. */
enum ivmc_status ivmc_xen_loop_adopt(struct ivmc_xen_loop *loop,
                                     const struct ivmc_xen_triple *triple);

/*
 * In a servant: another channel for the client that is served now, to be
 * handed out as a value of a type that is marked @ivmc::region. The client has
 * timeout_ms of the loop's options to connect. IVMC_LIMIT when all places are
 * taken, IVMC_BAD_ARGUMENT outside of a request of this loop's transport.
 */
enum ivmc_status ivmc_xen_loop_endpoint(struct ivmc_xen_loop *loop,
                                        struct ivmc_region *endpoint);

/*
 * Serves until ivmc_xen_loop_stop: then replies under way leave, for at most
 * a second, and it returns IVMC_OK.
 */
enum ivmc_status ivmc_xen_loop_run(struct ivmc_xen_loop *loop);

/* One round: serves what is ready, waiting for at most `timeout_ms`. */
enum ivmc_status ivmc_xen_loop_step(struct ivmc_xen_loop *loop,
                                    uint32_t timeout_ms);

/* Ends the run. May be called from signal handlers and other threads. */
void ivmc_xen_loop_stop(struct ivmc_xen_loop *loop);

void ivmc_xen_loop_stats(const struct ivmc_xen_loop *loop,
                         struct ivmc_xen_stats *stats);

void ivmc_xen_loop_close(struct ivmc_xen_loop *loop);

/* ---- regions: memory lent to another domain ------------------------------------ */

/*
 * As in ivmc/region.h, whose ivmc_memory_view, ivmc_memory_view_to_write and
 * ivmc_memory_revoked are for these, too; ivmc_region_close is not: nothing
 * stands behind a handle.
 */

/*
 * Memory for domain `domid`. IVMC_BAD_ARGUMENT, IVMC_LIMIT (no such size, or
 * the kernel grants no more), IVMC_SYSTEM (errno).
 */
enum ivmc_status ivmc_xen_memory_create(struct ivmc_memory *memory,
                                        uint16_t domid, uint64_t size,
                                        uint32_t rights);

/* The value to be sent to that domain; nothing is to be closed. */
enum ivmc_status ivmc_xen_memory_offer(const struct ivmc_memory *memory,
                                       struct ivmc_region *region);

/*
 * Asks the domain to let go, and offers no more; IVMC_BUSY while it has not,
 * by its own word: Linux does not tell. May be repeated.
 */
enum ivmc_status ivmc_xen_memory_revoke(struct ivmc_memory *memory);

/* Gives it up; the kernel keeps what is mapped until it is let go of. */
void ivmc_xen_memory_destroy(struct ivmc_memory *memory);

/* Maps what came from another domain; as ivmc_memory_map. */
enum ivmc_status ivmc_xen_memory_map(struct ivmc_memory *memory,
                                     const struct ivmc_region *region,
                                     uint32_t rights, uint64_t max_size);
void ivmc_xen_memory_unmap(struct ivmc_memory *memory);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_XEN_H */
