/*
 * XenStore: requests and replies in a ring, one request at a time. Whoever
 * serves it may be slow, and may lie: what stands in the ring is fetched once,
 * lengths are checked, and a reply that comes too late is thrown away.
 */
#include "guest.h"

#include <string.h>

#include <xen/io/xs_wire.h>

#define CHANGES 8u
#define HEAD    ((uint32_t)sizeof(struct xsd_sockmsg))
#define BODY    (store.in.octets + HEAD)

uint64_t guest_store_patience_ns = GUEST_STORE_PATIENCE_NS;

static struct {
    struct xenstore_domain_interface *ring;
    uint32_t port;
    bool broken;
    uint32_t request; /* the id given last */
    uint32_t got;     /* octets of the message coming in */
    union {
        struct xsd_sockmsg head;
        char octets[HEAD + XENSTORE_PAYLOAD_MAX + 1]; /* the last a NUL */
    } in;
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

/* From a counter of ours to one of theirs: no further than the ring goes. */
static uint32_t distance(uint32_t from, uint32_t to)
{
    store.broken = store.broken || to - from > XENSTORE_RING_SIZE;
    return store.broken ? 0 : to - from;
}

/* ---- coming in ----------------------------------------------------------------- */

static void keep_change(const char *path)
{
    uint32_t at = (store.first + store.changes) % CHANGES;
    size_t len = strlen(path);

    store.lost =
        store.lost || store.changes == CHANGES || len >= IVMC_GUEST_PATH_MAX;
    if (store.changes == CHANGES || len >= IVMC_GUEST_PATH_MAX)
        return;
    memcpy(store.change[at], path, len + 1);
    store.changes++;
}

/* A message is whole. True when it is the reply, which stays in `in`. */
static bool end_message(void)
{
    store.got = 0;
    BODY[store.in.head.len] = '\0';
    if (store.in.head.type == XS_WATCH_EVENT)
        keep_change(BODY);
    return store.in.head.type != XS_WATCH_EVENT &&
           store.in.head.req_id == store.request;
}

/* What is there, up to the reply: then true. */
static bool take_some(void)
{
    struct xenstore_domain_interface *ring = store.ring;
    const volatile char *octets = ring->rsp;
    uint32_t taken = ring->rsp_cons;
    /* Acquire: octets are looked at after the counter that covers them. */
    uint32_t there =
        distance(taken, __atomic_load_n(&ring->rsp_prod, __ATOMIC_ACQUIRE));
    bool whole = false;

    if (there == 0)
        return false;
    while (there-- > 0 && !whole && !store.broken) {
        store.in.octets[store.got++] = octets[MASK_XENSTORE_IDX(taken++)];
        if (store.got < HEAD)
            continue;
        store.broken = store.in.head.len > XENSTORE_PAYLOAD_MAX;
        if (store.got - HEAD == store.in.head.len)
            whole = end_message();
    }
    /* Release: the room is given back after the octets were taken. */
    __atomic_store_n(&ring->rsp_cons, taken, __ATOMIC_RELEASE);
    ivmc_guest_port_ring(store.port);
    return whole;
}

bool ivmc_guest_store_change(char path[IVMC_GUEST_PATH_MAX])
{
    bool any;

    /* A reply is one that came too late: what follows it is looked at. */
    while (!store.broken && take_some())
        ;
    any = store.changes != 0 || store.lost;
    path[0] = '\0';
    if (store.changes == 0) {
        store.lost = false;
        return any;
    }
    memcpy(path, store.change[store.first], IVMC_GUEST_PATH_MAX);
    store.first = (store.first + 1) % CHANGES;
    store.changes--;
    return any;
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
    uint32_t taken = __atomic_load_n(&store.ring->req_cons, __ATOMIC_ACQUIRE);

    return XENSTORE_RING_SIZE - distance(taken, store.ring->req_prod) >= len;
}

/* Takes what has come, or waits a while. IVMC_BUSY: no reply yet. */
static enum ivmc_status await(uint64_t until)
{
    if (ivmc_guest_now() >= until)
        return IVMC_TIMEOUT;
    /* The bell is taken before the look. */
    (void)ivmc_guest_port_rung(store.port);
    if (take_some())
        return IVMC_OK;
    if (!store.broken)
        ivmc_guest_wait(&store.port, 1, until);
    return store.broken ? IVMC_PEER_GONE : IVMC_BUSY;
}

static enum ivmc_status meaning_of(const char *error)
{
    static const struct {
        const char *name;
        enum ivmc_status status;
    } known[] = {{"ENOENT", IVMC_BAD_OBJECT},
                 {"EACCES", IVMC_REFUSED},
                 {"E2BIG", IVMC_LIMIT},
                 {"ENOSPC", IVMC_LIMIT}};
    size_t i;

