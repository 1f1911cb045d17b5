/* Servers: who comes by way of XenStore, and rounds. */
#include "guest_port.h"

#include <string.h>

/* As many ports as can be slept for, XenStore's among them. */
#define MOST_CLIENTS 127u

/* Requests of clients to come before those that are there have their turn. */
#define REQUESTS_A_ROUND 4

/* Of those who are served, with XenStore; and so long it is then left alone. */
#define PATIENCE_NS UINT64_C(250000000)
#define REST_NS     UINT64_C(1000000000)

/* ---- the inbox ----------------------------------------------------------------- */

/*
 * Empty, and for all to write to; what was in it is forgotten. Who may write
 * there may also put an inbox of its own in its place, which we have no right
 * to; but to what it lies in.
 */
static enum ivmc_status make_inbox(const struct guest_serving *v)
{
    enum ivmc_status s = ivmc_guest_store_remove(v->inbox);

    if (s == IVMC_REFUSED)
        s = ivmc_guest_store_remove("data/ivmc");
    if (s == IVMC_OK || s == IVMC_BAD_OBJECT)
        s = ivmc_guest_store_write(v->inbox, "");
    if (s == IVMC_OK)
        s = ivmc_guest_store_permit(v->inbox, v->own, 'b', v->own, 'b');
    return s;
}

static enum ivmc_status open_inbox(struct guest_serving *v, const char *name)
{
    enum ivmc_status s = guest_own_domid(&v->own);

    if (s != IVMC_OK)
        return s;
    xen_inbox_path(v->inbox, v->own, name);
    /* Watched first: requests are seen by their events alone. */
    s = ivmc_guest_store_watch(v->inbox);
    if (s != IVMC_OK)
        return s;
    s = make_inbox(v);
    if (s != IVMC_OK)
        (void)ivmc_guest_store_unwatch(v->inbox);
    return s;
}

/* The name of the request at `path`; NULL: it is not in the inbox. */
static const char *request_at(const struct guest_serving *v, const char *path)
{
    size_t len = strlen(v->inbox);

    if (memcmp(path, v->inbox, len) != 0 || path[len] != '/')
        return NULL;
    return path + len + 1;
}

struct guest_port *guest_find_place(struct guest_serving *v, uint16_t domid)
{
    struct guest_port *p, *place = NULL;
    uint32_t n, its = 0;

    for (n = 0; n < v->options.max_clients; n++) {
        p = guest_client_at(v, n);
        if (p->state == GUEST_FREE)
            place = p;
        else if (p->peer.domid == domid)
            its++;
    }
    if (v->options.max_per_domain != 0 && its >= v->options.max_per_domain)
        return NULL;
    if (place)
        place->peer.domid = domid;
    return place;
}

/* What XenStore has to say of a request; its name tells whose it is. */
static enum ivmc_status read_request(const char *path, uint16_t domid,
                                     struct xen_request *r)
{
    char text[XEN_VALUE_MAX];
    enum ivmc_status s;
    uint16_t owner;
    size_t len;

    s = ivmc_guest_store_owner(path, &owner);
    if (s == IVMC_OK && owner != domid)
        return IVMC_REFUSED;
    if (s == IVMC_OK)
        s = ivmc_guest_store_read(path, text, sizeof text, &len);
    if (s == IVMC_OK && !xen_request_read(r, text, len))
        return IVMC_BAD_MESSAGE;
    return s;
}

/*
 * IVMC_TIMEOUT: it is to be looked at again. IVMC_BUSY: it is not, but
 * XenStore is slow.
 */
static enum ivmc_status answer(struct guest_serving *v, const char *path,
                               const char *name)
{
    enum ivmc_status s = IVMC_BAD_MESSAGE;
    struct xen_request r;
    struct guest_port *p;
    uint16_t domid;

    if (xen_request_name_read(&domid, name))
        s = read_request(path, domid, &r);
    if (s == IVMC_TIMEOUT)
        return s;
    p = s == IVMC_OK ? guest_find_place(v, domid) : NULL;
    if (p && r.kind == XEN_ASK && guest_client_ask(v, p, &r, path) == IVMC_OK)
        return IVMC_OK;
    if (p && r.kind == XEN_OFFER)
        (void)guest_client_take(v, p, &r);
    s = guest_forget_request(path);
    return s == IVMC_TIMEOUT ? IVMC_BUSY : s;
}

