/*
 * Malicious clients on shared pages. The programs differ in the server
 * attacked: HOSTILE_PAGE_LOOP.
 */
#ifndef PAGES_H
#define PAGES_H

#include <ivmc/page.h>

#include "hostile.h"
#include "raw_page.h"

/* Where the victim listens. */
const char *pages_address(void);

TCase *cases_page_handshake(void);
TCase *cases_page_ring(void);
TCase *cases_page_items(void);

#endif /* PAGES_H */
