/* Clients: pages offered to a server, or asked of it. */
#include "guest_port.h"

/* How often XenStore is looked at while a server takes its time. */
#define LOOK_NS UINT64_C(10000000)

struct attempt {
    struct guest_port *port;
    const struct ivmc_xen_guest_options *options;
    const struct xen_address *address;
    uint32_t pages;
    uint64_t until_ns;
    struct page_terms terms;
    char path[XEN_PATH_MAX]; /* of the request; "": none */
};

static bool is_over(const struct attempt *a)
{
    return ivmc_guest_now() >= a->until_ns;
}

static void wait_a_little(const struct attempt *a, uint64_t ns)
{
    uint64_t soon = ivmc_guest_now() + ns;

    ivmc_guest_wait(&a->port->event, a->port->event != 0 ? 1 : 0,
                    soon < a->until_ns ? soon : a->until_ns);
}

/* Puts the request into the server's inbox. */
static enum ivmc_status post(struct attempt *a, const struct xen_request *r)
{
    char inbox[XEN_PATH_MAX], name[XEN_VALUE_MAX], text[XEN_VALUE_MAX];
    enum ivmc_status s;
    uint16_t own;

    s = guest_own_domid(&own);
    if (s != IVMC_OK)
        return s;
    xen_inbox_path(inbox, a->address->domid, a->address->name);
    xen_request_name(name, own, (uint32_t)ivmc_guest_random());
    xen_request_path(a->path, inbox, name);
    xen_request_write(text, r);
    s = ivmc_guest_store_write(a->path, text);
    /* No right to make an inbox that is not there. */
    if (s == IVMC_REFUSED || s == IVMC_BAD_OBJECT)
        return IVMC_PEER_GONE;
    if (s == IVMC_OK)
        s = ivmc_guest_store_permit(a->path, own, 'n', a->address->domid, 'b');
    /* The server may have been faster. */
    return s == IVMC_BAD_OBJECT ? IVMC_OK : s;
}

static enum ivmc_status lay_out(struct attempt *a, uint32_t pages)
{
    a->terms.max_message = a->options->max_message;
    a->terms.nonce = ivmc_guest_random();
    return a->options->request_percent <= 100 &&
                   page_lay_out(&a->terms.layout, pages,
                                a->options->request_percent * 256 / 100)
               ? IVMC_OK
               : IVMC_BAD_ARGUMENT;
}

/* Our pages, and a request that says where they are. */
static enum ivmc_status offer(struct attempt *a)
{
    struct xen_request request = {.kind = XEN_OFFER};
    struct guest_port *p = a->port;
    enum ivmc_status s;

    s = lay_out(a, a->pages);
    if (s == IVMC_OK)
        s = guest_port_grant(p, a->address->domid, a->pages);
    if (s == IVMC_OK)
        s = ivmc_guest_port_offer(a->address->domid, &p->event);
    if (s != IVMC_OK)
        return s;
    page_offer(guest_zero_of(p), &a->terms);
    xen_directory_write(guest_zero_of(p), false, p->entries, p->pages);
    request.ref = p->entries[0];
    request.port = p->event;
    return post(a, &request);
}

/* The server's pages: it waits for what we say in them. */
static enum ivmc_status take(struct attempt *a, uint32_t ref, uint32_t port)
{
    struct guest_port *p = a->port;
    enum ivmc_status s;

    s = guest_port_map(p, a->address->domid, ref, true, a->pages);
    if (s == IVMC_OK)
        s = ivmc_guest_port_bind(a->address->domid, port, &p->event);
    if (s == IVMC_OK)
        s = lay_out(a, p->pages);
    if (s != IVMC_OK)
        return s;
    page_offer(guest_zero_of(p), &a->terms);
    ivmc_guest_port_ring(p->event);
    return IVMC_OK;
}

/* Asks for pages, and waits until the server's offer is in the request. */
static enum ivmc_status ask(struct attempt *a)
{
    struct xen_request r = {.kind = XEN_ASK, .pages = a->pages};
    char text[XEN_VALUE_MAX];
    enum ivmc_status s;
    size_t len;

