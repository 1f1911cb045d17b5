/*
 * xen-server: the servants of probe.idl in this domain, under "probe", and who
 * has them begin anew: what the cases in a guest are clients of.
 */
#include <stdio.h>
#include <string.h>

#include <ivmc/xen.h>

#include "control.h"
#include "servant.h"

struct restart {
    uint32_t max_message;
    struct ivmc_xen_loop *loop;
};

static void restart(void *servant, uint32_t max_message, struct ivmc_env *env)
{
    struct restart *r = servant;

    (void)env;
    r->max_message = max_message;
    ivmc_xen_loop_stop(r->loop);
}

/* Beside the peers there is one more object. */
static enum ivmc_status add_control(struct peer *peer, struct restart *r)
{
    static const struct control_Server_epv epv = {restart};
    static struct ivmc_servant places[PEER_OBJECTS + 1];
    uint64_t key;

    memcpy(places, peer->places, sizeof peer->places);
    peer->server.servants = places;
    peer->server.servant_cap = PEER_OBJECTS + 1;
    return control_Server_serve(&peer->server, &epv, r, &key);
}

static enum ivmc_status listen_and_run(struct restart *r,
                                       const struct ivmc_xen_options *options)
{
    struct ivmc_xen_listener *listener;
    enum ivmc_status s = ivmc_xen_listen("probe", options, &listener);

    if (s == IVMC_OK)
        s = ivmc_xen_loop_add(r->loop, listener);
    return s == IVMC_OK ? ivmc_xen_loop_run(r->loop) : s;
}

/* Until somebody restarts it. */
static enum ivmc_status serve(struct restart *r)
{
    const struct ivmc_xen_options options = {.max_message = r->max_message};
    static struct peer peer;
    enum ivmc_status s;

    peer_init(&peer, r->max_message);
    s = add_control(&peer, r);
    if (s == IVMC_OK)
        s = ivmc_xen_loop_open(&peer.server, &options, &r->loop);
    if (s == IVMC_OK) {
        s = listen_and_run(r, &options);
        ivmc_xen_loop_close(r->loop);
    }
    peer_done(&peer);
    return s;
}

int main(void)
{
    struct restart r = {.max_message = 65536};
    enum ivmc_status s;

    printf("serving\n");
    fflush(stdout);
    do
        s = serve(&r);
    while (s == IVMC_OK);
    fprintf(stderr, "xen-server: %s\n", ivmc_status_text(s));
    return 1;
}
