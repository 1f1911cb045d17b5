/* The client's end of a connection. */
#ifndef L4_CLIENT_H
#define L4_CLIENT_H

#include "pages.h"

struct l4_client {
    struct ivmc_channel base;
    struct pages pages;
    l4_cap_idx_t gate;  /* of the session */
    unsigned char *out; /* a message made, octets of the largest */
    bool pending;       /* the request in `out` leaves when it is waited
                               for: the registers wait for the reply */
    bool holds;         /* the reply in `in` */
    struct ivmc_header asked;
    struct ivmc_header held;
    unsigned char in[IVMC_L4_WORDS_MOST];
};

extern const struct ivmc_channel_ops client_ops;

#endif /* L4_CLIENT_H */
