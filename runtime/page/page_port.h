/*
 * What a platform supplies to the page channel: time, processors, doorbells,
 * items, and in servers of many clients memory. A port embeds struct
 * page_port; everything is called from the channel's thread.
 */
#ifndef PAGE_PAGE_PORT_H
#define PAGE_PAGE_PORT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ivmc/transport.h>

struct page_port;

struct page_port_ops {
    const char *name; /* of the transport, for diagnostics */

    /* A monotonic clock, in nanoseconds. */
    uint64_t (*now)(struct page_port *port);

    /* The processor that this thread runs on, + 1; 0 where not known. */
    uint32_t (*cpu)(struct page_port *port);

    /* Rings the peer's doorbell; `waits_for` are the bits it had set. */
    void (*ring)(struct page_port *port, uint32_t waits_for);

    /*
     * Sleeps while `*word`, which the peer writes, is `seen`, for at most
     * `ns`; may wake early, and for nothing.
     */
    void (*wait)(struct page_port *port, _Atomic uint32_t *word, uint32_t seen,
                 uint64_t ns);

    /* Lets others run here: after spinning in vain, instead of a sleep. */
    void (*give_way)(struct page_port *port);

    /* Whether the peer still runs; asked after each wait for nothing. */
    bool (*peer_alive)(struct page_port *port);

    /*
     * Items go and come beside the pages, in the order of their messages and
     * before them, or in their frames (struct page_carry). NULL: none can.
     * Taking gives IVMC_LIMIT when we have no room for those that came, which
     * are lost: that costs the call. Anything else but IVMC_OK: those that were
     * announced are not there.
     */
    enum ivmc_status (*send_items)(struct page_port *port,
                                   const struct ivmc_items *items);
    enum ivmc_status (*take_items)(struct page_port *port, uint32_t count,
                                   struct ivmc_items *items);
    void (*close_item)(struct page_port *port, struct ivmc_item *item);

    /*
     * Servers of many: memory for what one client is slow to send or to take.
     * NULL above its quota.
     */
    void *(*lend)(struct page_port *port, size_t size);
    void (*give_back)(struct page_port *port, void *memory, size_t size);

    /* Unmaps and frees all, the port too. */
    void (*close)(struct page_port *port);
};

struct page_port {
    const struct page_port_ops *ops;
};

#endif /* PAGE_PAGE_PORT_H */
