/*
 * XenStore: requests and replies in a ring, one request at a time. Whoever
 * serves it may be slow, and may lie: what stands in the ring is fetched once,
 * lengths are checked, and a reply that comes too late is thrown away.
 */
#include "guest.h"

#include <string.h>

#include <xen/io/xs_wire.h>

#define PATIENCE_NS UINT64_C(5000000000)
#define CHANGES     8u
#define HEAD        ((uint32_t)sizeof(struct xsd_sockmsg))

/* Where the reply to the request under way goes. */
struct reply {
    uint32_t type; /* expected; then what came */
    char *to;
    size_t cap, len;
    char error[16];
};

static struct {
    struct xenstore_domain_interface *ring;
    uint32_t port;
    bool broken;
    uint32_t request;        /* the id given last */
    struct xsd_sockmsg head; /* of the message coming in */
    uint32_t got;            /* octets of it, the head's too */
    char change[CHANGES][IVMC_GUEST_PATH_MAX];
    uint32_t first, changes; /* in `change` */
    bool lost;
} store;

void guest_store_open(void *ring, uint32_t port)
{
    store.ring = ring;
    store.port = port;
}

uint32_t ivmc_guest_store_port(void)
{
    return store.port;
}

static uint32_t load(const uint32_t *word)
{
    /* Acquire: octets are looked at after the counter that covers them. */
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* How far two counters are apart: no further than the ring is large. */
static uint32_t distance(uint32_t from, uint32_t to)
{
    if (to - from <= XENSTORE_RING_SIZE)
        return to - from;
    store.broken = true;
    return 0;
}

/* ---- coming in ----------------------------------------------------------------- */

/* Octet `at` of a change's body: the path up to its NUL. */
static void take_change(uint32_t at, char c)
{
    char *path = store.change[(store.first + store.changes) % CHANGES];

    if (store.changes == CHANGES)
        store.lost = true;
    else if (at < IVMC_GUEST_PATH_MAX)
        path[at] = c;
}

static void take_reply(struct reply *r, uint32_t at, char c)
{
    r->type = store.head.type;
    if (r->type != XS_ERROR && at < r->cap)
        r->to[at] = c;
    else if (r->type == XS_ERROR && at + 1 < sizeof r->error)
        r->error[at] = c;
}

static bool is_change(void)
{
    return store.head.type == XS_WATCH_EVENT;
}

static bool is_ours(const struct reply *r)
{
    return r && !is_change() && store.head.req_id == store.request;
}

/* A message is whole. True when it is the reply. */
static bool end_message(struct reply *r)
{
    char *path = store.change[(store.first + store.changes) % CHANGES];
    uint32_t i;

    store.got = 0;
    if (is_change() && store.changes < CHANGES) {
        for (i = 0; i < store.head.len && i < IVMC_GUEST_PATH_MAX; i++)
            if (path[i] == '\0')
                break;
        if (i == store.head.len || i == IVMC_GUEST_PATH_MAX)
            store.lost = true;
        else
            store.changes++;
    }
    if (!is_ours(r))
        return false;
    r->type = store.head.type;
    r->len = store.head.len;
    return true;
}

static void take_octet(struct reply *r, char c)
{
    uint32_t at = store.got++;

    if (at < HEAD) {
        ((char *)&store.head)[at] = c;
        if (at + 1 == HEAD && store.head.len > XENSTORE_PAYLOAD_MAX)
            store.broken = true;
    } else if (is_change()) {
        take_change(at - HEAD, c);
    } else if (is_ours(r)) {
        take_reply(r, at - HEAD, c);
    }
}

/* What is there; true when the reply to `r`, or NULL, is whole. */
static bool take_some(struct reply *r)
{
    struct xenstore_domain_interface *ring = store.ring;
    uint32_t taken = ring->rsp_cons;
    uint32_t there = distance(taken, load(&ring->rsp_prod));
    bool whole = false;

    if (there == 0)
        return false;
    while (there-- > 0 && !whole && !store.broken) {
        take_octet(
            r, ((const volatile char *)ring->rsp)[MASK_XENSTORE_IDX(taken++)]);
        if (store.got >= HEAD && store.got == HEAD + store.head.len)
            whole = end_message(r);
    }
    /* Release: the room is given back after the octets were taken. */
    __atomic_store_n(&ring->rsp_cons, taken, __ATOMIC_RELEASE);
    ivmc_guest_port_ring(store.port);
    return whole && !store.broken;
}

bool ivmc_guest_store_change(char path[IVMC_GUEST_PATH_MAX])
{
    const char *from = store.change[store.first];
    uint32_t i;

    if (!store.broken)
        (void)take_some(NULL);
    path[0] = '\0';
    if (store.changes == 0) {
        bool lost = store.lost;

        store.lost = false;
        return lost;
    }
    for (i = 0; (path[i] = from[i]) != '\0'; i++)
        ;
    store.first = (store.first + 1) % CHANGES;
    store.changes--;
    return true;
}

/* ---- going out ----------------------------------------------------------------- */

static void put(const void *octets, size_t len)
{
    struct xenstore_domain_interface *ring = store.ring;
    uint32_t at = ring->req_prod;
    const char *from = octets;
    size_t i;

    for (i = 0; i < len; i++)
        ring->req[MASK_XENSTORE_IDX(at++)] = from[i];
    /* Release: the octets are there before the counter says so. */
    __atomic_store_n(&ring->req_prod, at, __ATOMIC_RELEASE);
}

static bool has_room(size_t len)
{
    const struct xenstore_domain_interface *ring = store.ring;

    return XENSTORE_RING_SIZE -
               distance(load(&ring->req_cons), ring->req_prod) >=
           len;
}

/* Waits for a bell, and takes what has come. False when time is over. */
static bool await(struct reply *r, bool *whole, uint64_t until)
{
    if (ivmc_guest_now() >= until)
        return false;
    (void)ivmc_guest_port_rung(store.port);
    *whole = take_some(r);
    if (!*whole && !store.broken)
        ivmc_guest_wait(&store.port, 1, until);
    return true;
}

static enum ivmc_status meaning_of(const char *error)
{
    static const struct {
        const char *name;
        enum ivmc_status status;
    } known[] = {{"ENOENT", IVMC_BAD_OBJECT}, {"EACCES", IVMC_REFUSED},
                 {"EPERM", IVMC_REFUSED},     {"E2BIG", IVMC_LIMIT},
                 {"ENOSPC", IVMC_LIMIT},      {"EQUOTA", IVMC_LIMIT}};
    size_t i, n;

    for (i = 0; i < sizeof known / sizeof *known; i++) {
        for (n = 0; error[n] != '\0' && error[n] == known[i].name[n]; n++)
            ;
        if (error[n] == known[i].name[n])
            return known[i].status;
    }
    return IVMC_SYSTEM;
}

/* One request, "path NUL rest", and its reply. */
static enum ivmc_status ask(uint32_t type, const char *path, const char *rest,
                            size_t rest_len, struct reply *r)
{
    uint64_t until = ivmc_guest_now() + PATIENCE_NS;
    size_t path_len = strlen(path) + 1;
    struct xsd_sockmsg head = {.type = type, .req_id = ++store.request};
    bool whole = false;

    if (HEAD + path_len + rest_len > XENSTORE_RING_SIZE)
        return IVMC_LIMIT;
    while (!store.broken && !has_room(HEAD + path_len + rest_len))
        if (!await(NULL, &whole, until))
            return IVMC_TIMEOUT;
    head.len = (uint32_t)(path_len + rest_len);
    put(&head, HEAD);
    put(path, path_len);
    put(rest, rest_len);
    ivmc_guest_port_ring(store.port);
    while (!store.broken && !whole)
        if (!await(r, &whole, until))
            return IVMC_TIMEOUT;
    if (!store.broken && r->type == XS_ERROR)
        return meaning_of(r->error);
    if (r->type != type)
        store.broken = true;
    return store.broken ? IVMC_PEER_GONE : IVMC_OK;
}

/* ---- operations ----------------------------------------------------------------- */

static enum ivmc_status look(uint32_t type, const char *path, char *to,
                             size_t cap, size_t *len)
{
    struct reply r = {.to = to, .cap = cap};
    enum ivmc_status s = ask(type, path, "", 0, &r);

    if (s == IVMC_OK && r.len >= cap)
        s = IVMC_LIMIT;
    if (cap > 0)
        to[s == IVMC_OK ? r.len : 0] = '\0';
    if (len)
        *len = s == IVMC_OK ? r.len : 0;
    return s;
}

enum ivmc_status ivmc_guest_store_read(const char *path, char *value,
                                       size_t cap, size_t *len)
{
    return look(XS_READ, path, value, cap, len);
}

enum ivmc_status ivmc_guest_store_list(const char *path, char *names,
                                       size_t cap, size_t *len)
{
    return look(XS_DIRECTORY, path, names, cap, len);
}

static enum ivmc_status tell(uint32_t type, const char *path, const char *rest,
                             size_t len)
{
    struct reply r = {.cap = 0};

    return ask(type, path, rest, len, &r);
}

enum ivmc_status ivmc_guest_store_write(const char *path, const char *value)
{
    return tell(XS_WRITE, path, value, strlen(value));
}

enum ivmc_status ivmc_guest_store_remove(const char *path)
{
    return tell(XS_RM, path, "", 0);
}

enum ivmc_status ivmc_guest_store_permit(const char *path, uint16_t own,
                                         char others, uint16_t domid,
                                         char right)
{
    char rights[16];
    size_t len = ivmc_guest_format(rights, sizeof rights, "%c%u%c%c%u", others,
                                   own, '\0', right, domid);

    return tell(XS_SET_PERMS, path, rights, len + 1);
}

enum ivmc_status ivmc_guest_store_owner(const char *path, uint16_t *domid)
{
    char rights[128]; /* the owner's first: a letter and its number, NUL */
    enum ivmc_status s = look(XS_GET_PERMS, path, rights, sizeof rights, NULL);
    uint32_t n = 0;
    size_t i;

    for (i = 1; s == IVMC_OK && rights[i] != '\0'; i++) {
        if (rights[i] < '0' || rights[i] > '9' || n > UINT16_MAX)
            return IVMC_SYSTEM;
        n = n * 10 + (uint32_t)(rights[i] - '0');
    }
    *domid = (uint16_t)n;
    return s;
}

#define TOKEN "ivmc"

enum ivmc_status ivmc_guest_store_watch(const char *path)
{
    return tell(XS_WATCH, path, TOKEN, sizeof TOKEN);
}

enum ivmc_status ivmc_guest_store_unwatch(const char *path)
{
    return tell(XS_UNWATCH, path, TOKEN, sizeof TOKEN);
}
