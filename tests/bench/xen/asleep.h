/*
 * What our waits cost when they sleep at once: the linker has the functions
 * that let them hope first (runtime/page/page_hope.h) come by here (--wrap).
 */
#ifndef BENCH_XEN_ASLEEP_H
#define BENCH_XEN_ASLEEP_H

#include <stdbool.h>

struct page_channel;
struct page_hope;
struct page_port;

void __real_page_allow_hope(struct page_channel *c);
void __wrap_page_allow_hope(struct page_channel *c);
bool __real_page_hope_for(struct page_hope *p, struct page_port *port,
                          uint32_t places, bool (*news)(void *context),
                          void *context);
bool __wrap_page_hope_for(struct page_hope *p, struct page_port *port,
                          uint32_t places, bool (*news)(void *context),
                          void *context);

/* Of channels opened, and servers that wait, from now on. */
static bool sleeps_at_once;

void __wrap_page_allow_hope(struct page_channel *c)
{
    if (!sleeps_at_once)
        __real_page_allow_hope(c);
}

bool __wrap_page_hope_for(struct page_hope *p, struct page_port *port,
                          uint32_t places, bool (*news)(void *context),
                          void *context)
{
    return !sleeps_at_once &&
           __real_page_hope_for(p, port, places, news, context);
}

#endif /* BENCH_XEN_ASLEEP_H */
