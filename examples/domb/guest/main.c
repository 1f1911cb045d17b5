/*
 * The image: a domain that serves domb::Builder to Dom0, and attestation to
 * whoever may reach it.
 */
#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "builder.h"
#include "domains.h"
#include "servants.h"
#include "target.h"

#define LARGEST 4096u /* a piece of the log */
#define PAGES   2u
#define CLIENTS 8u

static _Alignas(4096) unsigned char shared[IVMC_XEN_GUEST_SERVE_MEMORY(
    CLIENTS, PAGES, LARGEST)];
static unsigned char memory[domb_Builder_MEMORY(LARGEST)];

static struct ivmc_server server;
static uint64_t witness_key;

static bool domain_of(const struct ivmc_channel *channel, uint16_t *domid)
{
    struct ivmc_xen_guest_peer peer;
    bool known = ivmc_xen_guest_peer(channel, &peer) == IVMC_OK;

    *domid = known ? peer.domid : DOMID_INVALID;
    return known;
}

static bool caller(uint16_t *domid)
{
    return domain_of(server.serving->channel, domid);
}

/* Guests may ask what was built, and only Dom0 for more. */
static bool may_use(void *context, struct ivmc_channel *channel, uint64_t key)
{
    uint16_t domid;

    (void)context;
    return domain_of(channel, &domid) && (domid == 0 || key == witness_key);
}

static void build(void *servant, const struct domb_Spec *wanted,
                  struct domb_Built *result, struct ivmc_env *env)
{
    uint64_t from = ivmc_guest_now();
    struct domb_Refused refused;

    (void)servant;
    if (builder_build(wanted, result, &refused)) {
        ivmc_guest_print("domb: built %u in %lu us\n", wanted->domid,
                         (ivmc_guest_now() - from) / 1000);
        return;
    }
    ivmc_guest_print("domb: refused %u: %d, %d\n", wanted->domid,
                     (int)refused.why, refused.detail);
    domb_Refused_raise(env, &refused);
}

/* In the order of their keys. */
static enum ivmc_status offer_all(void)
{
    static const struct domb_Builder_epv epv = {build};
    static struct attest_world world = {.caller = caller,
                                        .next_domain = domains_next};
    static struct ivmc_servant servants[3];
    enum ivmc_status s;
    uint64_t key;

    world.own = target_own_domid();
    ivmc_server_init(&server, servants, 3, memory, sizeof memory);
    server.may_use = may_use;
    s = domb_Builder_serve(&server, &epv, NULL, &key);
    if (s == IVMC_OK)
        s = attest_serve(&server, &world, &witness_key);
    return s == IVMC_OK ? guard_serve(&server, &world, &key) : s;
}

int guest_main(const char *command_line)
{
    const struct ivmc_xen_guest_options options = {
        .max_message = LARGEST, .max_clients = CLIENTS, .max_per_domain = 4};
    bool stop = false;
    enum ivmc_status s;

    (void)command_line;
    attest_start();
    s = offer_all();
    if (s == IVMC_OK)
        s = ivmc_xen_guest_serve(&server, "domb", &options, PAGES, shared,
                                 sizeof shared, &stop);
    ivmc_guest_print("domb: status %d\n", (int)s); /* see ivmc/status.h */
    return s != IVMC_OK;
}
