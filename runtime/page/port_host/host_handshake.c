/*
 * From a connected socket to a channel. The client's packet brings the pages,
 * the server's answer says whether it took them and how it wants to be woken:
 *
 *      0  "IVMC"
 *      4  u16 version   1
 *      6  u16 status    client: 0; server: 0, or why not
 *      8  u32 bell      client: 0; server: 0 futex, 1 eventfd, which it brings
 *     12  u32           0
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "host.h"
#include "items.h"
#include "wait.h"

struct ivmc_page_options host_options(const struct ivmc_page_options *options)
{
    struct ivmc_page_options o;

    memset(&o, 0, sizeof o);
    if (options)
        o = *options;
    if (o.max_message == 0)
        o.max_message = UINT32_C(1) << 20;
    if (o.max_message < IVMC_HEADER_SIZE)
        o.max_message = IVMC_HEADER_SIZE;
    if (o.timeout_ms == 0)
        o.timeout_ms = IVMC_DEFAULT_TIMEOUT_MS;
    if (o.pages == 0)
        o.pages = 64;
    if (o.request_percent == 0)
        o.request_percent = 50;
    if (o.max_pages == 0 || o.max_pages > PAGE_MAX_PAGES)
        o.max_pages = PAGE_MAX_PAGES;
    if (o.max_clients == 0)
        o.max_clients = 1024;
    if (o.max_memory == 0)
        o.max_memory = UINT64_C(1) << 30;
    if (o.idle_ms == 0)
        o.idle_ms = 30000;
    if (o.backlog == 0)
        o.backlog = 128;
    return o;
}

/* ---- packets ---------------------------------------------------------------------- */

