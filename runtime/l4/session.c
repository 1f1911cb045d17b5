/*
 * One client of a server: requests by registers or pages, and their replies.
 */
#include "session.h"

#include <string.h>

#define GATHER 8192u

/* Messages of one client before others have their turn. */
#define MESSAGES_A_ROUND 16

static struct session *session_from(struct ivmc_channel *c)
{
    return (struct session *)(void *)c;
}

static struct ivmc_channel *pages_of(struct session *s)
{
    return &s->pages.channel.base;
}

/* ---- replies ---------------------------------------------------------------------- */

static enum ivmc_status begin(struct ivmc_channel *base, struct ivmc_room *room,
                              struct ivmc_deadline *deadline)
{
    struct session *s = session_from(base);

    (void)deadline;
    if (!s->open)
        return IVMC_PEER_GONE;
    *room = (struct ivmc_room){.data = s->out,
                               .here = base->max_message,
                               .cap = base->max_message,
                               .gather_from = s->pages.there ? GATHER : 0};
    return IVMC_OK;
}

/* Who calls by the registers now: the server loop answers while it waits. */
static void answer_now(struct session *s, const struct ivmc_header *h)
{
    struct answer *a = &s->serving->answer;
    struct door *d;

    a->there = true;
    a->from = s;
    a->header = *h;
    a->gate = 0;
    if (s->held.kind != IVMC_KIND_BIND || h->kind != IVMC_KIND_REPLY)
        return;
    /* A gate for the object goes with it. */
    d = session_bound(s, ivmc_load_u32(s->out + IVMC_HEADER_SIZE), s->held.key);
    if (d != NULL) {
        a->gate = d->gate;
        return;
    }
    a->header.kind = IVMC_KIND_STATUS;
    a->header.status = IVMC_LIMIT;
    a->header.length = IVMC_HEADER_SIZE;
}

static void answer_later(struct session *s, const struct ivmc_header *h)
{
    l4_msgtag_t tag;

    words_put_reply(s->serving->u, h, s->out + IVMC_HEADER_SIZE, &tag);
    serve_reply(s->serving, s->caller - 1, tag);
    serve_drop(s->serving, s->caller);
    s->caller = 0;
}

/* A reply too large for them: it is in the pages. */
static enum ivmc_status answer_in_pages(struct session *s,
                                        const struct ivmc_message *m,
                                        struct ivmc_deadline *deadline)
{
    struct serving *v = s->serving;
    enum ivmc_status status = pages_send(&s->pages, m, deadline);

    if (status != IVMC_OK)
        return status;
    if (s->caller != 0) {
        serve_reply(v, s->caller - 1, l4_msgtag(WORDS_LARGE, 0, 0, 0));
        serve_drop(v, s->caller);
        s->caller = 0;
    } else {
        v->answer.there = true;
        v->answer.from = NULL;
        v->answer.tag = l4_msgtag(WORDS_LARGE, 0, 0, 0);
    }
    return IVMC_OK;
}

static enum ivmc_status send(struct ivmc_channel *base,
                             const struct ivmc_message *m,
                             struct ivmc_deadline *deadline)
{
    struct session *s = session_from(base);
    enum ivmc_status status = IVMC_OK;
    struct ivmc_header h;

    if (!ivmc_header_load(&h, s->out, base->max_message))
        return IVMC_BAD_ARGUMENT;
    if ((h.call_id & WORDS_CALL) == 0)
        return pages_send(&s->pages, m, deadline);
    /* Who has called again has given up waiting for this. */
    if (!s->called || h.call_id != s->call)
        return IVMC_OK;
    if (m->length > IVMC_HEADER_SIZE + IVMC_L4_WORDS_MOST)
        status = answer_in_pages(s, m, deadline);
    else if (s->caller != 0)
        answer_later(s, &h);
    else
        answer_now(s, &h);
    s->called = status != IVMC_OK;
    return status;
}

/* ---- requests ----------------------------------------------------------------------- */

static enum ivmc_status receive(struct ivmc_channel *base,
                                struct ivmc_header *h,
                                struct ivmc_deadline *deadline)
{
    (void)base;
    (void)h;
    (void)deadline;
    return IVMC_REFUSED; /* the loop receives */
}

/* The registers were copied before anything else could overwrite them. */
static enum ivmc_status body(struct ivmc_channel *base,
                             struct ivmc_arena *arena, struct ivmc_dec *d,
                             struct ivmc_items *items,
                             struct ivmc_deadline *deadline)
{
    struct session *s = session_from(base);

