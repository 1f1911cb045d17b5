/* The environment, as clients use it. */
#include <ivmc/stub.h>

void ivmc_env_init(struct ivmc_env *env, void *memory, size_t size)
{
    memset(env, 0, sizeof *env);
    ivmc_arena_init(&env->arena, memory, size);
}

const void *ivmc_env_caught(const struct ivmc_env *env, uint32_t id)
{
    return env->exception == id ? env->exception_value : NULL;
}
