/* The servants of probe.idl, and who has them begin anew. */
#include "guest.h"

#include "control.h"
#include "servant.h"

#include <string.h>

#define CLIENTS 3u

static _Alignas(4096) unsigned char shared[IVMC_XEN_GUEST_SERVE_MEMORY(
    CLIENTS, GUEST_PAGES, GUEST_LARGEST)];

struct restart {
    uint32_t max_message, max_clients;
    const char *label;
    bool stop;
};

static void restart(void *servant, uint32_t max_message, struct ivmc_env *env)
{
    struct restart *r = servant;

    if (max_message > GUEST_LARGEST) {
        ivmc_env_fail(env, IVMC_BAD_ARGUMENT);
        return;
    }
    r->max_message = max_message;
    r->stop = true;
}

static uint32_t content(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return GUEST_CONTENT;
}

/* Beside the peers there are two more objects. */
static enum ivmc_status add_control(struct peer *peer, struct restart *r)
{
    static const struct control_Server_epv epv = {restart};
    static const struct control_Vault_epv vault = {content};
    static struct ivmc_servant places[PEER_OBJECTS + 2];
    enum ivmc_status s;
    uint64_t key;

    memcpy(places, peer->places, sizeof peer->places);
    peer->server.servants = places;
    peer->server.servant_cap = PEER_OBJECTS + 2;
    s = control_Server_serve(&peer->server, &epv, r, &key);
    if (s == IVMC_OK)
        s = control_Vault_serve(&peer->server, &vault, NULL, &key);
    return s;
}

/* Until somebody restarts it. */
static enum ivmc_status serve(struct restart *r)
{
    const struct ivmc_xen_guest_options options = {
        .max_message = r->max_message,
        .max_clients = r->max_clients,
        .peer_label = r->label,
        .spin = guest_spins};
    static struct peer peer;
    enum ivmc_status s;

    peer_init(&peer, r->max_message);
    r->stop = false;
    s = add_control(&peer, r);
    if (s == IVMC_OK)
        s = ivmc_xen_guest_serve(&peer.server, "probe", &options, GUEST_PAGES,
                                 shared, sizeof shared, &r->stop);
    peer_done(&peer);
    guest_has_its_ports();
    return s;
}

enum ivmc_status guest_server(bool many, const char *label)
{
    struct restart r = {.max_message = 65536,
                        .max_clients = many ? CLIENTS : 1,
                        .label = label};
    enum ivmc_status s;

    ivmc_guest_print("serving\n");
    do
        s = serve(&r);
    while (s == IVMC_OK);
    return s;
}
