/* The client's end of a connection. */
#ifndef L4_CLIENT_H
#define L4_CLIENT_H

#include "pages.h"

/* A bound object: what we know it by, and what the pages do. */
struct bound {
    uint32_t gate; /* number of its capability: the slot of our objects */
    uint32_t slot; /* the server's */
    uint64_t key;
};

struct l4_client {
    struct ivmc_channel base;
    struct pages pages;
    l4_cap_idx_t gate; /* of the session */
    l4_cap_idx_t next; /* an empty slot, for the gate of the next object; 0 */
    struct bound bound[IVMC_MAX_BINDINGS];
    uint32_t bound_count;
    unsigned char *out; /* a message made, octets of the largest */
    bool pending;       /* the request in `out` leaves when it is waited
                               for: the registers wait for the reply */
    bool holds;         /* the reply in `in` */
    struct ivmc_header asked;
    struct ivmc_header held;
    unsigned char in[IVMC_L4_WORDS_MOST];
};

extern const struct ivmc_channel_ops client_ops;

/* After a time-out: IVMC_PEER_GONE, or still IVMC_TIMEOUT. */
enum ivmc_status client_is_gone(struct l4_client *c);

#endif /* L4_CLIENT_H */
