#include "scene.h"

#include <stdlib.h>
#include <string.h>

/* ---- the wire ----------------------------------------------------------- */

static struct scene *scene_of_client(struct ivmc_channel *c)
{
    return (struct scene *)c->user;
}

static struct scene *scene_of_server(struct ivmc_channel *c)
{
    return (struct scene *)c->user;
}

static const struct ivmc_channel_ops *client_ops, *server_ops;

void (*scene_lent)(void *memory, size_t size);
void (*scene_leaves)(const unsigned char *octets, size_t len);

static void lent(void *memory, size_t size)
{
    if (scene_lent)
        scene_lent(memory, size);
}

/* One message passes; gives its new length. */
static uint32_t pass(struct scene_way *way, uint32_t length)
{
    uint32_t number = way->count++;

    if (scene_leaves)
        scene_leaves(way->room, length);
    if (number < SCENE_CALLS)
        way->lengths[number] = length;
    way->last.length = length;
    memcpy(way->last.octets, way->room, length);
    if (number != way->victim || way->harm == SCENE_NONE)
        return length;
    if (way->harm == SCENE_FLIP) {
        way->room[way->at / 8] ^= (unsigned char)(1u << way->at % 8);
        return length;
    }
    if (way->harm == SCENE_STORE) {
        ivmc_store_u32(way->room + IVMC_HEADER_SIZE + way->at, way->value);
        return length;
    }
    ivmc_store_u32(way->room, way->at);
    return way->at;
}

static enum ivmc_status client_begin(struct ivmc_channel *c,
                                     struct ivmc_room *room,
                                     struct ivmc_deadline *deadline)
{
    enum ivmc_status s = client_ops->begin(c, room, deadline);

    scene_of_client(c)->requests.room = room->data;
    if (s == IVMC_OK)
        lent(room->data, room->cap);
    return s;
}

static enum ivmc_status client_send(struct ivmc_channel *c,
                                    const struct ivmc_message *m,
                                    struct ivmc_deadline *deadline)
{
    struct ivmc_message harmed = *m;

    harmed.length = pass(&scene_of_client(c)->requests, m->length);
    return client_ops->send(c, &harmed, deadline);
}

static enum ivmc_status server_begin(struct ivmc_channel *c,
                                     struct ivmc_room *room,
                                     struct ivmc_deadline *deadline)
{
    enum ivmc_status s = server_ops->begin(c, room, deadline);

    scene_of_server(c)->replies.room = room->data;
    if (s == IVMC_OK)
        lent(room->data, room->cap);
    return s;
}

static enum ivmc_status server_send(struct ivmc_channel *c,
                                    const struct ivmc_message *m,
                                    struct ivmc_deadline *deadline)
{
    struct ivmc_message harmed = *m;

    harmed.length = pass(&scene_of_server(c)->replies, m->length);
    return server_ops->send(c, &harmed, deadline);
}

void *(*scene_shared)(const void *octets, size_t len, bool any);

/* One that has a bit flipped is borne whatever else is in it. */
static bool is_any_message(const struct scene_way *way)
{
    return way->harm == SCENE_FLIP && way->count == way->victim + 1;
}

/*
 * Hands out a body in memory that ends where the message ends, so that one
 * octet too far is one that the sanitizer sees.
 */
static void exact(struct scene_way *way, struct ivmc_dec *d)
{
    const unsigned char *from = d->source ? d->source : d->data;
    void **body = &way->exact[way->next_exact++ % SCENE_CALLS];

    free(*body);
    *body = malloc(d->end ? d->end : 1);
    if (scene_shared) {
        d->source = scene_shared(from, d->end, is_any_message(way));
        d->data = *body;
        return;
    }
    if (d->end)
        memcpy(*body, from, d->end);
    if (d->source)
        d->source = *body;
    else
        d->data = *body;
}

static enum ivmc_status client_body(struct ivmc_channel *c,
                                    struct ivmc_arena *arena,
                                    struct ivmc_dec *d,
                                    struct ivmc_items *items,
                                    struct ivmc_deadline *deadline)
{
    enum ivmc_status s = client_ops->body(c, arena, d, items, deadline);

    if (s == IVMC_OK)
        exact(&scene_of_client(c)->replies, d);
    return s;
}

static enum ivmc_status server_body(struct ivmc_channel *c,
                                    struct ivmc_arena *arena,
                                    struct ivmc_dec *d,
                                    struct ivmc_items *items,
                                    struct ivmc_deadline *deadline)
{
    enum ivmc_status s = server_ops->body(c, arena, d, items, deadline);

