/*
 * The page channel between Xen domains, in a guest that runs MiniOS. Users
 * see ivmc/xen.h, without the loop: a server of many has a thread a client.
 *
 *   minios.c         what MiniOS is asked
 *   port_pages.c     pages granted, pages mapped
 *   port.c           what the channel asks of its platform
 *   port_handshake.c from pages and a port to a channel
 *   port_connect.c   clients, and the raw triple
 *   port_listen.c    servers
 */
#ifndef PORT_MINIOS_PORT_H
#define PORT_MINIOS_PORT_H

#include <ivmc/xen.h>

#include "minios.h"
#include "page_channel.h"
#include "rendezvous.h"

/* No sleep is longer without a look at whether the peer still runs. */
#define SLICE_NS UINT64_C(100000000)

struct port_pages {
    struct page_zero *zero; /* all pages, one after the other; NULL: none */
    uint32_t count;
    uint32_t *refs; /* ours: their grants, as many as `granted` */
    uint32_t granted;
    struct minios_map *map; /* the peer's */
};

struct port {
    struct page_port base;
    struct page_channel channel;
    struct port_pages pages;
    struct minios_event *event;
    struct page_terms terms;
    struct ivmc_xen_peer peer;
    unsigned char *spill;
};

/* ---- port_pages.c --------------------------------------------------------------- */

/* Grants pages to `domid` and enters them in the directory. */
enum ivmc_status port_pages_grant(struct port_pages *p, uint16_t domid,
                                  uint32_t count, bool server);

/* Maps what `domid` offers, at most `most` pages. `server`: we are. */
enum ivmc_status port_pages_map(struct port_pages *p, uint16_t domid,
                                uint32_t ref, uint32_t most, bool server);

/* Pages of ours that the peer still has mapped are kept until it has not. */
void port_pages_done(struct port_pages *p);

/* ---- port.c ------------------------------------------------------------------------ */

struct port *port_new(uint16_t domid); /* NULL: no memory */
void port_free(struct port *p);        /* in any state */

/* The channel of a port where `s` is IVMC_OK; else frees it. */
enum ivmc_status port_finish(struct port *p, enum ivmc_status s,
                             struct ivmc_channel **channel);

/* Nanoseconds to sleep until `d` has passed, a slice at most; 0: over. */
uint64_t port_slice(struct ivmc_deadline *d);

/* ---- port_handshake.c ----------------------------------------------------------------- */

/* All values set. */
struct ivmc_xen_options port_options(const struct ivmc_xen_options *options);

/* A port that waits for the peer, and pages for it; or what it offered. */
enum ivmc_status port_grant(struct port *p, uint32_t pages, bool server);
enum ivmc_status port_map(struct port *p, uint32_t ref, uint32_t port,
                          uint32_t max_pages, bool server);

/* Client: says its hello, and rings whoever is there. */
enum ivmc_status port_say(struct port *p, const struct ivmc_xen_options *o);

/*
 * Waits until the peer has said its hello. `request`: the path of what we
 * asked for it, with which the hope goes; NULL: there is none.
 */
enum ivmc_status port_await(struct port *p, bool server, const char *request,
                            struct ivmc_deadline *d);

/* Client: takes the answer, if it is acceptable. Server: answers. */
enum ivmc_status port_confirm(struct port *p, const struct ivmc_xen_options *o);
enum ivmc_status port_answer(struct port *p, const struct ivmc_xen_options *o);

#endif /* PORT_MINIOS_PORT_H */