    for (i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(error, known[i].name) == 0)
            return known[i].status;
    return IVMC_SYSTEM;
}

/* One request, "path NUL rest"; its reply is in store.in. */
static enum ivmc_status ask(uint32_t type, const char *path, const char *rest,
                            size_t rest_len)
{
    uint64_t until = ivmc_guest_now() + guest_store_patience_ns;
    size_t path_len = strlen(path) + 1;
    struct xsd_sockmsg head = {.type = type,
                               .req_id = ++store.request,
                               .len = (uint32_t)(path_len + rest_len)};
    enum ivmc_status s = IVMC_BUSY;

    if (HEAD + path_len + rest_len > XENSTORE_RING_SIZE)
        return IVMC_LIMIT;
    while (!store.broken && !has_room(HEAD + path_len + rest_len)) {
        s = await(until);
        if (s != IVMC_BUSY && s != IVMC_OK)
            return s;
    }
    put(&head, HEAD);
    put(path, path_len);
    put(rest, rest_len);
    ivmc_guest_port_ring(store.port);
    for (s = store.broken ? IVMC_PEER_GONE : IVMC_BUSY; s == IVMC_BUSY;)
        s = await(until);
    if (s == IVMC_OK && store.in.head.type == XS_ERROR)
        return meaning_of(BODY);
    if (s == IVMC_OK && store.in.head.type != type) {
        store.broken = true;
        return IVMC_PEER_GONE;
    }
    return s;
}

/* ---- operations ----------------------------------------------------------------- */

static enum ivmc_status look(uint32_t type, const char *path, char *to,
                             size_t cap, size_t *len)
{
    enum ivmc_status s = ask(type, path, "", 0);
    size_t came = s == IVMC_OK ? store.in.head.len : 0;

    if (came >= cap) {
        came = 0;
        s = s == IVMC_OK ? IVMC_LIMIT : s;
    }
    if (cap > 0) {
        memcpy(to, BODY, came);
        to[came] = '\0';
    }
    if (len)
        *len = came;
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

enum ivmc_status ivmc_guest_store_write(const char *path, const char *value)
{
    return ask(XS_WRITE, path, value, strlen(value));
}

enum ivmc_status ivmc_guest_store_remove(const char *path)
{
    return ask(XS_RM, path, "", 0);
}

/* A right, its domain in decimal, and a NUL; what follows it. */
static char *put_right(char *to, char letter, uint16_t domid)
{
    uint32_t unit = 10000;

    *to++ = letter;
    while (unit > 1 && domid < unit)
        unit /= 10;
    for (; unit > 0; unit /= 10)
        *to++ = (char)('0' + domid / unit % 10);
    *to++ = '\0';
    return to;
}

enum ivmc_status ivmc_guest_store_permit(const char *path, uint16_t own,
                                         char others, uint16_t domid,
                                         char right)
{
    char rights[16];
    char *end = put_right(put_right(rights, others, own), right, domid);

    return ask(XS_SET_PERMS, path, rights, (size_t)(end - rights));
}

enum ivmc_status ivmc_guest_store_owner(const char *path, uint16_t *domid)
{
    char rights[128]; /* the owner's first: a letter and its number, NUL */
    size_t i, len;
    enum ivmc_status s = look(XS_GET_PERMS, path, rights, sizeof rights, &len);
    uint32_t n = 0;

    for (i = 1; i < len && rights[i] != '\0'; i++) {
        if (rights[i] < '0' || rights[i] > '9' || n > UINT16_MAX / 10)
            return IVMC_SYSTEM;
        n = n * 10 + (uint32_t)(rights[i] - '0');
    }
    *domid = (uint16_t)n;
    return s == IVMC_OK && i < 2 ? IVMC_SYSTEM : s;
}

#define TOKEN "ivmc"

enum ivmc_status ivmc_guest_store_watch(const char *path)
{
    return ask(XS_WATCH, path, TOKEN, sizeof TOKEN);
}

enum ivmc_status ivmc_guest_store_unwatch(const char *path)
{
    return ask(XS_UNWATCH, path, TOKEN, sizeof TOKEN);
}
