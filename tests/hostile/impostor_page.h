/* Malicious servers on shared pages. */
#ifndef IMPOSTOR_PAGE_H
#define IMPOSTOR_PAGE_H

#include <ivmc/page.h>

#include "impostor.h"
#include "raw_page.h"

/* How the server answers a client's pages; `socket` is then `p`'s. */
typedef void impostor_page_answer(struct raw_page *p, int socket,
                                  const void *script);

/* What becomes of a client that connects. */
enum ivmc_status impostor_page_pair(struct raw_page *p,
                                    impostor_page_answer *answer,
                                    const void *script,
                                    struct ivmc_channel **channel);

TCase *cases_page_answer(void);
TCase *cases_page_replies(void);
TCase *cases_page_reply_items(void);

#endif /* IMPOSTOR_PAGE_H */
