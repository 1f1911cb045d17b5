/* The least a client links: it binds, and calls with a string and a number. */
#include <ivmc/stub.h>

static const struct ivmc_interface echo = {"IDL:Echo:1.0", 1, 0, 1,
                                           UINT64_C(1)};

static const char *call_echo(const struct ivmc_object *self, const char *text,
                             uint32_t number, struct ivmc_env *env)
{
    struct ivmc_call call;
    const char *result = NULL;

    ivmc_call_begin(&call, self, 0, env);
    ivmc_put_string(&call.out, text, 31);
    ivmc_put_u32(&call.out, number);

    if (ivmc_call_invoke(&call))
        result = ivmc_get_string(&call.in, 31);

    return ivmc_call_end(&call) == IVMC_OK ? result : NULL;
}

static const struct ivmc_channel_ops no_ops;

int main(void)
{
    unsigned char memory[64];
    struct ivmc_channel channel;
    struct ivmc_object object;
    struct ivmc_env env;

    ivmc_channel_init(&channel, &no_ops, 4096, 1);
    ivmc_env_init(&env, memory, sizeof memory);
    return ivmc_bind(&channel, &echo, 0, &object, &env) == IVMC_OK &&
           call_echo(&object, "text", 1, &env) != NULL;
}
