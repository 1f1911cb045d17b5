/*
 * Waiting for a peer in another domain, before a sleep. Nobody tells which
 * processor it runs on: perhaps on ours, which it then has to be given. There
 * are two ways, and each is gone as long as it leads somewhere: to look for a
 * while, and to look after each time that our processor was given away.
 */
#ifndef PAGE_PAGE_HOPE_H
#define PAGE_PAGE_HOPE_H

#include <stdbool.h>
#include <stdint.h>

#include "page_port.h"

/* Tried at each wait; after some failures in a row now and then only. */
struct page_way {
    uint32_t failures; /* in a row */
    uint32_t rest;     /* waits between two tries, once it failed too often */
    uint32_t skip;     /* of them left */
};

/* All zero in the beginning. */
struct page_hope {
    struct page_way look, give;
    bool always_looks; /* though it does not pay */
};

/*
 * Waits as far as that pays. True when `news` is, which looks at up to `places`
 * places; false: it is time to sleep.
 */
bool page_hope_for(struct page_hope *p, struct page_port *port, uint32_t places,
                   bool (*news)(void *context), void *context);

#endif /* PAGE_PAGE_HOPE_H */
