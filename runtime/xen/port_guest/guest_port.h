/*
 * The page channel of a guest: grants, event channels, and memory that the
 * caller lends.
 *
 *   guest_port.c     what the channel asks of its platform; pages, labels
 *   guest_connect.c  clients
 *   guest_serve.c    servers: who comes, and rounds
 *   guest_client.c   one client of a server
 *
 * and, linked only by who uses them,
 *
 *   guest_items.c    items in messages
 *   guest_region_*.c memory lent to a peer, and by one (guest_region.h)
 *   guest_endpoint.c channels handed out as items
 */
#ifndef GUEST_GUEST_PORT_H
#define GUEST_GUEST_PORT_H

#include <ivmc/xen_guest.h>

#include "directory.h"
#include "guest.h"
#include "page_channel.h"
#include "rendezvous.h"

/* No sleep is longer: a destroyed peer rings no bell. */
#define GUEST_SLICE_NS UINT64_C(100000000)

enum guest_state {
    GUEST_FREE,
    GUEST_ASKED, /* its hello is awaited in pages of ours */
    GUEST_OPEN,
    GUEST_CLOSED /* but it may still have our pages mapped */
};

/* Lies in the lent memory, behind the pages; its buffers follow. */
struct guest_port {
    struct page_port base;
    struct page_channel channel;
    struct ivmc_xen_guest_peer peer;
    unsigned char *memory; /* page 0 */
    uint32_t *entries;     /* of each page: its grant, or its handle */
    uint32_t pages;        /* granted, or mapped */
    bool granted;
    uint32_t event;    /* 0: none */
    uint64_t slice_ns; /* when a sleep is to end; 0: to be said anew */
    unsigned char *spill;

    /* Of a server: */
    enum guest_state state;
    unsigned char *spare[2]; /* a request collected, a reply kept */
    bool spare_used[2];
    uint32_t spare_size;
    uint64_t since_ns;          /* it has had to go on with something */
    uint32_t progress;          /* what it had taken and sent then */
    char request[XEN_PATH_MAX]; /* "": it was not asked for there */

    struct page_carry carry; /* of items */
};

/* What lets items travel; linked by who names it. */
struct ivmc_xen_guest_items {
    void (*allow)(struct guest_port *p);
};

static inline struct page_zero *guest_zero_of(const struct guest_port *p)
{
    return (struct page_zero *)(void *)p->memory;
}

/* All values set. */
struct ivmc_xen_guest_options guest_options(
    const struct ivmc_xen_guest_options *options);

/*
 * Lays a port out in lent memory: NULL if it has no room for so many pages and
 * the largest message, or three of them in servers of `many`.
 */
struct guest_port *guest_port_place(void *memory, size_t size, uint32_t pages,
                                    uint32_t max_message, bool many);

/* Zeroes the pages and grants them. */
enum ivmc_status guest_port_grant(struct guest_port *p, uint16_t domid,
                                  uint32_t pages);

/* Maps page 0 and, as the peer says, the others: at most `max`. */
enum ivmc_status guest_port_map(struct guest_port *p, uint16_t domid,
                                uint32_t ref, bool server_offered,
                                uint32_t max);

/* Asks for the peer's label: IVMC_REFUSED if it is not `wanted`, or none. */
enum ivmc_status guest_port_attest(struct guest_port *p, const char *wanted);

/* Sets the channel up over the pages that were agreed upon. */
void guest_port_open(struct guest_port *p, const struct ivmc_channel_ops *how,
                     const struct page_terms *terms,
                     const struct ivmc_xen_guest_options *options, bool server);

/* Gives all back that can be, in any state. */
void guest_port_done(struct guest_port *p);

/* Our domid, as XenStore says: a hint to the peer. */
enum ivmc_status guest_own_domid(uint16_t *domid);

/* guest_connect.c: as ivmc_xen_guest_connect. */
enum ivmc_status guest_connect_to(const struct xen_address *to,
                                  const struct ivmc_xen_guest_options *options,
                                  uint32_t pages, void *memory, size_t size,
                                  struct ivmc_channel **channel);

/* ---- guest_client.c ------------------------------------------------------- */

struct guest_serving {
    struct ivmc_server *server;
    struct ivmc_xen_guest_options options;
    uint32_t pages;
    unsigned char *memory;
    size_t share; /* octets of it for each client */
    uint16_t own;
    char inbox[XEN_PATH_MAX];
    uint64_t slice_ns; /* when it is over */
    bool served; /* something, in this round */
    struct page_hope hope;
    const volatile bool *stop;
    uint64_t rest_until_ns; /* 0, or XenStore was too slow: left alone */
    char again[IVMC_GUEST_PATH_MAX]; /* then: where it was */
    struct ivmc_request request;
};

/* A place for a client of this domain; NULL: there is none. */
struct guest_port *guest_find_place(struct guest_serving *v, uint16_t domid);

/* Takes a request away, or has it done when XenStore comes to it. */
enum ivmc_status guest_forget_request(const char *path);

/* The client in place n. */
struct guest_port *guest_client_at(struct guest_serving *v, uint32_t n);

/* Pages and a port for it, and time to say hello. `path`: who asked there. */
enum ivmc_status guest_client_offer(struct guest_serving *v,
                                    struct guest_port *p, uint32_t pages,
                                    const char *path);

/* A request came: what the client offers, or what it asks for. */
enum ivmc_status guest_client_take(struct guest_serving *v,
                                   struct guest_port *p,
                                   const struct xen_request *r);
enum ivmc_status guest_client_ask(struct guest_serving *v, struct guest_port *p,
                                  const struct xen_request *r,
                                  const char *path);

/* Serves what is there, a bounded amount; ends who is gone or too slow. */
void guest_client_serve(struct guest_serving *v, struct guest_port *p);

/* Has its bell rung for what comes; and whether something has. */
void guest_client_arm(struct guest_port *p, bool asleep);
bool guest_client_pending(struct guest_port *p);

void guest_client_close(struct guest_port *p);

/* The same of a server's client, of whom it may keep something. */
static inline void guest_serve_end(struct guest_serving *v,
                                   struct guest_port *p)
{
    bool open = p->state == GUEST_OPEN;

    guest_client_close(p);
    if (open)
        ivmc_server_ended(v->server, p->channel.base.id);
}

#endif /* GUEST_GUEST_PORT_H */
