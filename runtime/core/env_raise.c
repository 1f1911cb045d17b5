/* Exceptions, as servants raise them. */
#include <ivmc/stub.h>

void ivmc_env_raise(struct ivmc_env *env, uint32_t id, const void *value,
                    size_t size)
{
    void *copy = ivmc_env_alloc(env, size);

    if (!copy)
        return;
    if (size != 0)
        memcpy(copy, value, size);
    env->exception = id;
    env->exception_value = copy;
}
