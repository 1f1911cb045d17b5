/* References to objects in parameters. Linked only if used. */
#include <ivmc/serve.h>

struct ivmc_objref ivmc_server_reference(struct ivmc_server *server,
                                         uint64_t key)
{
    const struct ivmc_servant *servant = ivmc_server_find(server, key);
    struct ivmc_objref ref = {"", "", 0};

    if (servant) {
        ref.identity = servant->skeleton->views[0].identity;
        ref.key = key;
    }
    return ref;
}

/* A cleared reference is nil too. */
static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static bool is_valid(const char *identity, const char *address, uint64_t key)
{
    return identity[0] != '\0' || (address[0] == '\0' && key == 0);
}

void ivmc_put_objref(struct ivmc_enc *e, const struct ivmc_objref *ref)
{
    const char *identity = or_empty(ref->identity);
    const char *address = or_empty(ref->address);

    if (!is_valid(identity, address, ref->key))
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    ivmc_put_string(e, identity, IVMC_MAX_IDENTITY);
    ivmc_put_u64(e, ref->key);
    ivmc_put_string(e, address, IVMC_MAX_ADDRESS);
}

void ivmc_get_objref(struct ivmc_dec *d, struct ivmc_objref *ref)
{
    ref->identity = ivmc_get_string(d, IVMC_MAX_IDENTITY);
    ref->key = ivmc_get_u64(d);
    ref->address = ivmc_get_string(d, IVMC_MAX_ADDRESS);
    if (!is_valid(ref->identity, ref->address, ref->key))
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
}
