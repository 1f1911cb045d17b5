#include "stage.h"

#include <errno.h>
#include <string.h>

#include <ivmc/sockets.h>
#include <ivmc/xen.h>

#include "names.h"

static bool find_label(struct stage *s)
{
    char label[] = "system_u:system_r:guest_t_building";

    s->xc = xc_interface_open(NULL, NULL, 0);
    return s->xc &&
           xc_flask_context_to_sid(s->xc, label, (uint32_t)strlen(label),
                                   &s->building) == 0;
}

static bool bind_builder(struct stage *s)
{
    struct ivmc_xen_peer peer;

    if (!builder_open(&s->builder) ||
        ivmc_xen_peer(s->builder.channel, &peer) != IVMC_OK)
        return false;
    s->builder_domid = peer.domid;
    return domb_Builder_bind(s->builder.channel, IVMC_ROOT_KEY, &s->object,
                             &s->builder.env) == IVMC_OK;
}

bool stage_open(struct stage *s)
{
    memset(s, 0, sizeof *s);
    ivmc_env_init(&s->env, s->memory, sizeof s->memory);
    if (find_label(s) && bind_builder(s) &&
        ivmc_socket_connect(TOKENS_ADDRESS, NULL, &s->tokens) == IVMC_OK &&
        tokens_Keeper_bind(s->tokens, IVMC_ROOT_KEY, &s->keeper, &s->env) ==
            IVMC_OK)
        return true;
    say("the stage cannot be set up");
    return false;
}

bool stage_reconnect(struct stage *s)
{
    builder_close(&s->builder);
    return bind_builder(s);
}

void stage_close(struct stage *s)
{
    ivmc_channel_close(s->tokens);
    builder_close(&s->builder);
    xc_interface_close(s->xc);
}

struct domb_Image stage_mint(struct stage *s, const char *path)
{
    struct domb_Image image;
    struct tokens_File file;

    memset(&image, 0, sizeof image);
    tokens_Keeper_mint(&s->keeper, path, &file, &s->env);
    if (s->env.status == IVMC_OK) {
        image.token = file.token;
        image.size = file.size;
    }
    return image;
}

/* ---- domains ----------------------------------------------------------------- */

static bool prepare(struct stage *s, uint32_t domid, uint32_t mib,
                    struct domb_Spec *spec)
{
    int console, store;

    if (xc_domain_max_vcpus(s->xc, domid, 1) < 0 ||
        xc_domain_setmaxmem(s->xc, domid, mib * 1024ull + 1024) < 0)
        return false;
    console = xc_evtchn_alloc_unbound(s->xc, domid, 0);
    store = xc_evtchn_alloc_unbound(s->xc, domid, 0);
    if (console < 1 || store < 1)
        return false;
    spec->domid = (uint16_t)domid;
    spec->pages = mib * 256;
    spec->console_port = (uint32_t)console;
    spec->store_port = (uint32_t)store;
    return true;
}

bool stage_create(struct stage *s, uint32_t mib,
                  const struct domb_Image *kernel, struct domb_Spec *spec)
{
    struct xen_domctl_createdomain how;
    uint32_t domid = 0;

    memset(spec, 0, sizeof *spec);
    memset(&how, 0, sizeof how);
    how.ssidref = s->building;
    how.max_vcpus = 1;
    how.max_evtchn_port = 1023;
    how.max_grant_frames = 4;
    how.max_maptrack_frames = 4;
    how.grant_opts = XEN_DOMCTL_GRANT_version(1);
    if (xc_domain_create(s->xc, &domid, &how) < 0)
        return false;
    spec->kernel = *kernel;
    if (prepare(s, domid, mib, spec))
        return true;
    xc_domain_destroy(s->xc, domid);
    return false;
}

void stage_destroy(struct stage *s, const struct domb_Spec *spec)
{
    xc_domain_destroy(s->xc, spec->domid);
}

bool stage_is_untouched(struct stage *s, uint32_t domid)
{
    xc_domaininfo_t info;

    return xc_domain_getinfolist(s->xc, domid, 1, &info) == 1 &&
           info.domain == domid && info.ssidref == s->building &&
           (info.flags & XEN_DOMINF_paused) != 0 &&
           (info.flags & XEN_DOMINF_dying) == 0;
}

uint64_t stage_sum_of_domains(struct stage *s)
{
    const uint32_t states =
        XEN_DOMINF_dying | XEN_DOMINF_shutdown | XEN_DOMINF_paused;
    xc_domaininfo_t info[64];
    int count = xc_domain_getinfolist(s->xc, 1, 64, info), i;
    uint64_t sum = 0;

    for (i = 0; i < count; i++) {
        sum = sum * 1000003 + info[i].domain;
        sum = sum * 1000003 + info[i].ssidref;
        sum = sum * 1000003 + (info[i].flags & states);
        sum = sum * 1000003 + info[i].tot_pages;
    }
    return sum;
}

/* ---- calls --------------------------------------------------------------------- */

enum ivmc_status stage_build(struct stage *s, const struct domb_Spec *spec,
                             struct domb_Built *built, int *why)
{
    const struct domb_Refused *refused;

    domb_Builder_build(&s->object, spec, built, &s->builder.env);
    refused = domb_Refused_caught(&s->builder.env);
    *why = refused ? (int)refused->why : NOT_REFUSED;
    return s->builder.env.status;
}
