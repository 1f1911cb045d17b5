/*
 * What stubs of idlc --backend=l4 need when a call is not as it should be.
 */
#include <ivmc/l4_stub.h>

#include "client.h"

static uint32_t first_of(uint32_t a, uint32_t b)
{
    return a != 0 ? a : b;
}

l4_timeout_t ivmc_l4_timeout(const struct ivmc_object *self,
                             const struct ivmc_env *env, uint32_t timeout_ms)
{
    const struct ivmc_channel *c = self->channel;
    uint32_t usual = first_of(timeout_ms, c == NULL ? 0 : c->timeout_ms);
    struct ivmc_deadline d = ivmc_deadline_in(first_of(env->timeout_ms, usual));

    return words_within(&d);
}

/* As a reply of another length is decoded: too short, or too long. */
static enum ivmc_status status_of(const struct ivmc_header *h, bool is_reply)
{
    if (!is_reply)
        return IVMC_PEER_GONE;
    return h->kind == IVMC_KIND_STATUS ? (enum ivmc_status)h->status
                                       : IVMC_BAD_MESSAGE;
}

void ivmc_l4_failed(const struct ivmc_object *self, struct ivmc_env *env,
                    l4_msgtag_t tag)
{
    struct l4_client *c = (struct l4_client *)(void *)self->channel;
    l4_utcb_t *u = l4_utcb();
    struct ivmc_header h = {.length = 0};

    if (c == NULL) {
        env->status = IVMC_BAD_OBJECT;
        return;
    }
    env->status = words_status(l4_ipc_error(tag, u));
    if (env->status == IVMC_OK)
        env->status = status_of(&h, words_get_reply(u, tag, &h, c->in));
    if (env->status == IVMC_TIMEOUT)
        env->status = client_is_gone(c);
    if (env->status == IVMC_PEER_GONE)
        c->pages.channel.gone = true;
}
