/* The server's part of the handshake, whether it waits for it or not. */
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "host.h"

/* Never 0. */
static uint32_t new_epoch(void)
{
    uint32_t epoch = 0;

    (void)getrandom(&epoch, sizeof epoch, 0);
    return epoch | 1;
}

static enum ivmc_status take_pages(struct host_port *p,
                                   const struct ivmc_page_options *o,
                                   const struct host_packet *k,
                                   struct page_terms *terms)
{
    enum ivmc_status s = IVMC_BAD_MESSAGE;

    if (k->status != IVMC_OK)
        return k->status;
    if (k->passed >= 0 && k->bell == 0)
        s = host_pages_map(p, o->max_pages, k->passed);
    if (s != IVMC_OK)
        return s;
    memset(terms, 0, sizeof *terms);
    terms->layout.pages = (uint32_t)(p->size / PAGE_SIZE);
    terms->max_message = o->max_message;
    terms->epoch = new_epoch();
    return page_answer(p->zero, terms) ? IVMC_OK : IVMC_BAD_MESSAGE;
}

enum ivmc_status host_meet(struct host_port *p,
                           const struct ivmc_page_options *o,
                           struct page_terms *terms)
{
    struct host_packet k;
    enum ivmc_status s = host_receive_packet(p->socket, &k);

    if (s != IVMC_OK)
        return s;
    s = take_pages(p, o, &k, terms);
    if (k.passed >= 0)
        close(k.passed);
    if (s != IVMC_OK)
        host_refuse(p->socket, s);
    return s;
}

enum ivmc_status host_welcome(struct host_port *p, int bell)
{
    return host_send_packet(p->socket, IVMC_OK,
                            bell >= 0 ? HOST_BELL_EVENT : HOST_BELL_FUTEX,
                            bell);
}
