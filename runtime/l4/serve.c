/*
 * The server's thread: one wait for all, and a reply with each where that can
 * be. Every caller has a reply capability of its own, so that those who have
 * to wait can be answered in any order.
 */
#include "session.h"

#include <l4/re/env.h>
#include <l4/sys/rcv_endpoint.h>
#include <pthread-l4.h>

#include <string.h>

/* ---- reply capabilities ------------------------------------------------------------ */

static void mark(struct serving *v, uint32_t slot, bool used)
{
    uint64_t bit = UINT64_C(1) << slot % 64;

    if (used)
        v->slots_used[slot / 64] |= bit;
    else
        v->slots_used[slot / 64] &= ~bit;
}

/* There are more than clients, each of which has one call at most. */
static uint32_t free_slot(const struct serving *v)
{
    uint32_t slot = 0;

    while (v->slots_used[slot / 64] >> slot % 64 & 1)
        slot++;
    return slot;
}

void serve_reply(struct serving *v, uint32_t slot, l4_msgtag_t tag)
{
    l4_ipc_reply(serve_reply_cap(slot), v->u, tag, L4_IPC_SEND_TIMEOUT_0);
}

uint32_t serve_keep(struct serving *v)
{
    mark(v, v->slot, true);
    v->answered = true;
    return v->slot + 1;
}

void serve_drop(struct serving *v, uint32_t kept)
{
    mark(v, kept - 1, false);
}

/* ---- what came ------------------------------------------------------------------------ */

static void answer_with(struct serving *v, l4_msgtag_t tag)
{
    v->answer.there = true;
    v->answer.from = NULL;
    v->answer.tag = tag;
}

static void of_session(struct serving *v, const struct door *d, l4_msgtag_t tag)
{
    struct session *s = d->session;
    bool good = d->slot == 0;

    switch (l4_msgtag_label(tag)) {
    case WORDS_REQUEST:
    case WORDS_ONEWAY:
    case WORDS_BIND:
        good = session_request(s, d, tag);
        break;
    case WORDS_OPEN:
        if (good)
            answer_with(v, session_open(s));
        break;
    case WORDS_BELL:
        good = good && session_bell(s, tag);
        break;
    case WORDS_CLOSE:
        if (good)
            session_close(s);
        break;
    case WORDS_PROBE:
        return;
    default:
        good = false;
        break;
    }
    if (good)
        return;
    session_close(s);
    answer_with(v, l4_msgtag(-L4_EBADPROTO, 0, 0, 0));
}

static void take(struct serving *v, l4_msgtag_t tag, l4_umword_t label)
{
    struct door *d = door_of(v, label);

    if (d != NULL) {
        if (l4_msgtag_label(tag) != WORDS_PROBE)
            d->session->heard = true;
        of_session(v, d, tag);
    } else if ((label & ~(l4_umword_t)3) == (l4_umword_t)(uintptr_t)v &&
               l4_msgtag_label(tag) == WORDS_CONNECT) {
        answer_with(v, session_connect(v, tag));
    } else {
        answer_with(v, l4_msgtag(-L4_EBADPROTO, 0, 0, 0));
    }
}

/* ---- the loop ---------------------------------------------------------------------------- */

/* Nothing is to be received but words. */
static void no_buffers(l4_utcb_t *u)
{
    l4_utcb_br_u(u)->bdr = 0;
    l4_utcb_br_u(u)->br[0] = 0;
}

static l4_msgtag_t answer_tag(struct serving *v)
{
    const struct answer *a = &v->answer;
    l4_msgtag_t tag = a->tag;

    if (a->from == NULL)
        return tag;
    words_put_reply(v->u, &a->header, a->from->out + IVMC_HEADER_SIZE, &tag);
    if (a->gate != 0)
        l4_sndfpage_add_u(l4_obj_fpage(a->gate, 0, L4_CAP_FPAGE_RW), 0, &tag,
                          v->u);
    return tag;
}

/* The next message; an error when there was none, or the reply failed. */
static l4_msgtag_t reply_and_wait(struct serving *v, l4_umword_t *label)
{
    const l4_msgtag_t none = {0};
    bool reply = v->answer.there && !v->answered;

    v->answer.there = false;
    v->answered = false;
    if (reply) {
        l4_msgtag_t tag = answer_tag(v);

        no_buffers(v->u);
        return l4_ipc(serve_reply_cap(v->slot), v->u, L4_SYSF_REPLY_AND_WAIT, 0,
                      tag, label, SERVE_SLICE);
    }
    v->slot = free_slot(v);
    no_buffers(v->u);
    return l4_ipc(serve_reply_cap(v->slot), v->u, L4_SYSF_WAIT, 0, none, label,
                  SERVE_SLICE);
}

static struct ivmc_channel *find_channel(void *context, uint64_t id)
{
    struct serving *v = context;
    uint32_t n;

    for (n = 0; n < v->options.max_clients; n++) {
        struct session *s = session_at(v, n);

        if (s->open && s->base.id == id)
            return &s->base;
    }
    return NULL;
}

static bool make_places(struct serving *v, void *memory, size_t size)
{
    size_t largest = ((size_t)v->options.max_message + 64 + 15) & ~(size_t)15;
    size_t sessions = v->options.max_clients * SESSION_SIZE;
    uint32_t n;

    if (v->options.max_clients > SESSIONS_MOST || (uintptr_t)memory % 16 != 0 ||
        size < sessions)
        return false;
    v->memory = memory;
    v->doors = sessions - sizeof(struct door);
    v->buffers = v->memory + sessions;
    v->share = (size - sessions) / v->options.max_clients & ~(size_t)15;
    if (v->share < 4 * largest + IVMC_L4_WORDS_MOST)
        return false;
    memset(memory, 0, sessions);
    for (n = 0; n < v->options.max_clients; n++)
        session_at(v, n)->open = false;
    return true;
}

_Static_assert(SESSION_SIZE + IVMC_L4_WORDS_MOST + 64 <= 8192,
               "IVMC_L4_SERVE_MEMORY has room for it");

static void serve(struct serving *v, const volatile bool *stop)
{
    l4_umword_t label = 0;
    l4_msgtag_t tag;

    while (!*stop) {
        tag = registers_serve(v, reply_and_wait(v, &label), &label, stop);
        if (!l4_msgtag_has_error(tag))
            take(v, tag, label);
    }
    /* Who ends the server by a call has its reply. */
    if (v->answer.there && !v->answered)
        serve_reply(v, v->slot, answer_tag(v));
}

enum ivmc_status ivmc_l4_serve(struct ivmc_server *server,
                               unsigned long service,
                               const struct ivmc_l4_options *options,
                               void *memory, size_t size,
                               const volatile bool *stop)
{
    struct serving v = {.server = server,
                        .options = l4_options(options),
                        .u = l4_utcb(),
                        .service = service,
                        .thread = pthread_l4_cap(pthread_self())};
    uint32_t n;

    if (!make_places(&v, memory, size))
        return IVMC_LIMIT;
    if (l4_error(l4_rcv_ep_bind_thread(service, v.thread,
                                       (l4_umword_t)(uintptr_t)&v)) != 0)
        return IVMC_BAD_ARGUMENT;
    server->find_channel = find_channel;
    server->loop = &v;
    serve(&v, stop);
    for (n = 0; n < v.options.max_clients; n++)
        session_close(session_at(&v, n));
    server->loop = NULL;
    server->find_channel = NULL;
    return IVMC_OK;
}
