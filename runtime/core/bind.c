/* Binding an interface of an object: an ordinary call on slot 0. */
#include <ivmc/stub.h>

static bool is_label(const char *wanted, const char *told)
{
    for (; told && *wanted == *told && *wanted != '\0'; wanted++)
        told++;
    return told && *wanted == *told;
}

enum ivmc_status ivmc_bind(struct ivmc_channel *c,
                           const struct ivmc_interface *interface, uint64_t key,
                           struct ivmc_object *object, struct ivmc_env *env)
{
    const struct ivmc_object connection = {c, key, 0};
    struct ivmc_call call;
    uint32_t slot = 0;

    ivmc_call_begin(&call, &connection, 0, env);
    call.header.kind = IVMC_KIND_BIND;
    if (c && interface->label && !is_label(interface->label, c->peer_label))
        ivmc_enc_fail(&call.out, IVMC_REFUSED);
    ivmc_put_string(&call.out, interface->identity, IVMC_MAX_IDENTITY);
    ivmc_put_u16(&call.out, interface->major);
    ivmc_put_u16(&call.out, interface->minor);
    ivmc_put_u32(&call.out, interface->op_count);
    ivmc_put_u64(&call.out, interface->signature);

    if (ivmc_call_invoke(&call)) {
        slot = ivmc_get_u32(&call.in);
        if (slot == 0)
            ivmc_dec_fail(&call.in, IVMC_BAD_MESSAGE);
    }

    memset(object, 0, sizeof *object);
    if (ivmc_call_end(&call) == IVMC_OK) {
        object->channel = c;
        object->key = key;
        object->slot = slot;
    }
    return env->status;
}
