/*
 * How a client comes: hellos in registers, a gate of its own, and pages.
 *
 *   CONNECT  hello, MR[4] = pages wanted; to the service's gate
 *   reply    hello, MR[4] = pages given; the session's gate, and a dataspace
 *            when there are pages
 *   OPEN     to the session's gate: the client's part of page 0 is there
 *   reply    label 0: the server's part is, too
 */
#include "client.h"
#include "options.h"

#include <l4/re/c/util/cap_alloc.h>

#include <string.h>

struct attempt {
    struct l4_client *client;
    const struct ivmc_l4_options *options;
    struct ivmc_deadline deadline;
    l4_utcb_t *u;
    struct ivmc_hello hello; /* the server's */
    uint32_t pages;          /* that it gives */
};

static void say_hello(struct attempt *a)
{
    const struct ivmc_hello h = {.version = IVMC_PROTOCOL_VERSION,
                                 .max_message = a->options->max_message};
    l4_umword_t *mr = l4_utcb_mr_u(a->u)->mr;

    ivmc_hello_store((unsigned char *)mr, &h);
    mr[4] = a->options->pages;
}

/* Room for a gate, and for a dataspace. */
static void expect(struct attempt *a)
{
    l4_buf_regs_t *b = l4_utcb_br_u(a->u);

    b->br[0] = a->client->gate | L4_RCV_ITEM_SINGLE_CAP;
    b->br[1] = a->client->pages.dataspace | L4_RCV_ITEM_SINGLE_CAP;
    b->br[2] = 0;
    b->bdr = l4_bdr(2, 2, 0, 0);
}

static void expect_nothing(l4_utcb_t *u)
{
    l4_utcb_br_u(u)->bdr = 0;
    l4_utcb_br_u(u)->br[0] = 0;
}

/* Whether item `i` brought a capability. */
static bool is_mapped(const l4_umword_t *mr, l4_msgtag_t tag, unsigned i)
{
    return (mr[l4_msgtag_words(tag) + 2 * i] & 0xe) == L4_ITEM_MAP;
}

static enum ivmc_status take_answer(struct attempt *a, l4_msgtag_t tag)
{
    const l4_umword_t *mr = l4_utcb_mr_u(a->u)->mr;
    unsigned char hello[IVMC_HELLO_SIZE];
    uint64_t pages = mr[4];
    enum ivmc_status s;

    if (l4_msgtag_words(tag) != 5)
        return IVMC_BAD_MESSAGE;
    memcpy(hello, mr, sizeof hello);
    s = ivmc_hello_load(&a->hello, hello);
    if (s != IVMC_OK)
        return s;
    if (pages > a->options->pages || a->hello.epoch == 0 ||
        l4_msgtag_items(tag) != (pages != 0 ? 2u : 1u) ||
        !is_mapped(mr, tag, 0) || (pages != 0 && !is_mapped(mr, tag, 1)))
        return IVMC_BAD_MESSAGE;
    a->pages = (uint32_t)pages;
    return IVMC_OK;
}

static enum ivmc_status ask(struct attempt *a, l4_cap_idx_t service)
{
    l4_msgtag_t r;
    enum ivmc_status s;

    say_hello(a);
    expect(a);
    r = l4_ipc_call(service, a->u, l4_msgtag(WORDS_CONNECT, 5, 0, 0),
                    words_within(&a->deadline));
    s = words_status(l4_ipc_error(r, a->u));
    expect_nothing(a->u);
    if (s == IVMC_OK && l4_msgtag_label(r) != 0)
        s = IVMC_REFUSED;
    return s == IVMC_OK ? take_answer(a, r) : s;
}

/* ---- pages ------------------------------------------------------------------------- */

static enum ivmc_status open_pages(struct attempt *a)
{
    struct l4_client *c = a->client;
    struct page_terms terms = {.max_message = a->options->max_message,
                               .nonce = words_now() | 1};
    l4_msgtag_t r;
    enum ivmc_status s;

    if (!page_lay_out(&terms.layout, a->pages,
                      a->options->request_percent * 256 / 100) ||
        !pages_attach(&c->pages, c->pages.dataspace, a->pages))
        return IVMC_REFUSED;
    page_offer(pages_zero(&c->pages), &terms);
    r = l4_ipc_call(c->gate, a->u, l4_msgtag(WORDS_OPEN, 0, 0, 0),
                    words_within(&a->deadline));
    s = words_status(l4_ipc_error(r, a->u));
    if (s == IVMC_OK && (l4_msgtag_label(r) != 0 ||
                         !page_confirm(pages_zero(&c->pages), &terms) ||
                         terms.epoch != a->hello.epoch))
        s = IVMC_BAD_MESSAGE;
    if (s == IVMC_OK)
        pages_open(&c->pages, &pages_client_ops, &terms, false);
    return s;
}

/* ---- the channel --------------------------------------------------------------------- */

static struct l4_client *place(void *memory, size_t size, uint32_t max_message)
{
    size_t at = (sizeof(struct l4_client) + 15) & ~(size_t)15;
    size_t room = ((size_t)max_message + 15) & ~(size_t)15;
    struct l4_client *c = memory;

    if ((uintptr_t)memory % 16 != 0 || size < at + 2 * room)
        return NULL;
    memset(c, 0, sizeof *c);
    c->out = (unsigned char *)memory + at;
    c->pages.spill = c->out + room;
    return c;
}

static void give_up(struct l4_client *c)
{
    pages_detach(&c->pages);
    if (l4_is_valid_cap(c->gate))
        l4re_util_cap_free_um(c->gate);
    if (l4_is_valid_cap(c->pages.dataspace))
        l4re_util_cap_free_um(c->pages.dataspace);
}

static void set_up(struct attempt *a)
{
    struct l4_client *c = a->client;
    uint32_t largest = a->options->max_message;
    uint32_t registers = IVMC_HEADER_SIZE + IVMC_L4_WORDS_MOST;

    if (a->hello.max_message < largest)
        largest = a->hello.max_message;
    if (!c->pages.there && largest > registers)
        largest = registers;
    ivmc_channel_init(&c->base, &client_ops, largest, a->hello.epoch);
    c->base.max_in_flight = 1;
    c->pages.gate = c->gate;
}

enum ivmc_status ivmc_l4_connect(unsigned long service,
                                 const struct ivmc_l4_options *options,
                                 void *memory, size_t size,
                                 struct ivmc_channel **channel)
{
    const struct ivmc_l4_options o = l4_options(options);
    struct attempt a = {.options = &o};
    enum ivmc_status s = IVMC_LIMIT;

    *channel = NULL;
    a.client = place(memory, size, o.max_message);
    if (!a.client)
        return s;
    a.u = l4_utcb();
    a.deadline = ivmc_deadline_in(o.timeout_ms);
    a.client->gate = l4re_util_cap_alloc();
    a.client->pages.dataspace = l4re_util_cap_alloc();
    if (l4_is_valid_cap(a.client->gate) &&
        l4_is_valid_cap(a.client->pages.dataspace))
        s = ask(&a, service);
    a.client->pages.gate = a.client->gate;
    if (s == IVMC_OK && a.pages != 0)
        s = open_pages(&a);
    if (s != IVMC_OK) {
        give_up(a.client);
        return s;
    }
    set_up(&a);
    *channel = &a.client->base;
    return IVMC_OK;
}
