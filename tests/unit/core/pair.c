#include "pair.h"

#include <stdlib.h>

static const char *echo(void *state, const char *text, struct ivmc_env *env)
{
    struct desk_state *self = state;
    unsigned char memory[256];
    struct ivmc_env inner;

    if (self->nested) {
        ivmc_env_init(&inner, memory, sizeof memory);
        desk_note(self->nested, 1, &inner);
        self->nested_status = inner.status;
    }
    return ivmc_env_string(env, self->answer ? self->answer : text);
}

static void note(void *state, uint32_t value, struct ivmc_env *env)
{
    struct desk_state *self = state;

    self->notes += value;
    if (self->fail)
        ivmc_env_fail(env, self->status);
}

static uint32_t add(void *state, uint32_t a, uint32_t b, struct ivmc_env *env)
{
    const struct desk_state *self = state;
    struct desk_Overflow overflow = {a + b};

    if (self->fail)
        ivmc_env_fail(env, self->status);
    else if (self->closed)
        ivmc_env_raise(env, desk_Closed_ID, NULL, 0);
    else if (self->undeclared)
        ivmc_env_raise(env, 0x1234, NULL, 0);
    else if (self->defer)
        ivmc_defer(env, self->defer);
    else if (a + b < a)
        ivmc_env_raise(env, desk_Overflow_ID, &overflow, sizeof overflow);
    return a + b;
}

static void flip(void *state, const struct desk_values *values,
                 struct desk_values *result, struct ivmc_env *env)
{
    uint32_t i;

    (void)state;
    result->data = ivmc_env_alloc(env, values->len * sizeof *result->data);
    if (!result->data)
        return;
    result->len = values->len;
    for (i = 0; i < values->len; i++)
        result->data[i] = values->data[values->len - 1 - i];
}

static void refer(void *state, const struct ivmc_objref *reference,
                  struct ivmc_objref *result, struct ivmc_env *env)
{
    (void)state;
    (void)env;
    *result = *reference;
}

static void lend(void *state, struct ivmc_region *memory,
                 struct ivmc_region *result, struct ivmc_env *env)
{
    const struct desk_state *self = state;

    (void)env;
    *result = *memory;
    if (self->keep)
        result->handle = ivmc_region_take(memory);
}

const struct desk_epv desk_servant = {echo, note, add, flip, refer, lend};

struct pair *pair_open(void)
{
    struct pair *p = calloc(1, sizeof *p);

    if (!p)
        abort();
    ivmc_server_init(&p->server, p->servants, 4, p->serving, sizeof p->serving);
    ivmc_env_init(&p->env, p->calling, sizeof p->calling);
    if (ivmc_server_add(&p->server, &desk_skeleton, &desk_servant, &p->state,
                        &p->key) != IVMC_OK ||
        ivmc_local_memory(PAIR_LARGEST) > sizeof p->queue ||
        ivmc_local_open(&p->local, &p->server, p->queue, PAIR_LARGEST) !=
            IVMC_OK ||
        ivmc_bind(&p->local.client, &desk_interface, p->key, &p->desk,
                  &p->env) != IVMC_OK)
        abort();
    return p;
}

void pair_close(struct pair *p)
{
    ivmc_channel_close(&p->local.client);
    free(p);
}
