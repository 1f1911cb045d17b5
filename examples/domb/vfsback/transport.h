/*
 * What DomB's calls come over: grants and event channels of Xen, or shared
 * pages of this machine, as in tests. One of them at a time, in one thread
 * but for `stop`.
 */
#ifndef VFSBACK_TRANSPORT_H
#define VFSBACK_TRANSPORT_H

#include <ivmc/region.h>
#include <ivmc/serve.h>

/* Messages are that small: contents go through windows. */
#define TRANSPORT_MESSAGE 4096u
#define TRANSPORT_CLIENTS 64u
#define TRANSPORT_OF_ONE  2u /* domain: guests may come, too */

struct transport {
    const char *scheme; /* that its addresses begin with */
    /* `label`: that clients must have; NULL: any. */
    enum ivmc_status (*open)(struct ivmc_server *server, const char *address,
                             const char *label);
    enum ivmc_status (*step)(uint32_t timeout_ms);
    void (*stop)(void); /* ends a step; also from signal handlers */
    /* Lets replies under way leave, and closes. */
    void (*close)(void);

    /* ---- windows ---- */
    /* What tells this memory from all others that are mapped. */
    bool (*identify)(const struct ivmc_region *region, uint64_t id[2]);
    enum ivmc_status (*map)(struct ivmc_memory *memory,
                            const struct ivmc_region *region, uint32_t rights,
                            uint64_t max_size);
    void (*unmap)(struct ivmc_memory *memory);
};

extern const struct transport transport_page;
extern const struct transport transport_xen;

#endif /* VFSBACK_TRANSPORT_H */