/* Our own answer to one who asked is reported, too. */
static bool is_answered(struct guest_serving *v, const char *path)
{
    uint32_t n;

    for (n = 0; n < v->options.max_clients; n++)
        if (guest_client_at(v, n)->state == GUEST_ASKED &&
            strcmp(guest_client_at(v, n)->request, path) == 0)
            return true;
    return false;
}

/* Some were lost, or who may write here took the inbox away. */
static enum ivmc_status see_to_inbox(const struct guest_serving *v,
                                     const char *path)
{
    enum ivmc_status s = IVMC_BAD_OBJECT;
    uint16_t owner;

    if (path[0] != '\0')
        s = ivmc_guest_store_owner(v->inbox, &owner);
    if (s == IVMC_TIMEOUT || (s == IVMC_OK && owner == v->own))
        return s;
    return make_inbox(v);
}

enum ivmc_status guest_forget_request(const char *path)
{
    enum ivmc_status s;

    guest_store_patience_ns = PATIENCE_NS;
    s = ivmc_guest_store_remove(path);
    guest_store_patience_ns = GUEST_STORE_PATIENCE_NS;
    return s;
}

/* What is to be looked at: what was too slow before, then what is new. */
static bool next_change(struct guest_serving *v, char *path)
{
    if (v->rest_until_ns == 0)
        return ivmc_guest_store_change(path);
    if (ivmc_guest_now() < v->rest_until_ns)
        return false;
    v->rest_until_ns = 0;
    memcpy(path, v->again, sizeof v->again);
    return true;
}

/*
 * Whoever serves XenStore may be slow: then those who are served wait for it
 * a little, and not again before it had a rest.
 */
static void take_requests(struct guest_serving *v)
{
    char path[IVMC_GUEST_PATH_MAX];
    enum ivmc_status s;
    const char *name;
    int n;

    for (n = 0; n < REQUESTS_A_ROUND && next_change(v, path); n++) {
        guest_store_patience_ns = PATIENCE_NS;
        name = request_at(v, path);
        s = IVMC_OK;
        if (!name)
            s = see_to_inbox(v, path);
        else if (!is_answered(v, path))
            s = answer(v, path, name);
        guest_store_patience_ns = GUEST_STORE_PATIENCE_NS;
        if (s != IVMC_TIMEOUT && s != IVMC_BUSY)
            continue;
        v->rest_until_ns = ivmc_guest_now() + REST_NS;
        memcpy(v->again, s == IVMC_TIMEOUT ? path : v->inbox, sizeof v->again);
    }
}

/* ---- rounds -------------------------------------------------------------------- */

static bool is_pending(void *serving)
{
    struct guest_serving *v = serving;
    uint32_t n;

    for (n = 0; n < v->options.max_clients; n++)
        if (guest_client_pending(guest_client_at(v, n)))
            return true;
    return false;
}

/* Who was served may have more to ask soon. */
static bool await_more(struct guest_serving *v)
{
    return v->served && page_hope_for(&v->hope, &guest_client_at(v, 0)->base,
                                      v->options.max_clients, is_pending, v);
}

static bool arm_all(struct guest_serving *v, bool asleep)
{
    uint32_t n;

    for (n = 0; n < v->options.max_clients; n++)
        guest_client_arm(guest_client_at(v, n), asleep);
    /* Their counters are looked at after they can see that we sleep. */
    atomic_thread_fence(memory_order_seq_cst);
    return is_pending(v);
}

/* Bells rung before this are forgotten: what they were for is looked at. */
static void forget_bells(struct guest_serving *v)
{
    uint32_t n;

    (void)ivmc_guest_port_rung(ivmc_guest_store_port());
    for (n = 0; n < v->options.max_clients; n++)
        if (guest_client_at(v, n)->event != 0)
            (void)ivmc_guest_port_rung(guest_client_at(v, n)->event);
}

