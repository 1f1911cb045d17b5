/* guard::Modules: what is let into Dom0's kernel can do anything to it. */
#include "servants.h"

#include "guard.h"
#include "log.h"

/*
 * Whether no domain but Dom0 and DomB exists. One that we may not look at
 * exists, too; so does what the hypervisor will not say.
 */
static bool is_alone(const struct attest_world *w)
{
    unsigned char handle[MEASURE_HANDLE];
    uint16_t domid = 0;
    long s;

    do
        s = w->next_domain((uint16_t)(domid + 1), &domid, handle);
    while (s == 0 && domid == w->own);
    return s == ATTEST_NO_DOMAIN;
}

static enum guard_Verdict may_load(void *servant, const uint8_t image[32],
                                   struct ivmc_env *env)
{
    (void)env;
    if (!is_alone(servant))
        return guard_domains_exist;
    return log_module(image) ? guard_allow : guard_log_full;
}

enum ivmc_status guard_serve(struct ivmc_server *server,
                             const struct attest_world *w, uint64_t *key)
{
    static const struct guard_Modules_epv epv = {may_load};

    return guard_Modules_serve(server, &epv, (void *)(uintptr_t)w, key);
}
