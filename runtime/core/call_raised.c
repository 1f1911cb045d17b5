/* Exceptions, seen from the client. */
#include <ivmc/stub.h>

void *ivmc_call_raised(struct ivmc_call *call, uint32_t index, uint32_t id,
                       size_t size)
{
    struct ivmc_env *env = call->env;
    void *value;

    if (call->state != IVMC_CALL_REPLIED ||
        call->header.kind != IVMC_KIND_EXCEPTION ||
        call->header.status != index || call->status != IVMC_OK)
        return NULL;
    value = ivmc_arena_alloc(&env->arena, size, 8);
    if (!value) {
        call->status = IVMC_LIMIT;
        return NULL;
    }
    memset(value, 0, size);
    env->exception = id;
    env->exception_value = value;
    return value;
}
