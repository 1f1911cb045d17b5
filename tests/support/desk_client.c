#include "desk.h"

const struct ivmc_interface desk_interface = {
    "IDL:test/Desk:1.0",          1,   0, desk_OP_COUNT,
    UINT64_C(0x6666666666666666), NULL};

const struct ivmc_interface counter_interface = {
    "IDL:test/Counter:1.0",       1,   0, counter_OP_COUNT,
    UINT64_C(0xc2c2c2c2c2c2c2c2), NULL};

static const char *echo_as(const struct ivmc_object *self, uint32_t op,
                           const char *text, struct ivmc_env *env)
{
    struct ivmc_call call;
    const char *result = NULL;

    ivmc_call_begin(&call, self, op, env);
    ivmc_put_string(&call.out, text, 31);

    if (ivmc_call_invoke(&call))
        result = ivmc_get_string(&call.in, 31);

    return ivmc_call_end(&call) == IVMC_OK ? result : NULL;
}

const char *desk_echo(const struct ivmc_object *self, const char *text,
                      struct ivmc_env *env)
{
    return echo_as(self, desk_OP_echo, text, env);
}

const char *counter_echo(const struct ivmc_object *self, const char *text,
                         struct ivmc_env *env)
{
    return echo_as(self, counter_OP_echo, text, env);
}

void desk_note(const struct ivmc_object *self, uint32_t value,
               struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, desk_OP_note, env);
    ivmc_put_u32(&call.out, value);
    ivmc_call_send(&call);
}

static void put_add(struct ivmc_call *call, const struct ivmc_object *self,
                    uint32_t a, uint32_t b, struct ivmc_env *env)
{
    ivmc_call_begin(call, self, desk_OP_add, env);
    ivmc_put_u32(&call->out, a);
    ivmc_put_u32(&call->out, b);
}

static uint32_t get_add(struct ivmc_call *call)
{
    struct desk_Overflow *overflow;
    uint32_t result = 0;

    if (ivmc_call_collect(call)) {
        result = ivmc_get_u32(&call->in);
    } else if ((overflow = ivmc_call_raised(call, 0, desk_Overflow_ID,
                                            sizeof *overflow)) != NULL) {
        overflow->by = ivmc_get_u32(&call->in);
    } else {
        (void)ivmc_call_raised(call, 1, desk_Closed_ID, 1);
    }

    return ivmc_call_end(call) == IVMC_OK ? result : 0;
}

uint32_t desk_add(const struct ivmc_object *self, uint32_t a, uint32_t b,
                  struct ivmc_env *env)
{
    struct ivmc_call call;

    put_add(&call, self, a, b, env);
    ivmc_call_submit(&call);
    return get_add(&call);
}

void desk_add_begin(struct ivmc_call *call, const struct ivmc_object *self,
                    uint32_t a, uint32_t b, struct ivmc_env *env)
{
    put_add(call, self, a, b, env);
    ivmc_call_submit(call);
}

uint32_t desk_add_finish(struct ivmc_call *call)
{
    return get_add(call);
}

void desk_flip(const struct ivmc_object *self, const struct desk_values *values,
               struct desk_values *result, struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, desk_OP_flip, env);
    ivmc_put_len(&call.out, values->len, 0, values->data);
    ivmc_put_scalars(&call.out, 2, values->data, values->len);

    memset(result, 0, sizeof *result);
    if (ivmc_call_invoke(&call)) {
        result->len = ivmc_get_len(&call.in, 0, 2);
        result->data = ivmc_get_scalars(&call.in, 2, result->len);
    }

    if (ivmc_call_end(&call) != IVMC_OK)
        memset(result, 0, sizeof *result);
}

void desk_refer(const struct ivmc_object *self,
                const struct ivmc_objref *reference, struct ivmc_objref *result,
                struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, desk_OP_refer, env);
    ivmc_put_objref(&call.out, reference);

    if (ivmc_call_invoke(&call))
        ivmc_get_objref(&call.in, result);

    if (ivmc_call_end(&call) != IVMC_OK)
        memset(result, 0, sizeof *result);
}

void desk_lend(const struct ivmc_object *self, const struct ivmc_region *memory,
               struct ivmc_region *result, struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, desk_OP_lend, env);
    ivmc_put_region(&call.out, memory);

    if (ivmc_call_invoke(&call))
        ivmc_get_region(&call.in, result);

    if (ivmc_call_end(&call) != IVMC_OK)
        memset(result, 0, sizeof *result);
}