    s = post(a, &r);
    while (s == IVMC_OK) {
        s = ivmc_guest_store_read(a->path, text, sizeof text, &len);
        if (s == IVMC_BAD_OBJECT)
            return IVMC_REFUSED;
        if (s == IVMC_OK && !xen_request_read(&r, text, len))
            return IVMC_BAD_MESSAGE;
        if (s == IVMC_OK && r.kind == XEN_OFFER)
            return take(a, r.ref, r.port);
        if (is_over(a))
            return IVMC_TIMEOUT;
        wait_a_little(a, LOOK_NS);
    }
    return s;
}

static bool has_answer(struct attempt *a)
{
    /* Acquire: what the server said is read after it said that it has. */
    return atomic_load_explicit(&guest_zero_of(a->port)->server_hello.state,
                                memory_order_acquire) == PAGE_OPEN;
}

/* IVMC_OK while the server may still answer. */
static enum ivmc_status is_waiting(const struct attempt *a)
{
    char text[XEN_VALUE_MAX];
    enum ivmc_status s;

    if (is_over(a))
        return IVMC_TIMEOUT;
    if (!a->port->granted && !ivmc_guest_port_connected(a->port->event))
        return IVMC_PEER_GONE;
    if (a->path[0] == '\0')
        return IVMC_OK;
    s = ivmc_guest_store_read(a->path, text, sizeof text, NULL);
    return s == IVMC_BAD_OBJECT ? IVMC_REFUSED : s;
}

static enum ivmc_status await_answer(struct attempt *a)
{
    enum ivmc_status s = IVMC_OK;

    for (;;) {
        /* The bell is taken before the look. */
        (void)ivmc_guest_port_rung(a->port->event);
        if (has_answer(a))
            break;
        if (s != IVMC_OK)
            return s;
        wait_a_little(a, GUEST_SLICE_NS);
        s = is_waiting(a);
    }
    return page_confirm(guest_zero_of(a->port), &a->terms)
               ? guest_port_attest(a->port, a->options->peer_label)
               : IVMC_BAD_MESSAGE;
}

/* An earlier peer may need a moment to let go of these pages. */
static enum ivmc_status await_memory(void *memory, size_t size, uint64_t until)
{
    while (ivmc_guest_is_granted(memory, size)) {
        if (ivmc_guest_now() >= until)
            return IVMC_BUSY;
        ivmc_guest_wait(NULL, 0, ivmc_guest_now() + LOOK_NS);
    }
    return IVMC_OK;
}

static enum ivmc_status reach(struct attempt *a)
{
    const struct xen_address *to = a->address;
    enum ivmc_status s;

    if (to->raw)
        s = take(a, to->ref, to->port);
    else
        s = a->options->ask ? ask(a) : offer(a);
    if (s == IVMC_OK)
        s = await_answer(a);
    if (s == IVMC_OK)
        return s;
    if (a->path[0] != '\0')
        (void)ivmc_guest_store_remove(a->path);
    guest_port_done(a->port);
    return s;
}

enum ivmc_status guest_connect_to(const struct xen_address *to,
                                  const struct ivmc_xen_guest_options *options,
                                  uint32_t pages, void *memory, size_t size,
                                  struct ivmc_channel **channel)
{
    struct ivmc_xen_guest_options o = guest_options(options);
    struct attempt a = {.options = &o, .address = to, .pages = pages};
    enum ivmc_status s;

    a.until_ns = o.timeout_ms == IVMC_FOREVER
                     ? UINT64_MAX
                     : ivmc_guest_now() + o.timeout_ms * UINT64_C(1000000);
    s = await_memory(memory, size, a.until_ns);
    if (s != IVMC_OK)
        return s;
    a.port = guest_port_place(memory, size, pages, o.max_message, false);
    if (!a.port)
        return IVMC_LIMIT;
    s = reach(&a);
    if (s != IVMC_OK)
        return s;
    guest_port_open(a.port, &page_channel_ops, &a.terms, &o, false);
    *channel = &a.port->channel.base;
    return IVMC_OK;
}

enum ivmc_status ivmc_xen_guest_connect(
    const char *address, const struct ivmc_xen_guest_options *options,
    uint32_t pages, void *memory, size_t size, struct ivmc_channel **channel)
{
    struct xen_address to;

    *channel = NULL;
    if (!xen_address_read(&to, address))
        return IVMC_BAD_ADDRESS;
    return guest_connect_to(&to, options, pages, memory, size, channel);
}