    if (s->holds_pages)
        return pages_of(s)->ops->body(pages_of(s), arena, d, items, deadline);
    ivmc_dec_init(d, s->in, s->held.length - IVMC_HEADER_SIZE, arena);
    items->count = 0;
    return IVMC_OK;
}

static void release(struct ivmc_channel *base)
{
    struct session *s = session_from(base);

    if (s->holds_pages)
        pages_of(s)->ops->release(pages_of(s));
    s->holds_pages = false;
}

static void close_item(struct ivmc_channel *base, struct ivmc_item *item)
{
    (void)base;
    item->handle = IVMC_NO_HANDLE;
}

static void close_session(struct ivmc_channel *base)
{
    session_close(session_from(base));
}

static uint64_t now(struct ivmc_channel *base)
{
    (void)base;
    return words_now();
}

const struct ivmc_channel_ops session_ops = {
    "l4", begin, send, receive, body, release, close_item, close_session, now};

static bool is_lost(enum ivmc_status status)
{
    return status != IVMC_OK && status != IVMC_TIMEOUT && status != IVMC_LIMIT;
}

void session_forget_caller(struct session *s)
{
    if (s->caller != 0)
        serve_drop(s->serving, s->caller);
    s->caller = 0;
}

bool session_request(struct session *s, const struct door *d, l4_msgtag_t tag)
{
    struct serving *v = s->serving;
    bool bind = l4_msgtag_label(tag) == WORDS_BIND;
    enum ivmc_status status;

    if ((d->slot == 0) != bind ||
        !words_get_request(v->u, tag, &s->held, s->in) ||
        s->held.length > s->base.max_message)
        return false;
    session_forget_caller(s);
    if (!bind) {
        s->held.slot = d->slot;
        s->held.key = d->key;
    }
    s->held.call_id = ++s->call;
    s->held.epoch = s->base.epoch;
    s->called = s->held.kind != IVMC_KIND_ONEWAY;
    v->request.header = s->held;
    v->prepared = NULL;
    status = ivmc_dispatch(v->server, &s->base, &s->held, &v->request);
    if (s->called) /* deferred */
        s->caller = serve_keep(v);
    return !is_lost(status);
}

/* ---- the pages --------------------------------------------------------------------------- */

static enum ivmc_status serve_one(struct session *s)
{
    struct page_channel *c = &s->pages.channel;
    struct serving *v = s->serving;
    enum ivmc_status status = page_collect(c);

    if (status != IVMC_OK)
        return status;
    if (c->kept)
        return IVMC_TIMEOUT;
    if ((c->header.call_id & WORDS_CALL) != 0)
        return IVMC_BAD_MESSAGE;
    s->holds_pages = true;
    v->request.header = c->header;
    v->prepared = NULL;
    return ivmc_dispatch(v->server, &s->base, &v->request.header, &v->request);
}

/* Whether what the client waits for is not as it saw it any more. */
static bool has_news(const struct session *s)
{
    struct page_side *own = s->pages.channel.own;

    return page_load(s->bell_word == PAGE_WAITS_MESSAGE
                         ? &own->published
                         : &own->consumed) != s->bell_seen;
}

static void answer_bell(struct pages *p)
{
    struct session *s =
        (struct session *)(void *)((unsigned char *)p -
                                   offsetof(struct session, pages));

    if (s->bell == 0 || !has_news(s))
        return;
    serve_reply(s->serving, s->bell - 1, l4_msgtag(0, 0, 0, 0));
    serve_drop(s->serving, s->bell);
    s->bell = 0;
    p->awaits = false;
}

static bool serve_pages(struct session *s)
{
    struct page_channel *c = &s->pages.channel;
    enum ivmc_status status = IVMC_OK;
    int n;

    while (status == IVMC_OK) {
        if (!page_send_kept(c))
            return false;
        for (n = 0; n < MESSAGES_A_ROUND && status == IVMC_OK; n++)
            status = serve_one(s);
        if (is_lost(status))
            return false;
        page_let_go(c);
    }
    return !c->gone;
}

bool session_bell(struct session *s, l4_msgtag_t tag)
{
    const l4_umword_t *mr = l4_utcb_mr_u(s->serving->u)->mr;

    if (!s->pages.there)
        return false;
    if (s->bell != 0)
        serve_drop(s->serving, s->bell);
    s->bell = 0;
    s->pages.awaits = false;
    if (l4_msgtag_words(tag) == 2) {
        s->bell_word = (uint32_t)mr[0];
        s->bell_seen = (uint32_t)mr[1];
        s->bell = serve_keep(s->serving);
        s->pages.awaits = true;
        s->pages.answer = answer_bell;
    }
    if (!serve_pages(s))
        return false;
    answer_bell(&s->pages);
    return true;
}
