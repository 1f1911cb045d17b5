/* What the port asks of MiniOS, asked. */
#include <mini-os/os.h>
#include <mini-os/mm.h>
#include <mini-os/lib.h>
#include <mini-os/events.h>
#include <mini-os/gntmap.h>
#include <mini-os/gnttab.h>
#include <mini-os/hypervisor.h>
#include <mini-os/sched.h>
#include <mini-os/time.h>
#include <mini-os/wait.h>
#include <mini-os/xenbus.h>
#include <mini-os/xmalloc.h>
#include <xen/io/xs_wire.h>

#include "minios.h"

/* ---- memory, time ------------------------------------------------------------- */

void *minios_alloc(size_t size)
{
    void *memory = _xmalloc(size, 64);

    if (memory)
        memset(memory, 0, size);
    return memory;
}

void minios_free(void *memory)
{
    if (memory)
        xfree(memory);
}

static int order_of(uint32_t pages)
{
    return get_order((unsigned long)pages * PAGE_SIZE);
}

void *minios_pages_alloc(uint32_t pages)
{
    void *memory = (void *)alloc_pages(order_of(pages));

    if (memory)
        memset(memory, 0, (size_t)pages * PAGE_SIZE);
    return memory;
}

void minios_pages_free(void *memory, uint32_t pages)
{
    free_pages(memory, order_of(pages));
}

uint64_t minios_now(void)
{
    return monotonic_clock();
}

uint32_t minios_tag(void)
{
    static uint32_t last;

    return ++last;
}

void minios_yield(void)
{
    schedule();
}

/* ---- grants --------------------------------------------------------------------- */

uint32_t minios_grant(uint16_t domid, void *page)
{
    return gnttab_grant_access(domid, virt_to_mfn((unsigned long)page), 0);
}

bool minios_grant_end(uint32_t ref)
{
    return gnttab_end_access(ref) != 0;
}

struct minios_map {
    struct gntmap grants;
    unsigned long at;
    uint32_t count;
};

struct minios_map *minios_map(uint16_t domid, uint32_t *refs, uint32_t count,
                              void **at)
{
    struct minios_map *map = minios_alloc(sizeof *map);
    uint32_t owner = domid;

    if (!map)
        return NULL;
    gntmap_init(&map->grants);
    *at = NULL;
    if (gntmap_set_max_grants(&map->grants, (int)count) == 0)
        *at = gntmap_map_grant_refs(&map->grants, count, &owner, 0, refs, 1);
    if (!*at) {
        gntmap_fini(&map->grants);
        minios_free(map);
        return NULL;
    }
    map->at = (unsigned long)*at;
    map->count = count;
    return map;
}

void minios_unmap(struct minios_map *map)
{
    gntmap_munmap(&map->grants, map->at, (int)map->count);
    gntmap_fini(&map->grants);
    minios_free(map);
}

/* ---- event channels ---------------------------------------------------------------- */

struct minios_event {
    struct wait_queue_head sleepers;
    evtchn_port_t port;
    volatile bool rung;
};

static void rung(evtchn_port_t port, struct pt_regs *regs, void *data)
{
    struct minios_event *event = data;

    (void)port;
    (void)regs;
    event->rung = true;
    wake_up(&event->sleepers);
}

static struct minios_event *new_event(void)
{
    struct minios_event *event = minios_alloc(sizeof *event);

    if (event)
        init_waitqueue_head(&event->sleepers);
    return event;
}

/* `rc`: how getting its port ended. */
static struct minios_event *open_event(struct minios_event *event, int rc)
{
    if (rc != 0) {
        minios_free(event);
        return NULL;
    }
    unmask_evtchn(event->port);
    return event;
}

struct minios_event *minios_event_listen(uint16_t domid)
{
    struct minios_event *e = new_event();

    return e ? open_event(e, evtchn_alloc_unbound(domid, rung, e, &e->port))
             : NULL;
}

struct minios_event *minios_event_bind(uint16_t domid, uint32_t port)
{
    struct minios_event *e = new_event();

    return e ? open_event(
                   e, evtchn_bind_interdomain(domid, port, rung, e, &e->port))
             : NULL;
}

void minios_event_close(struct minios_event *event)
{
    unbind_evtchn(event->port);
    minios_free(event);
}

uint32_t minios_event_port(const struct minios_event *event)
{
    return event->port;
}

void minios_event_ring(struct minios_event *event)
{
    notify_remote_via_evtchn(event->port);
}

bool minios_event_connected(const struct minios_event *event)
{
    struct evtchn_status status = {.dom = DOMID_SELF, .port = event->port};

    return HYPERVISOR_event_channel_op(EVTCHNOP_status, &status) == 0 &&
           status.status == EVTCHNSTAT_interdomain;
}

void minios_event_wait(struct minios_event *event, _Atomic uint32_t *word,
                       uint32_t seen, uint64_t ns)
{
    wait_event_deadline(
        event->sleepers,
        event->rung || atomic_load_explicit(word, memory_order_relaxed) != seen,
        NOW() + (s_time_t)ns);
    event->rung = false;
}

bool minios_event_label(const struct minios_event *event, char *to, size_t size)
{
    memset(to, 0, size);
    return evtchn_get_peercontext(event->port, to, (int)size - 1) == 0;
}

