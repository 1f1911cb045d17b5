#include "heard.h"

#include <stdlib.h>
#include <string.h>

#include "unwritten.h"

struct heard heard;

static unsigned failures, checks;
static const struct vec *vector;
static const struct ivmc_channel_ops *real_client, *real_server;
static unsigned char *room; /* of the reply that is made */

void heard_expect(bool good, const char *what)
{
    checks++;
    if (good)
        return;
    failures++;
    if (failures <= 20)
        printf("%s: %s\n", vec_place(vector), what);
}

/* ---- the wire -------------------------------------------------------------- */

/* What comes after an octet that leaks is of no interest. */
static void check_written(const void *octets, size_t len, uint32_t at)
{
    size_t first = unwritten_find(octets, len);

    if (first == len)
        return;
    printf("%s: octet %zu of the %s was never written\n",
           vector ? vec_place(vector) : "bind", at + first,
           heard.replies == heard.requests ? "reply" : "request");
    exit(1);
}

static void hear(struct heard_message *h, const struct ivmc_message *m)
{
    unsigned char all[HEARD_MESSAGE];
    uint32_t at = 0, i;

    for (i = 0; i < m->segment_count; i++) {
        check_written(m->segment[i].data, m->segment[i].len, at);
        memcpy(all + at, m->segment[i].data, m->segment[i].len);
        at += (uint32_t)m->segment[i].len;
    }
    h->len = at - IVMC_HEADER_SIZE;
    memcpy(h->octets, all + IVMC_HEADER_SIZE, h->len);
}

/* The message in `at` has the vector's octets for its body. */
static struct ivmc_message replace(unsigned char *at,
                                   const struct ivmc_message *m)
{
    struct ivmc_message other = *m;

    other.length = IVMC_HEADER_SIZE + vector->len;
    ivmc_store_u32(at, other.length);
    memcpy(at + IVMC_HEADER_SIZE, vector->octets, vector->len);
    return other;
}

static bool is_replaced(bool reply)
{
    return vector && vector->kind == VEC_REFUSED &&
           heard.replies_instead == reply;
}

static enum ivmc_status send_request(struct ivmc_channel *c,
                                     const struct ivmc_message *m,
                                     struct ivmc_deadline *d)
{
    struct ivmc_message sent = *m;

    heard.requests++;
    hear(&heard.request, m);
    if (is_replaced(false))
        sent = replace(heard.local.request, m);
    return real_client->send(c, &sent, d);
}

static enum ivmc_status begin_request(struct ivmc_channel *c,
                                      struct ivmc_room *lent,
                                      struct ivmc_deadline *d)
{
    enum ivmc_status s = real_client->begin(c, lent, d);

    if (s == IVMC_OK)
        unwritten_make(lent->data, lent->cap);
    return s;
}

static enum ivmc_status begin_reply(struct ivmc_channel *c,
                                    struct ivmc_room *lent,
                                    struct ivmc_deadline *d)
{
    enum ivmc_status s = real_server->begin(c, lent, d);

    room = lent->data;
    if (s == IVMC_OK)
        unwritten_make(lent->data, lent->cap);
    return s;
}

static enum ivmc_status send_reply(struct ivmc_channel *c,
                                   const struct ivmc_message *m,
                                   struct ivmc_deadline *d)
{
    struct ivmc_message sent = *m;

    heard.replies++;
    hear(&heard.reply, m);
    if (is_replaced(true))
        sent = replace(room, m);
    return real_server->send(c, &sent, d);
}

/* ---- the two sides ----------------------------------------------------------- */

static void listen(struct ivmc_local *l)
{
    static struct ivmc_channel_ops client, server;

    real_client = l->client.ops;
    real_server = l->server.ops;
    client = *real_client;
    client.begin = begin_request;
    client.send = send_request;
    server = *real_server;
    server.begin = begin_reply;
    server.send = send_reply;
    l->client.ops = &client;
    l->server.ops = &server;
}

struct ivmc_server *heard_open(void)
{
    static _Alignas(8) unsigned char memory[2][16 * HEARD_MESSAGE];
    static struct ivmc_servant servants[1];

    unwritten_make(memory, sizeof memory);
    ivmc_server_init(&heard.server, servants, 1, memory[0], sizeof memory[0]);
    if (ivmc_local_memory(HEARD_MESSAGE) > sizeof memory[1] ||
        ivmc_local_open(&heard.local, &heard.server, memory[1],
                        HEARD_MESSAGE) != IVMC_OK)
        exit(2);
    listen(&heard.local);
    heard_keep();
    return &heard.server;
}

void heard_keep(void)
{
    static _Alignas(8) unsigned char memory[2][16 * HEARD_MESSAGE];
    static unsigned turn;
    unsigned char *mine = memory[turn++ % 2];

    unwritten_make(mine, sizeof memory[0]);
    ivmc_env_init(&heard.env, mine, sizeof memory[0]);
}

/* ---- a vector ---------------------------------------------------------------- */

void heard_begin(const struct vec *v)
{
    vector = v;
    heard.served = 0;
    heard.requests = 0;
    heard.replies = 0;
}

static bool equal(const struct heard_message *h)
{
    return h->len == vector->len &&
           memcmp(h->octets, vector->octets, vector->len) == 0;
}

static void check_good(void)
{
    heard_expect(heard.env.status == IVMC_OK,
                 ivmc_status_name(heard.env.status));
    heard_expect(heard.served == 2, "the servant did not see it");
    heard_expect(equal(&heard.request), "the request is other octets");
    heard_expect(equal(&heard.reply), "the reply is other octets");
}

static void check_refused(void)
{
    heard_expect(heard.env.status == IVMC_BAD_MESSAGE, "not refused");
    heard_expect(heard.served == (heard.replies_instead ? 1 : 0),
                 heard.replies_instead ? "the servant did not see the call"
                                       : "the servant saw it");
}

static void check_unsendable(void)
{
    const char *status = ivmc_status_name(heard.env.status);

    heard_expect(strcmp(status, vector->status) == 0, status);
    heard_expect(heard.requests == 0, "it was sent");
}

void heard_check(void)
{
    if (vector->kind == VEC_GOOD)
        check_good();
    else if (vector->kind == VEC_REFUSED)
        check_refused();
    else
        check_unsendable();
}

static void run_file(const char *path, void (*run)(const struct vec *v))
{
    static struct vec v;
    FILE *file = fopen(path, "r");

    if (!file) {
        perror(path);
        exit(2);
    }
    v.path = path;
    v.line = 0;
    while (vec_next(file, &v))
        run(&v);
    fclose(file);
}

int heard_run(int argc, char **argv, void (*run)(const struct vec *v))
{
    int i;

    for (i = 1; i < argc; i++)
        run_file(argv[i], run);
    printf("%u checks, %u failures, %u octets a pointer, %s-endian\n", checks,
           failures, (unsigned)sizeof(void *),
           IVMC_LITTLE_ENDIAN ? "little" : "big");
    return checks == 0 || failures != 0 ? 1 : 0;
}
