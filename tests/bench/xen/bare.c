/* By hand: the three system calls that it takes, and no deadline. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <xencall.h>
#include <xenevtchn.h>
#include <xengnttab.h>
#include <xenstore.h>

#include <xen/sched.h>
#include <xen/xen.h>

#include "bare.h"
#include "dom0.h"

struct bare {
    xenevtchn_handle *events;
    evtchn_port_t port;
    struct bare_page *page;
    uint32_t number;
    unsigned char message[BARE_OCTETS];
    xencall_handle *calls; /* awake: to give way */
};

/* Waits until the guest has told its page. */
static void find_offer(uint16_t domid, uint32_t *ref, uint32_t *port)
{
    struct xs_handle *store = xs_open(0);
    char path[64];
    char *text;

    if (!store)
        fail("xs_open");
    snprintf(path, sizeof path, "/local/domain/%u/" BARE_NODE, domid);
    while ((text = xs_read(store, XBT_NULL, path, NULL)) == NULL)
        usleep(10000);
    if (sscanf(text, "%u %u", ref, port) != 2)
        fail(path);
    free(text);
    xs_close(store);
}

struct bare *bare_open(uint16_t domid)
{
    struct bare *b = calloc(1, sizeof *b);
    xengnttab_handle *grants = xengnttab_open(NULL, 0);
    xenevtchn_port_or_error_t own;
    uint32_t ref, port;

    if (!b || !grants)
        fail("xengnttab_open");
    b->events = xenevtchn_open(NULL, 0);
    if (!b->events)
        fail("xenevtchn_open");
    find_offer(domid, &ref, &port);
    b->page = xengnttab_map_grant_ref(grants, domid, ref, 3);
    if (!b->page)
        fail("xengnttab_map_grant_ref");
    own = xenevtchn_bind_interdomain(b->events, domid, port);
    if (own < 0)
        fail("xenevtchn_bind_interdomain");
    b->port = (evtchn_port_t)own;
    return b;
}

static void wait_for(struct bare *b, struct bare_line *line)
{
    xenevtchn_port_or_error_t port;

    while (!bare_is_there(line, b->number)) {
        port = xenevtchn_pending(b->events);
        if (port < 0)
            fail("xenevtchn_pending");
        (void)xenevtchn_unmask(b->events, (evtchn_port_t)port);
    }
}

void bare_call(void *bare)
{
    struct bare *b = bare;

    b->number++;
    bare_put(&b->page->request, b->number, b->message);
    (void)xenevtchn_notify(b->events, b->port);
    wait_for(b, &b->page->reply);
    bare_take(&b->page->reply, b->message);
}

struct bare *bare_open_awake(uint16_t domid)
{
    struct bare *b = bare_open(domid);

    b->calls = xencall_open(NULL, 0);
    if (!b->calls)
        fail("xencall_open");
    return b;
}

void bare_call_awake(void *bare)
{
    struct bare *b = bare;

    b->number++;
    bare_put(&b->page->request, b->number, b->message);
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&b->page->request.asleep, memory_order_relaxed))
        (void)xenevtchn_notify(b->events, b->port);
    while (!bare_is_there(&b->page->reply, b->number))
        if (xencall2(b->calls, __HYPERVISOR_sched_op, SCHEDOP_yield, 0) != 0)
            fail("SCHEDOP_yield");
    bare_take(&b->page->reply, b->message);
}

void bare_serve(void *domid)
{
    struct bare *b = bare_open(*(uint16_t *)domid);

    for (;;) {
        b->number++;
        wait_for(b, &b->page->request);
        bare_take(&b->page->request, b->message);
        bare_put(&b->page->reply, b->number, b->message);
        (void)xenevtchn_notify(b->events, b->port);
    }
}