/* What can ring: also of clients that came in this round. */
static uint32_t collect_ports(struct guest_serving *v,
                              uint32_t ports[MOST_CLIENTS + 1])
{
    uint32_t count = 0;
    uint32_t n;

    ports[count++] = ivmc_guest_store_port();
    for (n = 0; n < v->options.max_clients; n++)
        if (guest_client_at(v, n)->event != 0)
            ports[count++] = guest_client_at(v, n)->event;
    return count;
}

/* A destroyed peer says nothing. */
static void end_the_dead(struct guest_serving *v)
{
    uint32_t n;

    for (n = 0; n < v->options.max_clients; n++) {
        struct guest_port *p = guest_client_at(v, n);

        if (p->state == GUEST_OPEN && !ivmc_guest_port_connected(p->event))
            guest_serve_end(v, p);
    }
}

static bool any_rung(const uint32_t *ports, uint32_t count)
{
    uint32_t n;

    for (n = 0; n < count; n++)
        if (ivmc_guest_port_rung(ports[n]))
            return true;
    return false;
}

/* Goes on beside many rounds: the clock is not read in each. */
static void end_slice(struct guest_serving *v)
{
    end_the_dead(v);
    v->slice_ns = ivmc_guest_now() + GUEST_SLICE_NS;
}

static void sleep_a_while(struct guest_serving *v)
{
    uint32_t ports[MOST_CLIENTS + 1];
    uint32_t count = collect_ports(v, ports);

    ivmc_guest_wait(ports, count, v->slice_ns);
    if (!any_rung(ports, count))
        end_slice(v);
}

static void serve_round(struct guest_serving *v)
{
    uint32_t n;

    v->served = false;
    forget_bells(v);
    take_requests(v);
    for (n = 0; n < v->options.max_clients && !*v->stop; n++)
        guest_client_serve(v, guest_client_at(v, n));
    if (*v->stop || await_more(v))
        return;
    if (!arm_all(v, true))
        sleep_a_while(v);
    (void)arm_all(v, false);
}

/* ---- servers ------------------------------------------------------------------- */

static struct ivmc_channel *find_channel(void *context, uint64_t id)
{
    struct guest_serving *v = context;
    uint32_t n;

    for (n = 0; n < v->options.max_clients; n++) {
        struct guest_port *p = guest_client_at(v, n);

        if (p->state == GUEST_OPEN && p->channel.base.id == id)
            return &p->channel.base;
    }
    return NULL;
}

static bool make_places(struct guest_serving *v, size_t size)
{
    struct guest_port *p;
    uint32_t n;

    v->share = size / v->options.max_clients / PAGE_SIZE * PAGE_SIZE;
    for (n = 0; n < v->options.max_clients; n++) {
        p = guest_port_place(v->memory + n * v->share, v->share, v->pages,
                             v->options.max_message, true);
        if (!p)
            return false;
        /* A client of an earlier server may not have let go of it yet. */
        if (ivmc_guest_is_granted(p->memory, (size_t)v->pages * PAGE_SIZE))
            p->state = GUEST_CLOSED;
    }
    return true;
}

enum ivmc_status ivmc_xen_guest_serve(
    struct ivmc_server *server, const char *name,
    const struct ivmc_xen_guest_options *options, uint32_t pages, void *memory,
    size_t size, const volatile bool *stop)
{
    struct guest_serving v = {.server = server,
                              .options = guest_options(options),
                              .pages = pages,
                              .memory = memory,
                              .stop = stop};
    enum ivmc_status s;
    uint32_t n;

    if (!xen_name_is_good(name))
        return IVMC_BAD_ADDRESS;
    if (v.options.max_clients > MOST_CLIENTS || !make_places(&v, size))
        return IVMC_LIMIT;
    s = open_inbox(&v, name);
    if (s != IVMC_OK)
        return s;
    server->find_channel = find_channel;
    server->loop = &v;
    v.hope.always_looks = v.options.spin;
    v.slice_ns = ivmc_guest_now() + GUEST_SLICE_NS;
    while (!*stop)
        serve_round(&v);
    for (n = 0; n < v.options.max_clients; n++)
        guest_serve_end(&v, guest_client_at(&v, n));
    server->loop = NULL;
    server->find_channel = NULL;
    (void)ivmc_guest_store_unwatch(v.inbox);
    return ivmc_guest_store_remove(v.inbox);
}
