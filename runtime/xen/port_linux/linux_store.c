/*
 * Requests and inboxes in XenStore. What is read here is a hint: a wrong one
 * leads to a grant that cannot be mapped or to a port that cannot be bound.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "linux.h"

/* Transactions that others were in the way of, before we give up. */
#define TRIES 100

/* The value at `path`; NULL: errno. To be freed. */
static char *read_value(struct xs_handle *store, const char *path,
                        unsigned *len)
{
    return xs_read(store, XBT_NULL, path, len);
}

static bool write_value(struct xs_handle *store, xs_transaction_t t,
                        const char *path, const char *value)
{
    return xs_write(store, t, path, value, (unsigned)strlen(value));
}

/*
 * Decimal digits and nothing else: as the domain of a request's name, so that
 * there is one reader for all of them.
 */
bool linux_own_domid(struct xs_handle *store, uint16_t *domid)
{
    char name[XEN_VALUE_MAX];
    unsigned len = 0;
    char *value = read_value(store, "domid", &len);
    bool good = false;

    if (value && len < sizeof name - sizeof "-0") {
        memcpy(name, value, len);
        memcpy(name + len, "-0", sizeof "-0");
        good = xen_request_name_read(domid, name);
    }
    free(value);
    return good;
}

bool linux_take_watches(struct xs_handle *store)
{
    bool any = false;
    char **event;

    while ((event = xs_check_watch(store)) != NULL) {
        free(event);
        any = true;
    }
    return any;
}

/* ---- the client's requests --------------------------------------------------------- */

/* Readable and writable for the server, and for nobody else. */
static bool give_to(struct xs_handle *store, xs_transaction_t t,
                    const char *path, uint16_t own, uint16_t server)
{
    struct xs_permissions who[2];

    memset(who, 0, sizeof who);
    who[0].id = own;
    who[0].perms = XS_PERM_NONE;
    who[1].id = server;
    who[1].perms = XS_PERM_READ | XS_PERM_WRITE;
    return xs_set_permissions(store, t, path, who, own == server ? 1 : 2);
}

static bool is_there(struct xs_handle *store, xs_transaction_t t,
                     const char *path)
{
    unsigned len;
    char *value = xs_read(store, t, path, &len);

    free(value);
    return value != NULL;
}

/* 0, or the error; EAGAIN: others were in the way. */
static int put_once(struct xs_handle *store, const char *inbox,
                    const char *path, const char *value, uint16_t own,
                    uint16_t server)
{
    xs_transaction_t t = xs_transaction_start(store);
    int error = 0;

    if (t == XBT_NULL)
        return errno;
    if (!is_there(store, t, inbox) || !write_value(store, t, path, value) ||
        !give_to(store, t, path, own, server))
        error = errno;
    if (!xs_transaction_end(store, t, error != 0) && error == 0)
        error = errno;
    return error;
}

static enum ivmc_status put_failed(int error)
{
    errno = error;
    switch (error) {
    case ENOENT:
        return IVMC_PEER_GONE;
    case EACCES:
    case EPERM:
        return IVMC_REFUSED;
    case ENOSPC: /* as many as a domain may have */
        return IVMC_LIMIT;
    default:
        return IVMC_SYSTEM;
    }
}

enum ivmc_status linux_request_put(struct linux_request *q,
                                   struct xs_handle *store,
                                   const struct xen_address *server,
                                   const struct xen_request *r)
{
    char inbox[XEN_PATH_MAX], name[XEN_VALUE_MAX], value[XEN_VALUE_MAX];
    int error = EAGAIN;
    uint16_t own;
    uint32_t tag;
    int n;

    if (!linux_own_domid(store, &own) || getrandom(&tag, sizeof tag, 0) < 0)
        return IVMC_SYSTEM;
    xen_inbox_path(inbox, server->domid, server->name);
    xen_request_name(name, own, tag);
    xen_request_path(q->path, inbox, name);
    xen_request_write(value, r);
    for (n = 0; error == EAGAIN && n < TRIES; n++)
        error = put_once(store, inbox, q->path, value, own, server->domid);
    if (error != 0)
        return put_failed(error);
    q->put = true;
    return xs_watch(store, q->path, "") ? IVMC_OK : IVMC_SYSTEM;
}

void linux_request_remove(struct linux_request *q, struct xs_handle *store)
{
    if (q->put)
        (void)xs_rm(store, XBT_NULL, q->path);
    q->put = false;
}

enum linux_fate linux_request_look(const struct linux_request *q,
                                   struct xs_handle *store,
                                   struct ivmc_xen_triple *offer)
{
    enum linux_fate fate = FATE_OPEN;
    struct xen_request r;
    unsigned len = 0;
    char *value = read_value(store, q->path, &len);

    if (!value)
        return errno == ENOENT ? FATE_GONE : FATE_OPEN;
    if (offer && xen_request_read(&r, value, len) && r.kind == XEN_OFFER) {
        offer->ref = r.ref;
        offer->port = r.port;
        fate = FATE_ANSWERED;
    }
    free(value);
    return fate;
}

/* ---- the server's inbox -------------------------------------------------------------- */

bool linux_inbox_make(struct xs_handle *store, const char *path, uint16_t own)
{
    struct xs_permissions all;

    memset(&all, 0, sizeof all);
    all.id = own;
    all.perms = XS_PERM_READ | XS_PERM_WRITE;
    return xs_mkdir(store, XBT_NULL, path) &&
           xs_set_permissions(store, XBT_NULL, path, &all, 1);
}

void linux_inbox_remove(struct xs_handle *store, const char *path)
{
    (void)xs_rm(store, XBT_NULL, path);
}

char **linux_inbox_list(struct xs_handle *store, const char *path,
                        unsigned *count)
{
    char **names = xs_directory(store, XBT_NULL, path, count);

    if (!names)
        *count = 0;
    return names;
}

static bool is_owner(struct xs_handle *store, const char *path, uint16_t client)
{
    unsigned count = 0;
    struct xs_permissions *who =
        xs_get_permissions(store, XBT_NULL, path, &count);
    bool owns = who && count > 0 && who[0].id == client;

    free(who);
    return owns;
}

bool linux_inbox_read(struct xs_handle *store, const char *path,
                      uint16_t *client, struct xen_request *r)
{
    const char *name = strrchr(path, '/') + 1;
    unsigned len = 0;
    bool good;
    char *value;

    if (!xen_request_name_read(client, name) || !is_owner(store, path, *client))
        return false;
    value = read_value(store, path, &len);
    good = value && xen_request_read(r, value, len);
    free(value);
    return good;
}

bool linux_inbox_answer(struct xs_handle *store, const char *path,
                        const struct ivmc_xen_triple *offer)
{
    const struct xen_request r = {
        .kind = XEN_OFFER, .ref = offer->ref, .port = offer->port};
    char value[XEN_VALUE_MAX];

    xen_request_write(value, &r);
    return write_value(store, XBT_NULL, path, value);
}