/* ---- XenStore ------------------------------------------------------------------------ */

/* What failed says why in memory of its own. */
static bool went_well(char *error)
{
    if (error)
        free(error);
    return !error;
}

uint16_t minios_domid(void)
{
    return xenbus_get_self_id();
}

int minios_store_read(const char *path, char *to, size_t size)
{
    char *value;
    size_t len;

    if (!went_well(xenbus_read(XBT_NIL, path, &value)))
        return -1;
    len = strlen(value);
    if (len < size)
        memcpy(to, value, len + 1);
    free(value);
    return len < size ? (int)len : -1;
}

bool minios_store_write(const char *path, const char *value)
{
    return went_well(xenbus_write(XBT_NIL, path, value));
}

void minios_store_remove(const char *path)
{
    (void)went_well(xenbus_rm(XBT_NIL, path));
}

bool minios_store_open_to_all(const char *path)
{
    /* Who owns a node may do all; `b`: so may others. */
    return minios_store_write(path, "1") &&
           went_well(xenbus_set_perms(XBT_NIL, path, minios_domid(), 'b'));
}

/* Nobody but the owner, and `domid`. */
static bool set_request_permissions(xenbus_transaction_t t, const char *path,
                                    uint16_t domid)
{
    char owner[8], other[8];
    struct write_req parts[3] = {{path, (unsigned)strlen(path) + 1}};
    struct xsd_sockmsg *reply;
    bool done;

    snprintf(owner, sizeof owner, "n%u", minios_domid());
    snprintf(other, sizeof other, "b%u", domid);
    parts[1] = (struct write_req){owner, (unsigned)strlen(owner) + 1};
    parts[2] = (struct write_req){other, (unsigned)strlen(other) + 1};
    reply = xenbus_msg_reply(XS_SET_PERMS, t, parts, 3);
    done = reply && reply->type != XS_ERROR;
    if (reply)
        free(reply);
    return done;
}

static bool write_request(xenbus_transaction_t t, const char *inbox,
                          const char *path, const char *value, uint16_t domid)
{
    char *there;

    if (!went_well(xenbus_read(t, inbox, &there)))
        return false;
    free(there);
    return went_well(xenbus_write(t, path, value)) &&
           set_request_permissions(t, path, domid);
}

bool minios_store_request(const char *inbox, const char *path,
                          const char *value, uint16_t domid)
{
    xenbus_transaction_t t;
    int again = 1;
    bool written;

    while (again) {
        again = 0;
        if (!went_well(xenbus_transaction_start(&t)))
            return false;
        written = write_request(t, inbox, path, value, domid);
        if (!went_well(xenbus_transaction_end(t, !written, &again)) && !again)
            return false;
    }
    return written;
}

/* Of "n7", and what follows: a letter, then the owner. */
static uint32_t first_domid(const char *permissions)
{
    const char *at = permissions;
    uint32_t domid = 0;

    for (at++; *permissions && *at >= '0' && *at <= '9'; at++)
        domid = domid < UINT16_MAX ? domid * 10 + (uint32_t)(*at - '0') : domid;
    return domid;
}

bool minios_store_owner(const char *path, uint16_t *domid)
{
    char *permissions;
    uint32_t owner;

    if (!went_well(xenbus_get_perms(XBT_NIL, path, &permissions)))
        return false;
    owner = first_domid(permissions);
    free(permissions);
    *domid = (uint16_t)owner;
    return owner <= UINT16_MAX;
}

bool minios_store_child(const char *path, char *to, size_t size)
{
    bool found = false;
    char **children;
    int i;

    if (!went_well(xenbus_ls(XBT_NIL, path, &children)))
        return false;
    for (i = 0; children[i]; i++) {
        if (!found && strlen(children[i]) < size) {
            strcpy(to, children[i]);
            found = true;
        }
        free(children[i]);
    }
    free(children);
    return found;
}

struct minios_watch {
    xenbus_event_queue events;
    char path[160];
    char token[16];
};

struct minios_watch *minios_watch_open(const char *path)
{
    struct minios_watch *watch = minios_alloc(sizeof *watch);

    if (!watch)
        return NULL;
    snprintf(watch->path, sizeof watch->path, "%s", path);
    snprintf(watch->token, sizeof watch->token, "ivmc%u", minios_tag());
    if (went_well(xenbus_watch_path_token(XBT_NIL, watch->path, watch->token,
                                          &watch->events)))
        return watch;
    minios_free(watch);
    return NULL;
}

static void forget_events(struct minios_watch *watch)
{
    unsigned long flags;
    struct xenbus_event *event;

    local_irq_save(flags);
    event = watch->events;
    watch->events = NULL;
    local_irq_restore(flags);
    while (event) {
        struct xenbus_event *next = event->next;

        free(event);
        event = next;
    }
}

void minios_watch_close(struct minios_watch *watch)
{
    (void)went_well(
        xenbus_unwatch_path_token(XBT_NIL, watch->path, watch->token));
    forget_events(watch);
    minios_free(watch);
}

void minios_watch_wait(struct minios_watch *watch, uint64_t ns)
{
    wait_event_deadline(xenbus_watch_queue, watch->events != NULL,
                        NOW() + (s_time_t)ns);
    forget_events(watch);
}
