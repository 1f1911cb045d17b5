/*
 * Most of the calls there are: the registers hold them, the skeleton takes them
 * as they are, and the reply leaves with the next wait. What was set up for a
 * door stays so while calls come through it.
 */
#include "session.h"

/* What servants find in their environment, but for what each call changes. */
static void prepare(struct serving *v, struct door *d)
{
    struct ivmc_server *server = v->server;
    struct ivmc_request *rq = &v->request;
    struct ivmc_env *env = &rq->env;

    ivmc_arena_init(&env->arena, server->memory, server->memory_size);
    env->status = IVMC_OK;
    env->exception = 0;
    env->timeout_ms = 0;
    env->request = rq;
    rq->server = server;
    rq->channel = &d->session->base;
    rq->servant = d->servant;
    rq->deferred = false;
    rq->header.kind = IVMC_KIND_REQUEST;
    rq->header.epoch = d->session->base.epoch;
    rq->header.slot = d->slot;
    rq->header.key = d->key;
    d->rq.epv = d->servant->epv;
    d->rq.servant = d->servant->state;
    d->rq.mr = l4_utcb_mr_u(v->u)->mr;
    d->rq.env = env;
    v->prepared = d;
}

static bool is_there(const struct door *d)
{
    return d->servant->skeleton == d->skeleton &&
           d->servant->generation == d->generation;
}

static long serve_one(struct serving *v, struct door *d, l4_msgtag_t tag)
{
    struct session *s = d->session;

    if (v->prepared != d)
        prepare(v, d);
    s->heard = true;
    if (s->caller != 0)
        session_forget_caller(s);
    ivmc_arena_reset(&v->request.env.arena);
    v->request.header.call_id = ++s->call;
    v->request.header.op = (uint32_t)d->rq.mr[0] % WORDS_OPS;
    d->rq.words = l4_msgtag_words(tag);
    return d->registers(&d->rq);
}

/* The answer waits, or is kept until the servant has one. */
static l4_msgtag_t later(struct serving *v, struct session *s, long answer)
{
    const l4_msgtag_t nothing = {L4_MSGTAG_ERROR};

    s->called = v->request.deferred;
    if (s->called)
        s->caller = serve_keep(v);
    v->request.deferred = false;
    v->answer.there = !s->called;
    v->answer.from = NULL;
    v->answer.tag.raw = answer;
    return nothing;
}

l4_msgtag_t registers_serve(struct serving *v, l4_msgtag_t tag,
                            l4_umword_t *label, const volatile bool *stop)
{
    const l4_mword_t request = (l4_mword_t)WORDS_REQUEST << 16;
    const l4_cap_idx_t reply = serve_reply_cap(v->slot);

    v->server->serving = &v->request;
    /* No items, no flags, no error: any number of words. */
    while ((tag.raw & ~(l4_mword_t)0x3f) == request) {
        struct door *d = door_of(v, *label);
        long answer;

        if (d == NULL || d->registers == NULL || !is_there(d))
            break;
        answer = serve_one(v, d, tag);
        if (answer == IVMC_L4_ELSEWHERE)
            break;
        if (answer < 0) { /* a status: the next finds none */
            v->request.env.status = IVMC_OK;
            v->request.env.exception = 0;
        }
        if (v->request.deferred || *stop) {
            tag = later(v, d->session, answer);
            break;
        }
        tag.raw = answer;
        tag = l4_ipc(reply, v->u, L4_SYSF_REPLY_AND_WAIT, 0, tag, label,
                     SERVE_SLICE);
    }
    v->server->serving = NULL;
    return tag;
}
