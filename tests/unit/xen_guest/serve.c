/*
 * The rounds of a guest's server, over clients and a XenStore that the test
 * plays: whoever comes in a round is slept for at its end.
 */
#include "guest_port.h"

#include <string.h>

#include "unit.h"

#define STORE_PORT  3
#define CLIENT_PORT 18
#define INBOX       "/local/domain/9/data/ivmc/unit"

static struct {
    struct guest_port client;
    const char *change; /* that XenStore reports next; NULL: none */
    bool slept_for[64]; /* the ports of the last sleep */
    uint32_t sleeps;
    bool stop;
} world;

/* ---- the guest library ------------------------------------------------------ */

uint64_t guest_store_patience_ns;

uint64_t ivmc_guest_now(void)
{
    return 1;
}

bool ivmc_guest_port_rung(uint32_t port)
{
    (void)port;
    return false;
}

void ivmc_guest_wait(const uint32_t *ports, uint32_t count, uint64_t until_ns)
{
    (void)until_ns;
    memset(world.slept_for, 0, sizeof world.slept_for);
    for (; count > 0; count--)
        world.slept_for[ports[count - 1]] = true;
    world.sleeps++;
    world.stop = true;
}

bool ivmc_guest_port_connected(uint32_t port)
{
    (void)port;
    return true;
}

bool ivmc_guest_is_granted(const void *memory, size_t size)
{
    (void)memory;
    (void)size;
    return false;
}

enum ivmc_status ivmc_guest_store_read(const char *path, char *value,
                                       size_t cap, size_t *len)
{
    static const char offer[] = "offer 8 5";

    (void)path;
    ck_assert_uint_ge(cap, sizeof offer);
    memcpy(value, offer, sizeof offer);
    *len = sizeof offer - 1;
    return IVMC_OK;
}

enum ivmc_status ivmc_guest_store_write(const char *path, const char *value)
{
    (void)path;
    (void)value;
    return IVMC_OK;
}

enum ivmc_status ivmc_guest_store_remove(const char *path)
{
    (void)path;
    return IVMC_OK;
}

enum ivmc_status ivmc_guest_store_permit(const char *path, uint16_t own,
                                         char others, uint16_t domid,
                                         char right)
{
    (void)path;
    (void)own;
    (void)others;
    (void)domid;
    (void)right;
    return IVMC_OK;
}

enum ivmc_status ivmc_guest_store_owner(const char *path, uint16_t *domid)
{
    (void)path;
    *domid = 7;
    return IVMC_OK;
}

enum ivmc_status ivmc_guest_store_watch(const char *path)
{
    (void)path;
    return IVMC_OK;
}

enum ivmc_status ivmc_guest_store_unwatch(const char *path)
{
    (void)path;
    return IVMC_OK;
}

bool ivmc_guest_store_change(char path[IVMC_GUEST_PATH_MAX])
{
    if (!world.change)
        return false;
    memcpy(path, world.change, strlen(world.change) + 1);
    world.change = NULL;
    return true;
}

uint32_t ivmc_guest_store_port(void)
{
    return STORE_PORT;
}

bool page_hope_for(struct page_hope *p, struct page_port *port, uint32_t places,
                   bool (*news)(void *context), void *context)
{
    (void)p;
    (void)port;
    (void)places;
    (void)news;
    (void)context;
    return false;
}

/* ---- the client --------------------------------------------------------------- */

enum ivmc_status guest_own_domid(uint16_t *domid)
{
    *domid = 9;
    return IVMC_OK;
}

struct ivmc_xen_guest_options guest_options(
    const struct ivmc_xen_guest_options *options)
{
    return *options;
}

struct guest_port *guest_port_place(void *memory, size_t size, uint32_t pages,
                                    uint32_t max_message, bool many)
{
    (void)memory;
    (void)size;
    (void)pages;
    (void)max_message;
    (void)many;
    return &world.client;
}

struct guest_port *guest_client_at(struct guest_serving *v, uint32_t n)
{
    (void)v;
    ck_assert_uint_eq(n, 0);
    return &world.client;
}

enum ivmc_status guest_client_take(struct guest_serving *v,
                                   struct guest_port *p,
                                   const struct xen_request *r)
{
    (void)v;
    ck_assert_uint_eq(p->peer.domid, 7);
    ck_assert_uint_eq(r->ref, 8);
    ck_assert_uint_eq(r->port, 5);
    p->event = CLIENT_PORT;
    p->state = GUEST_OPEN;
    return IVMC_OK;
}

enum ivmc_status guest_client_ask(struct guest_serving *v, struct guest_port *p,
                                  const struct xen_request *r, const char *path)
{
    (void)v;
    (void)p;
    (void)r;
    (void)path;
    return IVMC_LIMIT;
}

void guest_client_serve(struct guest_serving *v, struct guest_port *p)
{
    (void)v;
    (void)p;
}

void guest_client_arm(struct guest_port *p, bool asleep)
{
    (void)p;
    (void)asleep;
}

bool guest_client_pending(struct guest_port *p)
{
    (void)p;
    return false;
}

void guest_client_close(struct guest_port *p)
{
    p->state = GUEST_CLOSED;
}

/* ---- rounds --------------------------------------------------------------------- */

static void serve_until_asleep(void)
{
    static const struct ivmc_xen_guest_options options = {.max_message = 4096,
                                                          .max_clients = 1};
    static unsigned char memory[4096];
    struct ivmc_server server;

    memset(&server, 0, sizeof server);
    ck_assert(ivmc_xen_guest_serve(&server, "unit", &options, 1, memory,
                                   sizeof memory, &world.stop) == IVMC_OK);
    ck_assert_uint_eq(world.sleeps, 1);
}

START_TEST(with_nobody_there_xenstore_is_slept_for)
{
    memset(&world, 0, sizeof world);
    serve_until_asleep();
    ck_assert(world.slept_for[STORE_PORT]);
    ck_assert(!world.slept_for[CLIENT_PORT]);
}
END_TEST

START_TEST(who_came_in_a_round_is_slept_for_at_its_end)
{
    memset(&world, 0, sizeof world);
    world.change = INBOX "/7-1";
    serve_until_asleep();
    ck_assert(world.slept_for[STORE_PORT]);
    ck_assert(world.slept_for[CLIENT_PORT]);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("xen guest's server");
    TCase *t = tcase_create("rounds");

    tcase_add_test(t, with_nobody_there_xenstore_is_slept_for);
    tcase_add_test(t, who_came_in_a_round_is_slept_for_at_its_end);
    suite_add_tcase(s, t);
    return s;
}
