/*
 * How clients come and go.
 */
#include "session.h"

#include <l4/re/c/mem_alloc.h>
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/task.h>

#include <string.h>

/* Whether it has been silent since a place was wanted before. */
static bool is_silent(struct session *s, uint64_t now)
{
    uint64_t idle = s->serving->options.idle_ms * UINT64_C(1000000);

    if (s->heard) {
        s->heard = false;
        s->since_ns = now;
    }
    return s->caller == 0 && s->bell == 0 && now - s->since_ns >= idle;
}

/* A free place, or that of one who has been silent for long. */
static struct session *find_place(struct serving *v)
{
    struct session *silent = NULL;
    uint64_t now = words_now();
    uint32_t n;

    for (n = 0; n < v->options.max_clients; n++) {
        struct session *s = session_at(v, n);

        if (!s->open)
            return s;
        if (is_silent(s, now) && silent == NULL)
            silent = s;
    }
    if (silent != NULL)
        session_close(silent);
    return silent;
}

/* The parts of its place. */
static void lay_out(struct serving *v, struct session *s)
{
    size_t n = ((uintptr_t)s - (uintptr_t)v->memory) / SESSION_SIZE;
    unsigned char *at = v->buffers + n * v->share;
    size_t room = (v->share - IVMC_L4_WORDS_MOST) / 4 & ~(size_t)15;

    memset(s, 0, sizeof *s);
    s->serving = v;
    s->out = at;
    s->pages.spill = s->out + room;
    s->pages.spare[0] = s->pages.spill + room;
    s->pages.spare[1] = s->pages.spare[0] + room;
    s->pages.spare_size = (uint32_t)room;
    s->in = s->pages.spare[1] + room;
}

static bool make_door(struct session *s, struct door *d)
{
    d->session = s;
    d->gate = l4re_util_cap_alloc();
    if (l4_is_invalid_cap(d->gate))
        return false;
    if (l4_error(l4_factory_create_gate(l4re_env()->factory, d->gate,
                                        s->serving->thread,
                                        (l4_umword_t)(uintptr_t)d)) == 0) {
        d->self = d;
        return true;
    }
    l4re_util_cap_free(d->gate);
    return false;
}

struct door *session_bound(struct session *s, uint32_t slot, uint64_t key)
{
    const struct ivmc_binding *b = &s->bindings[slot - 1];
    struct door *d;
    uint32_t i;

    for (i = 0; i < s->bound_count; i++) {
        if (s->bound[i].slot == slot && s->bound[i].key == key)
            return &s->bound[i];
    }
    d = &s->bound[s->bound_count];
    if (s->bound_count == IVMC_MAX_BINDINGS || !make_door(s, d))
        return NULL;
    s->bound_count++;
    d->slot = slot;
    d->key = key;
    d->servant = ivmc_server_find(s->serving->server, key);
    d->generation = (uint32_t)(key >> 32);
    /* Numbers of a base's operations are others. */
    d->skeleton = b->skeleton;
    if (d->servant != NULL && b->view->ops == NULL &&
        s->serving->server->may_use == NULL &&
        s->serving->server->trace == NULL)
        d->registers = b->skeleton->registers;
    return d;
}

