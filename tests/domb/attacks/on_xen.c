/* Undoing what protects domains: Xen, its policy, its labels. */
#include <errno.h>
#include <string.h>

#include "attack.h"

static int outcome(int result)
{
    return result < 0 ? errno : 0;
}

/* ---- the policy --------------------------------------------------------- */

static int stop_enforcing(const struct target *t)
{
    return outcome(xc_flask_setenforce(t->xc, 0));
}

static int undo_latch(const struct target *t)
{
    char name[] = "boot_phase";

    return outcome(xc_flask_setbool(t->xc, name, 1, 1));
}

static int load_policy(const struct target *t)
{
    static char policy[4096] = {'\x8c', '\xff', '\x7c', '\xf9'};

    return outcome(xc_flask_load(t->xc, policy, sizeof policy));
}

static int label_device(const struct target *t)
{
    char label[] = "system_u:object_r:device_t";

    return outcome(xc_flask_add_iomem(t->xc, 0, 0xff, label));
}

static int create(const struct target *t, uint32_t ssid)
{
    struct xen_domctl_createdomain how;
    uint32_t domid = 0;

    memset(&how, 0, sizeof how);
    how.ssidref = ssid;
    how.max_vcpus = 1;
    how.max_evtchn_port = 1023;
    how.max_grant_frames = 4;
    how.max_maptrack_frames = 4;
    how.grant_opts = XEN_DOMCTL_GRANT_version(1);
    if (xc_domain_create(t->xc, &domid, &how) < 0)
        return errno;
    xc_domain_destroy(t->xc, domid);
    return 0;
}

static int create_builder(const struct target *t)
{
    return create(t, t->builder);
}

static int create_guest(const struct target *t)
{
    return create(t, t->ssid);
}

/* ---- Xen ---------------------------------------------------------------- */

static int press_debug_key(const struct target *t)
{
    return outcome(xc_send_debug_keys(t->xc, "h"));
}

static int patch_xen(const struct target *t)
{
    char name[] = "attack";
    unsigned char patch[64] = {0};

    return outcome(xc_livepatch_upload(t->xc, name, patch, sizeof patch));
}

static int load_kernel(const struct target *t)
{
    return outcome(xc_kexec_load(t->xc, KEXEC_TYPE_DEFAULT, 62, 0, 0, NULL));
}

static int load_microcode(const struct target *t)
{
    static const unsigned char microcode[64];

    return outcome(xc_microcode_update(t->xc, microcode, sizeof microcode));
}

static int count_events(const struct target *t)
{
    return outcome(xc_perfc_reset(t->xc));
}

const struct attack attacks_on_xen[] = {
    {"stop the enforcement of the policy", stop_enforcing, EACCES},
    {"undo the latch", undo_latch, EACCES},
    {"load another policy", load_policy, EACCES},
    {"give memory another label", label_device, EACCES},
    {"create a builder", create_builder, EACCES},
    {"create a guest that is not empty", create_guest, EACCES},
    {"press a debug key", press_debug_key, EACCES},
    {"patch Xen", patch_xen, 0},
    {"load a kernel to run instead", load_kernel, EACCES},
    {"load microcode", load_microcode, EACCES},
    {"reset the performance counters", count_events, 0},
    {NULL, NULL, 0},
};
