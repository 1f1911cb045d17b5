/* A server's table of context handles. */
#include <ivmc/context.h>

/* ---- places ------------------------------------------------------------- */

static struct ivmc_contexts *contexts_of(const struct ivmc_request *rq)
{
    /* The end is the table's first member. */
    return (struct ivmc_contexts *)rq->server->end;
}

static struct ivmc_context_place *find(const struct ivmc_request *rq,
                                       uint64_t id, ivmc_rundown *type)
{
    struct ivmc_contexts *t = contexts_of(rq);
    uint32_t index = (uint32_t)id - 1;
    struct ivmc_context_place *p;

    if (!t || index >= t->high)
        return NULL;
    p = &t->places[index];
    if (!p->state || p->generation != id >> 32 || p->rundown != type ||
        p->channel != rq->channel->id)
        return NULL;
    return p;
}

/* Numbers of a place whose generations are all used are never given again. */
static void give_back(struct ivmc_contexts *t, struct ivmc_context_place *p)
{
    p->state = NULL;
    t->held--;
    if (p->generation == UINT32_MAX)
        return;
    p->generation++;
    p->next_free = t->free;
    t->free = (uint32_t)(p - t->places) + 1;
}

static struct ivmc_context_place *take(struct ivmc_contexts *t)
{
    struct ivmc_context_place *p;

    if (t && t->free != 0) {
        p = &t->places[t->free - 1];
        t->free = p->next_free;
    } else if (t && t->high < t->cap) {
        p = &t->places[t->high++];
        p->generation = 0;
    } else {
        return NULL;
    }
    t->held++;
    return p;
}

/* ---- the ends ----------------------------------------------------------- */

static void run_down(struct ivmc_contexts *t, struct ivmc_context_place *p)
{
    void *state = p->state;
    ivmc_rundown *rundown = p->rundown;

    give_back(t, p);
    if (rundown)
        rundown(state);
}

static void connection_ended(struct ivmc_server_end *end, uint64_t channel)
{
    struct ivmc_contexts *t = (struct ivmc_contexts *)end;
    uint32_t i;

    for (i = 0; i < t->high && t->held > 0; i++)
        if (t->places[i].state && t->places[i].channel == channel)
            run_down(t, &t->places[i]);
}

void ivmc_contexts_end(struct ivmc_contexts *t)
{
    uint32_t i;

    for (i = 0; i < t->high && t->held > 0; i++)
        if (t->places[i].state)
            run_down(t, &t->places[i]);
}

void ivmc_server_contexts(struct ivmc_server *server,
                          struct ivmc_contexts *contexts,
                          struct ivmc_context_place *places, uint32_t cap)
{
    *contexts = (struct ivmc_contexts){
        .end = {connection_ended}, .places = places, .cap = cap};
    server->end = &contexts->end;
}

/* ---- requests and replies ----------------------------------------------- */

void ivmc_find_context(struct ivmc_request *rq, struct ivmc_context *context,
                       ivmc_rundown *type, bool given)
{
    uint64_t id = ivmc_get_u64(&rq->in);
    const struct ivmc_context_place *p = find(rq, id, type);

    *context = (struct ivmc_context){0, NULL};
    if (p)
        *context = (struct ivmc_context){id, p->state};
    else if (id != 0)
        ivmc_dec_fail(&rq->in, IVMC_BAD_OBJECT);
    else if (given)
        ivmc_dec_fail(&rq->in, IVMC_BAD_MESSAGE);
}

/* The number of a new handle; 0: there is no room. */
static uint64_t make(struct ivmc_request *rq, void *state, ivmc_rundown *type)
{
    struct ivmc_contexts *t = contexts_of(rq);
    struct ivmc_context_place *p = take(t);

    if (!p)
        return 0;
    p->state = state;
    p->rundown = type;
    p->channel = rq->channel->id;
    return (uint64_t)p->generation << 32 | ((uint64_t)(p - t->places) + 1);
}

void ivmc_give_context(struct ivmc_request *rq,
                       const struct ivmc_context *context, ivmc_rundown *type)
{
    struct ivmc_context_place *p =
        context->id ? find(rq, context->id, type) : NULL;
    uint64_t id = context->id;

    if (p && context->state) {
        p->state = context->state;
    } else if (p) {
        give_back(contexts_of(rq), p);
        id = 0;
    } else if (context->state) {
        id = make(rq, context->state, type);
        if (id == 0 && type)
            type(context->state);
        if (id == 0)
            ivmc_enc_fail(&rq->out, IVMC_LIMIT);
    } else {
        id = 0;
    }
    ivmc_put_u64(&rq->out, id);
}
