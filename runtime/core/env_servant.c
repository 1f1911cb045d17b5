/* The environment, as servants use it: results and failures. */
#include <ivmc/stub.h>

void *ivmc_env_alloc(struct ivmc_env *env, size_t size)
{
    void *p = ivmc_arena_alloc(&env->arena, size, 8);

    if (!p)
        ivmc_env_fail(env, IVMC_LIMIT);
    return p;
}

const char *ivmc_env_string(struct ivmc_env *env, const char *text)
{
    size_t size = 1;
    char *copy;

    while (text[size - 1] != '\0')
        size++;
    copy = ivmc_arena_alloc(&env->arena, size, 1);
    if (!copy) {
        ivmc_env_fail(env, IVMC_LIMIT);
        return "";
    }
    memcpy(copy, text, size);
    return copy;
}

void ivmc_env_fail(struct ivmc_env *env, enum ivmc_status status)
{
    if (env->status == IVMC_OK)
        env->status = status;
}
