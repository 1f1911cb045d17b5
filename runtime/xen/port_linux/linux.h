/*
 * The page channel between Xen domains, from user space of Linux.
 *
 *   linux_handles.c    the devices, and XenStore
 *   linux_share.c      pages of the kernel's, to be granted
 *   linux_pages.c      pages granted, pages mapped
 *   linux_label.c      what the hypervisor knows of the peer
 *   linux_port.c       what the channel asks of its platform
 *   linux_handshake.c  from pages and a port to a channel
 *   linux_store.c      requests and inboxes
 *   linux_connect.c    clients
 *   linux_keeper.c     what is left of a server that was killed
 *   linux_offer.c      the raw triple
 *   linux_listen.c     servers of one client
 *   linux_region_own.c, linux_region_map.c  memory lent by grants
 *   linux_loop.c       servers of many: rounds
 *   linux_client.c     one of them
 *   linux_endpoint.c   channels handed out as items
 */
#ifndef LINUX_LINUX_H
#define LINUX_LINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xencall.h>
#include <xenevtchn.h>
#include <xengnttab.h>
#include <xenstore.h>

#include <ivmc/xen.h>

#include "page_channel.h"
#include "rendezvous.h"

/* No sleep is longer without a look at whether the peer still runs. */
#define LINUX_SLICE_MS 100

/* ---- linux_handles.c ---------------------------------------------------------- */

/* A channel has its own, a loop one for all its clients. */
struct linux_handles {
    xenevtchn_handle *events;
    xengnttab_handle *grants;
    xencall_handle *calls;   /* NULL: not opened, or not allowed */
    bool no_calls;           /* not allowed */
    struct xs_handle *store; /* NULL: not opened, or given up again */
    int slice;               /* a timer that ends sleeps now and then */
    bool slice_runs;
};

/* Says nothing: what a peer can cause is no news for the standard error. */
extern struct xentoollog_logger linux_silence;

enum ivmc_status linux_handles_open(struct linux_handles *h);
void linux_handles_close(struct linux_handles *h);

/* Opened when first wanted; NULL when they cannot be. */
xencall_handle *linux_calls(struct linux_handles *h);
struct xs_handle *linux_store(struct linux_handles *h);

/* The thread and the socket of watches are not needed any more. */
void linux_store_close(struct linux_handles *h);

/* ---- linux_share.c ------------------------------------------------------------ */

/*
 * Grants zeroed pages to `domid`, one after the other, and gives their
 * references. When they are given up, however that comes about, the octet at
 * `offset` of the first is cleared and `port` rung; port 0: nobody is told.
 * NULL: errno; linux_share_failed makes a status of it.
 */
void *linux_share(uint16_t domid, uint32_t count, bool writable, uint32_t *refs,
                  uint32_t offset, uint32_t port);
void linux_unshare(void *pages, uint32_t count);

/* ---- linux_pages.c ------------------------------------------------------------ */

struct linux_pages {
    struct page_zero *zero; /* all pages, one after the other; NULL: none */
    uint32_t count;
    bool ours;    /* they were granted; else they were mapped */
    uint32_t ref; /* ours: the grant of page 0 */
    void *told;   /* mapped: page 0 once more, whose end the peer is told of */
};

/*
 * Grants pages to `domid`, and enters them in the directory. `server`: which
 * side we are. IVMC_LIMIT when the system grants no more.
 */
enum ivmc_status linux_pages_grant(struct linux_pages *p, uint16_t domid,
                                   uint32_t count, bool server, uint32_t port);

/* Maps what `triple` names; the other fields are as above. */
enum ivmc_status linux_pages_map(struct linux_pages *p, struct linux_handles *h,
                                 const struct ivmc_xen_triple *triple,
                                 uint32_t most, bool server, uint32_t port);

/* IVMC_LIMIT when the kernel grants no more. */
enum ivmc_status linux_share_failed(void);

/* Gives them up; a peer that is there is told. */
void linux_pages_done(struct linux_pages *p, struct linux_handles *h);

/* ---- linux_label.c ------------------------------------------------------------ */

enum linux_link { LINK_UNKNOWN, LINK_UP, LINK_DOWN };

/* Whether the other end of an own port is bound: the hypervisor's word. */
enum linux_link linux_link_of(struct linux_handles *h, uint32_t port);

/* The label of the peer of a port that is bound, into `peer`. */
void linux_label_read(struct linux_handles *h, uint32_t port,
                      struct ivmc_xen_peer *peer);

/* ---- linux_port.c ------------------------------------------------------------- */

struct linux_port {
    struct page_port base;
    struct page_channel channel;
    struct page_carry carry;
    struct linux_handles *handles; /* the own ones, or the loop's */
    struct linux_handles own;
    struct linux_pages pages;
    uint32_t port; /* 0: none */
    struct ivmc_xen_peer peer;
    struct page_terms terms;
    unsigned char *spill; /* the port's own, or NULL */
    uint64_t *memory;     /* servers of many: the count of all, its limit */
    uint64_t max_memory;
};

/* A port of a loop, or with handles of its own when `loop` is NULL. */
enum ivmc_status linux_port_init(struct linux_port *p,
                                 struct linux_handles *loop);

/* Gives up all there is, in any state, but not the memory of `p`. */
void linux_port_done(struct linux_port *p);

/* Of a loop: its close gives up nothing. */
bool linux_port_in_loop(const struct linux_port *p);

/* The port of a channel of this transport; else NULL. */
struct linux_port *linux_port_of(struct ivmc_channel *channel);

