/* From a connected socket to a channel, of sides that wait for each other. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "host.h"
#include "wait.h"

/* A channel that waits, with a buffer of its own. */
static enum ivmc_status set_up(struct host_port *p,
                               const struct page_terms *terms,
                               const struct ivmc_page_options *o, bool server)
{
    p->spill = malloc(terms->max_message);
    if (!p->spill) {
        errno = ENOMEM;
        return IVMC_SYSTEM;
    }
    page_channel_init(&p->channel, &page_channel_ops, &p->base, p->zero, terms,
                      server);
    page_allow_large(&p->channel, p->spill);
    if (o->waiting != IVMC_PAGE_SLEEP)
        page_allow_spin(&p->channel, o->waiting == IVMC_PAGE_SPIN);
    return IVMC_OK;
}

/* ---- clients ----------------------------------------------------------------------- */

static enum ivmc_status make_pages(struct host_port *p,
                                   const struct ivmc_page_options *o,
                                   struct page_terms *terms, int *fd)
{
    enum ivmc_status s;

    memset(terms, 0, sizeof *terms);
    if (o->request_percent > 100 ||
        !page_lay_out(&terms->layout, o->pages, o->request_percent * 256 / 100))
        return IVMC_BAD_ARGUMENT;
    terms->max_message = o->max_message;
    if (getrandom(&terms->nonce, sizeof terms->nonce, 0) < 0)
        return IVMC_SYSTEM;
    s = host_pages_make(p, o->pages, fd);
    if (s == IVMC_OK)
        page_offer(p->zero, terms);
    return s;
}

/* Checks the answer: terms in the pages, a bell if one was promised. */
static enum ivmc_status take_answer(struct host_port *p, struct host_packet *k,
                                    struct page_terms *terms)
{
    p->bell = k->passed;
    if (k->status != IVMC_OK)
        return IVMC_REFUSED;
    if ((k->bell == HOST_BELL_EVENT) != (k->passed >= 0) ||
        !page_confirm(p->zero, terms))
        return IVMC_BAD_MESSAGE;
    return IVMC_OK;
}

enum ivmc_status host_share(struct host_port *p,
                            const struct ivmc_page_options *o)
{
    struct ivmc_deadline d = ivmc_deadline_in(o->timeout_ms);
    struct page_terms terms;
    enum ivmc_status s;
    struct host_packet k;
    int fd;

    s = make_pages(p, o, &terms, &fd);
    if (s != IVMC_OK)
        return s;
    s = host_send_packet(p->socket, IVMC_OK, 0, fd);
    close(fd);
    /* A server that refuses may have hung up before: it has said why. */
    if (s == IVMC_OK)
        s = ivmc_wait_poll(p->socket, POLLIN, &d);
    if (s == IVMC_OK || s == IVMC_PEER_GONE)
        s = host_receive_packet(p->socket, &k);
    if (s == IVMC_OK)
        s = take_answer(p, &k, &terms);
    if (s == IVMC_OK)
        s = set_up(p, &terms, o, false);
    return s;
}

/* ---- servers ----------------------------------------------------------------------- */

enum ivmc_status host_answer(struct host_port *p,
                             const struct ivmc_page_options *o)
{
    struct ivmc_deadline d = ivmc_deadline_in(o->timeout_ms);
    enum ivmc_status s = ivmc_wait_poll(p->socket, POLLIN, &d);
    struct page_terms terms;

    if (s == IVMC_OK)
        s = host_meet(p, o, &terms);
    if (s != IVMC_OK)
        return s;
    s = set_up(p, &terms, o, true);
    if (s == IVMC_OK)
        return host_welcome(p, -1);
    host_refuse(p->socket, s);
    return s;
}