/* The pages are ours, so that no client can take them away. */
static uint32_t make_pages(struct session *s, uint64_t wanted)
{
    uint32_t count = (uint32_t)wanted;
    l4_cap_idx_t ds;

    if (wanted > s->serving->options.pages)
        count = s->serving->options.pages;
    if (count == 0)
        return 0;
    ds = l4re_util_cap_alloc();
    s->pages.dataspace = ds;
    if (l4_is_invalid_cap(ds))
        return 0;
    if (l4re_ma_alloc(count * L4_PAGESIZE, ds, 0) == 0 &&
        pages_attach(&s->pages, ds, count))
        return count;
    l4re_util_cap_free_um(ds);
    s->pages.dataspace = L4_INVALID_CAP;
    return 0;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static l4_msgtag_t say_hello(struct session *s, uint32_t pages)
{
    const struct ivmc_hello h = {.version = IVMC_PROTOCOL_VERSION,
                                 .max_message = s->base.max_message,
                                 .epoch = s->base.epoch};
    l4_umword_t *mr = l4_utcb_mr_u(s->serving->u)->mr;
    l4_msgtag_t tag = l4_msgtag(0, 5, 0, 0);

    ivmc_hello_store((unsigned char *)mr, &h);
    mr[4] = pages;
    l4_sndfpage_add_u(l4_obj_fpage(s->door.gate, 0, L4_CAP_FPAGE_RW), 0, &tag,
                      s->serving->u);
    if (pages != 0)
        l4_sndfpage_add_u(l4_obj_fpage(s->pages.dataspace, 0, L4_CAP_FPAGE_RW),
                          0, &tag, s->serving->u);
    return tag;
}

static l4_msgtag_t refuse(void)
{
    return l4_msgtag(-L4_EBUSY, 0, 0, 0);
}

l4_msgtag_t session_connect(struct serving *v, l4_msgtag_t tag)
{
    const l4_umword_t *mr = l4_utcb_mr_u(v->u)->mr;
    uint64_t wanted = mr[4];
    unsigned char octets[IVMC_HELLO_SIZE];
    struct ivmc_hello hello;
    struct session *s;
    uint32_t pages, largest;

    memcpy(octets, mr, sizeof octets);
    if (l4_msgtag_words(tag) != 5 || l4_msgtag_items(tag) != 0 ||
        ivmc_hello_load(&hello, octets) != IVMC_OK || hello.epoch != 0)
        return l4_msgtag(-L4_EINVAL, 0, 0, 0);
    s = find_place(v);
    if (s == NULL)
        return refuse();
    lay_out(v, s);
    s->pages.dataspace = L4_INVALID_CAP;
    if (!make_door(s, &s->door))
        return refuse();
    pages = make_pages(s, wanted);
    largest = smaller(hello.max_message, v->options.max_message);
    if (pages == 0)
        largest = smaller(largest, IVMC_HEADER_SIZE + IVMC_L4_WORDS_MOST);
    ivmc_channel_init(&s->base, &session_ops, largest,
                      (uint32_t)++v->server->channel_count | 1);
    s->base.id = v->server->channel_count;
    s->base.bindings = s->bindings;
    s->base.timeout_ms = v->options.idle_ms;
    s->call = WORDS_CALL;
    s->heard = true;
    s->open = true;
    return say_hello(s, pages);
}

l4_msgtag_t session_open(struct session *s)
{
    struct page_terms terms = {.layout = {.pages = s->pages.count},
                               .max_message = s->base.max_message,
                               .epoch = s->base.epoch};

    if (s->pages.count == 0 || s->pages.there ||
        !page_answer(pages_zero(&s->pages), &terms))
        return l4_msgtag(-L4_EINVAL, 0, 0, 0);
    pages_open(&s->pages, &pages_server_ops, &terms, true);
    return l4_msgtag(0, 0, 0, 0);
}

/* Who waits for an answer is not left to its deadline. */
static void end_waiting(struct session *s, uint32_t kept)
{
    if (kept == 0)
        return;
    serve_reply(s->serving, kept - 1, l4_msgtag(-L4_EDROPREPLY, 0, 0, 0));
    serve_drop(s->serving, kept);
}

static void end_door(struct door *d)
{
    d->self = NULL;
    l4_task_delete_obj(L4_BASE_TASK_CAP, d->gate);
    l4re_util_cap_free(d->gate);
}

void session_close(struct session *s)
{
    uint32_t i;

    if (!s->open)
        return;
    s->open = false;
    end_waiting(s, s->caller);
    end_waiting(s, s->bell);
    s->pages.awaits = false;
    if (s->pages.there)
        ivmc_channel_close(&s->pages.channel.base);
    else
        pages_detach(&s->pages);
    ivmc_server_ended(s->serving->server, s->base.id);
    /* Whoever still has them names nothing any more. */
    end_door(&s->door);
    for (i = 0; i < s->bound_count; i++)
        end_door(&s->bound[i]);
    if (l4_is_valid_cap(s->pages.dataspace))
        l4re_util_cap_free_um(s->pages.dataspace);
}