/* Takes events that came, and lets the next ones come. */
void linux_take_events(struct linux_handles *h);

/* Whether the domain of the peer is still there, as far as can be known. */
bool linux_domain_is_there(struct linux_handles *h, uint16_t domid);

/* Milliseconds for poll(2) until `d` has passed, a slice at most; 0: over. */
int linux_slice(struct ivmc_deadline *d);

/* ---- linux_handshake.c -------------------------------------------------------- */

/* All values set. */
struct ivmc_xen_options linux_options(const struct ivmc_xen_options *options);

/* An unbound port for `domid`, and pages for it. */
enum ivmc_status linux_grant(struct linux_port *p, uint16_t domid,
                             uint32_t pages, bool server);

/* Binds the port that `triple` names, and maps its pages. */
enum ivmc_status linux_map(struct linux_port *p,
                           const struct ivmc_xen_triple *triple,
                           uint32_t max_pages, bool server);

/* Client: says its hello, and rings if somebody listens already. */
enum ivmc_status linux_say(struct linux_port *p,
                           const struct ivmc_xen_options *o);

/* Client: whether the server has answered. Then: whether it is acceptable. */
bool linux_is_answered(struct linux_port *p);
enum ivmc_status linux_confirm(struct linux_port *p,
                               const struct ivmc_xen_options *o);

/* Server: whether the client has said its hello. Then: the answer. */
bool linux_is_called(struct linux_port *p);
enum ivmc_status linux_answer(struct linux_port *p,
                              const struct ivmc_xen_options *o,
                              unsigned char *spill);

/* ---- linux_store.c -------------------------------------------------------------- */

bool linux_own_domid(struct xs_handle *store, uint16_t *domid);

/* A client's request at a server. */
struct linux_request {
    char path[XEN_PATH_MAX];
    bool put;
};

/* IVMC_PEER_GONE when nobody takes requests there. */
enum ivmc_status linux_request_put(struct linux_request *q,
                                   struct xs_handle *store,
                                   const struct xen_address *server,
                                   const struct xen_request *r);
void linux_request_remove(struct linux_request *q, struct xs_handle *store);

enum linux_fate { FATE_OPEN, FATE_ANSWERED, FATE_GONE };

/* What became of it; a server's offer goes to `offer`. */
enum linux_fate linux_request_look(const struct linux_request *q,
                                   struct xs_handle *store,
                                   struct ivmc_xen_triple *offer);

/* Takes the events of watches that came. True when there were any. */
bool linux_take_watches(struct xs_handle *store);

/* A server's inbox, made and watched. */
bool linux_inbox_make(struct xs_handle *store, const char *path, uint16_t own);
void linux_inbox_remove(struct xs_handle *store, const char *path);

/* The names of requests, to be freed; NULL with count 0: there are none. */
char **linux_inbox_list(struct xs_handle *store, const char *path,
                        unsigned *count);

/*
 * Whose request it is and what it wants. False when it is none, or not that
 * of whom its name names: then it is only good to be removed.
 */
bool linux_inbox_read(struct xs_handle *store, const char *path,
                      uint16_t *client, struct xen_request *r);

/* The server's offer, in place of what was asked. */
bool linux_inbox_answer(struct xs_handle *store, const char *path,
                        const struct ivmc_xen_triple *offer);

/* ---- linux_connect.c ------------------------------------------------------------ */

/* A port on the heap, with handles of its own. */
enum ivmc_status linux_port_new(struct linux_port **p);
void linux_port_free(struct linux_port *p);

/*
 * What `s` says of a port on the heap: its channel, or nothing and the port is
 * freed.
 */
enum ivmc_status linux_finish(struct linux_port *p, enum ivmc_status s,
                              struct ivmc_channel **channel);

/* Connects to what an address says. */
enum ivmc_status linux_connect_to(const struct xen_address *to,
                                  const struct ivmc_xen_options *options,
                                  struct ivmc_channel **channel);

/* Waits until `there`. `q`: with it goes the hope; NULL: there is none. */
enum ivmc_status linux_await(struct linux_port *p,
                             bool (*there)(struct linux_port *p),
                             const struct linux_request *q,
                             struct ivmc_deadline *d);

/* ---- linux_keeper.c --------------------------------------------------------------- */

/*
 * Has the inbox at `path` removed when this process ends, however it ends. Its
 * keeper holds `lock` as long as it may do that. -1: errno. Else what ends
 * with this process, and may be dismissed before: then the inbox is ours to
 * remove.
 */
int linux_keeper_start(int lock, const char *path);
void linux_keeper_dismiss(int keeper);

/* ---- linux_listen.c --------------------------------------------------------------- */

struct ivmc_xen_listener {
    struct ivmc_xen_options options;
    struct xs_handle *store;
    char path[XEN_PATH_MAX];
    uint16_t own;
    int lock;   /* the name is ours while this is open */
    int keeper; /* what its keeper waits for the end of */
    bool again; /* its inbox could not be listed: no event will tell */
    struct ivmc_xen_listener *next; /* of the same loop */
};

/* A request taken from an inbox. */
struct linux_taken {
    char path[XEN_PATH_MAX];
    uint16_t client;
    struct xen_request request;
};

/*
 * A good request that is not `under_way`; bad ones are removed. False when
 * there are none; after many bad ones, too: their end is an event, again.
 */
bool linux_take_request(struct ivmc_xen_listener *l,
                        bool (*under_way)(void *context, const char *path),
                        void *context, struct linux_taken *t);

#endif /* LINUX_LINUX_H */
