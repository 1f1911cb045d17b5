/*
 * The page channel beside the registers: what does not fit them. Both ends
 * have one in the dataspace that the server made for them.
 */
#ifndef L4_PAGES_H
#define L4_PAGES_H

#include "page_channel.h"
#include "words.h"

struct pages {
    struct page_port port;
    struct page_channel channel;
    bool there;
    l4_cap_idx_t dataspace;
    void *start;
    uint32_t count;

    /* Of a client: */
    l4_cap_idx_t gate;
    bool rung; /* and the server has not been told yet */

    /* Of a server: */
    bool awaits; /* the client: its bell is to be answered */
    void (*answer)(struct pages *p); /* answers it */
    unsigned char *spare[2];         /* a request collected, a reply kept */
    bool spare_used[2];
    uint32_t spare_size;

    unsigned char *spill; /* of the largest message */
};

extern const struct page_port_ops pages_client_ops;
extern const struct page_port_ops pages_server_ops;

/* Maps the dataspace; false: it cannot be, or is too small. */
bool pages_attach(struct pages *p, l4_cap_idx_t dataspace, uint32_t count);
void pages_detach(struct pages *p);

static inline struct page_zero *pages_zero(const struct pages *p)
{
    return (struct page_zero *)p->start;
}

/* Sets the channel up over what was agreed upon. */
void pages_open(struct pages *p, const struct page_port_ops *ops,
                const struct page_terms *terms, bool server);

/* A message that was made elsewhere. */
enum ivmc_status pages_send(struct pages *p, const struct ivmc_message *m,
                            struct ivmc_deadline *deadline);

/* Rings, if that has not been done, and waits for nothing. */
void pages_bell(struct pages *p, struct ivmc_deadline *deadline);

#endif /* L4_PAGES_H */
