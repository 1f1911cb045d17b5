/* Pairs over shared pages: a server of one client, and one of many. */
#ifndef PAIR_PAGE_H
#define PAIR_PAGE_H

#include <ivmc/page.h>

#include "conformance.h"

void pair_page_open(struct conformance_pair *p, bool loop,
                    const struct ivmc_page_options *options);
void pair_page_stop(struct conformance_pair *p);
void pair_page_close(struct conformance_pair *p);

#endif /* PAIR_PAGE_H */