static enum ivmc_status send_packet(int fd, enum ivmc_status status,
                                    uint32_t bell, int passed)
{
    unsigned char octets[HOST_PACKET] = {'I', 'V', 'M', 'C'};
    struct iovec iov = {octets, sizeof octets};
    struct ivmc_items items = {.count = passed >= 0 ? 1 : 0};
    union items_control control;
    struct msghdr m;

    ivmc_store_u16(octets + 4, PAGE_VERSION);
    ivmc_store_u16(octets + 6, (uint16_t)status);
    ivmc_store_u32(octets + 8, bell);
    items.item[0].handle = passed;
    memset(&m, 0, sizeof m);
    m.msg_iov = &iov;
    m.msg_iovlen = 1;
    ivmc_items_attach(&m, &control, &items);
    while (sendmsg(fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        if (errno != EINTR)
            return IVMC_PEER_GONE;
    return IVMC_OK;
}

struct packet {
    enum ivmc_status status;
    uint32_t bell;
    int passed; /* -1: no descriptor came */
};

static bool load_packet(struct packet *k, const unsigned char *octets)
{
    uint16_t status = ivmc_load_u16(octets + 6);

    k->status = (enum ivmc_status)status;
    k->bell = ivmc_load_u32(octets + 8);
    return memcmp(octets, "IVMC", 4) == 0 && status < IVMC_STATUS_COUNT &&
           ivmc_load_u32(octets + 12) == 0 && k->bell <= HOST_BELL_EVENT;
}

/* Reads a packet that is there, or waits for nothing. */
static enum ivmc_status receive_packet(int fd, struct packet *k)
{
    unsigned char octets[HOST_PACKET];
    struct iovec iov = {octets, sizeof octets};
    struct ivmc_items items = {.count = 0};
    int flags = MSG_DONTWAIT;
    enum items_result result;
    int reset = 0;
    ssize_t n;

    k->passed = -1;
    do {
        flags = MSG_DONTWAIT;
        result = ivmc_items_receive(fd, &iov, &flags, &n, &items);
        /* Reported first, though a refusal may have come before it. */
    } while (n < 0 && (errno == EINTR || (errno == ECONNRESET && !reset++)));
    if (n <= 0)
        return IVMC_PEER_GONE;
    if (result == ITEMS_BROKEN || result == ITEMS_LOST || n != HOST_PACKET ||
        (flags & MSG_TRUNC) || !load_packet(k, octets) || items.count > 1) {
        ivmc_items_close(&items);
        return IVMC_BAD_MESSAGE;
    }
    if (items.count == 1)
        k->passed = (int)items.item[0].handle;
    if (ivmc_load_u16(octets + 4) != PAGE_VERSION && k->status == IVMC_OK)
        k->status = IVMC_REFUSED;
    return IVMC_OK;
}

void host_refuse(int fd, enum ivmc_status status)
{
    (void)send_packet(fd, status, 0, -1);
}

/* ---- the client's part --------------------------------------------------------------- */

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
static enum ivmc_status take_answer(struct host_port *p, struct packet *k,
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

static enum ivmc_status own_spill(struct host_port *p, uint32_t size)
{
    p->spill = malloc(size);
    if (p->spill)
        return IVMC_OK;
    errno = ENOMEM;
    return IVMC_SYSTEM;
}

static void set_up(struct host_port *p, const struct page_terms *terms,
                   const struct ivmc_page_options *o, bool server,
                   unsigned char *spill)
{
    page_channel_init(&p->channel, &p->base, p->zero, terms, server);
    page_allow_large(&p->channel, spill);
    if (o->waiting != IVMC_PAGE_SLEEP)
        page_allow_spin(&p->channel, o->waiting == IVMC_PAGE_SPIN);
}

enum ivmc_status host_share(struct host_port *p,
                            const struct ivmc_page_options *o)
{
    struct ivmc_deadline d = ivmc_deadline_in(o->timeout_ms);
    struct page_terms terms;
    enum ivmc_status s;
    struct packet k;
    int fd;

    s = make_pages(p, o, &terms, &fd);
    if (s != IVMC_OK)
        return s;
    s = send_packet(p->socket, IVMC_OK, 0, fd);
    close(fd);
    /* A server that refuses may have hung up before: it has said why. */
    if (s == IVMC_OK)
        s = ivmc_wait_poll(p->socket, POLLIN, &d);
    if (s == IVMC_OK || s == IVMC_PEER_GONE)
        s = receive_packet(p->socket, &k);
    if (s == IVMC_OK)
        s = take_answer(p, &k, &terms);
    if (s == IVMC_OK)
        s = own_spill(p, terms.max_message);
    if (s == IVMC_OK)
        set_up(p, &terms, o, false, p->spill);
    return s;
}

/* ---- the server's part ---------------------------------------------------------------- */

static uint32_t new_epoch(void)
{
    uint32_t epoch;

    do {
        epoch = 1;
        if (getrandom(&epoch, sizeof epoch, 0) < 0)
            break;
    } while (epoch == 0);
    return epoch;
}

static enum ivmc_status take_pages(struct host_port *p,
                                   const struct ivmc_page_options *o,
                                   const struct packet *k,
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

enum ivmc_status host_answer_now(struct host_port *p,
                                 const struct ivmc_page_options *o, int bell,
                                 unsigned char *spill)
{
    struct page_terms terms;
    enum ivmc_status s;
    struct packet k;

    s = receive_packet(p->socket, &k);
    if (s != IVMC_OK)
        return s;
    s = take_pages(p, o, &k, &terms);
    if (k.passed >= 0)
        close(k.passed);
    if (s == IVMC_OK && !spill) {
        s = own_spill(p, terms.max_message);
        spill = p->spill;
    }
    if (s != IVMC_OK) {
        host_refuse(p->socket, s);
        return s;
    }
    set_up(p, &terms, o, true, spill);
    return send_packet(p->socket, IVMC_OK,
                       bell >= 0 ? HOST_BELL_EVENT : HOST_BELL_FUTEX, bell);
}

enum ivmc_status host_answer(struct host_port *p,
                             const struct ivmc_page_options *o)
{
    struct ivmc_deadline d = ivmc_deadline_in(o->timeout_ms);
    enum ivmc_status s = ivmc_wait_poll(p->socket, POLLIN, &d);

    return s == IVMC_OK ? host_answer_now(p, o, -1, NULL) : s;
}