    if (s == IVMC_OK)
        exact(&scene_of_server(c)->requests, d);
    return s;
}

/* ---- the scene ---------------------------------------------------------- */

static void tap(struct scene *s)
{
    static struct ivmc_channel_ops client, server;

    client_ops = s->local.client.ops;
    server_ops = s->local.server.ops;
    client = *client_ops;
    client.begin = client_begin;
    client.send = client_send;
    client.body = client_body;
    server = *server_ops;
    server.begin = server_begin;
    server.send = server_send;
    server.body = server_body;
    s->local.client.ops = &client;
    s->local.server.ops = &server;
    s->local.client.user = s;
    s->local.server.user = s;
}

static void close_way(struct scene_way *way)
{
    uint32_t i;

    for (i = 0; i < SCENE_CALLS; i++)
        free(way->exact[i]);
}

static void open_way(struct scene_way *way)
{
    memset(way->exact, 0, sizeof way->exact);
    way->next_exact = 0;
    way->room = NULL;
    way->count = 0;
    way->harm = SCENE_NONE;
}

void scene_open(struct scene *s, const struct ivmc_skeleton *skeleton,
                const void *epv, void *state)
{
    /* One scene is open at a time. */
    static _Alignas(8) unsigned char memory[2][SCENE_MEMORY];
    static _Alignas(
        8) unsigned char wire[SCENE_MESSAGE * (IVMC_LOCAL_DEPTH + 2)];

    scene_check(ivmc_local_memory(SCENE_MESSAGE) <= sizeof wire);
    lent(memory, sizeof memory);
    ivmc_server_init(&s->server, s->servants, SCENE_SERVANTS, memory[0],
                     SCENE_MEMORY);
    scene_check(ivmc_server_add(&s->server, skeleton, epv, state, &s->key) ==
                IVMC_OK);
    ivmc_env_init(&s->env, memory[1], SCENE_MEMORY);
    scene_check(ivmc_local_open(&s->local, &s->server, wire, SCENE_MESSAGE) ==
                IVMC_OK);
    open_way(&s->requests);
    open_way(&s->replies);
    tap(s);
}

void scene_close(struct scene *s)
{
    ivmc_channel_close(&s->local.client);
    close_way(&s->requests);
    close_way(&s->replies);
}

struct ivmc_channel *scene_channel(struct scene *s)
{
    return &s->local.client;
}

/* ---- attacks ------------------------------------------------------------ */

static struct scene_plan {
    enum scene_harm harm;
    bool replies;
    uint32_t victim, at;
} plan;

static void arm(struct scene_way *way, bool armed)
{
    way->count = 0;
    way->harm = armed ? plan.harm : SCENE_NONE;
    way->victim = plan.victim;
    way->at = plan.at;
}

void scene_armed(struct scene *s)
{
    arm(&s->requests, !plan.replies);
    arm(&s->replies, plan.replies);
}

static void play_harmed(struct scene *s, void (*play)(struct scene *s),
                        enum scene_harm harm, uint32_t at)
{
    plan.harm = harm;
    plan.at = at;
    play(s);
    scene_check(s->env.status < IVMC_STATUS_COUNT);
}

void scene_attack(struct scene *s, void (*play)(struct scene *s))
{
    uint32_t lengths[2][SCENE_CALLS], counts[2], way, i, at;

    memset(&plan, 0, sizeof plan);
    play(s);
    counts[0] = s->requests.count;
    counts[1] = s->replies.count;
    memcpy(lengths[0], s->requests.lengths, sizeof lengths[0]);
    memcpy(lengths[1], s->replies.lengths, sizeof lengths[1]);
    ck_assert_uint_gt(counts[0], 0);
    ck_assert_uint_le(counts[0], SCENE_CALLS);
    for (way = 0; way < 2; way++)
        for (i = 0; i < counts[way]; i++) {
            plan.replies = way == 1;
            plan.victim = i;
            for (at = 0; at < lengths[way][i] * 8; at++)
                play_harmed(s, play, SCENE_FLIP, at);
            for (at = 0; at < lengths[way][i]; at++)
                play_harmed(s, play, SCENE_CUT, at);
        }
    /* And all is well again. */
    memset(&plan, 0, sizeof plan);
    play(s);
    scene_expect(s, IVMC_OK);
}

void scene_lie(struct scene_way *way, uint32_t at, uint32_t value)
{
    way->count = 0;
    way->harm = SCENE_STORE;
    way->victim = 0;
    way->at = at;
    way->value = value;
}
