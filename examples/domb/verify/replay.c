#include "replay.h"

#include <string.h>

static bool is_head(const void *octets, size_t len)
{
    return len >= sizeof event_head &&
           memcmp(octets, &event_head, sizeof event_head) == 0;
}

/* NULL: it is one of DomB's. */
static const char *fault(const struct event *e)
{
    unsigned char digest[MEASURE_DIGEST];

    if (e->type != EVENT_TAG || e->digests != 1 ||
        e->algorithm != EVENT_SHA256 || e->size != EVENT_SIZE ||
        e->tag_size != EVENT_TAG_SIZE)
        return "is none of DomB's";
    if (e->tag < EVENT_KERNEL || e->tag > EVENT_MODULE)
        return "has a tag that DomB does not know";
    if (e->number != (e->tag == EVENT_MODULE ? 10u : 11u))
        return "is for another register";
    event_digest(e, digest);
    if (memcmp(digest, e->digest, sizeof digest) != 0)
        return "has another digest than its octets";
    return NULL;
}

/* A build is three events, one after the other. */
static bool follows(const struct event *e, const struct event *last)
{
    if (e->tag == EVENT_KERNEL || e->tag == EVENT_MODULE)
        return last->tag != EVENT_KERNEL && last->tag != EVENT_RAMDISK;
    return last->tag + 1 == e->tag && last->domid == e->domid &&
           memcmp(last->handle, e->handle, MEASURE_HANDLE) == 0;
}

void replay_event(const struct replay *r, uint32_t n, struct event *e)
{
    memcpy(e, r->log + sizeof(struct event_head) + (size_t)n * sizeof *e,
           sizeof *e);
}

bool replay_log(struct replay *r, const void *log, size_t len, uint32_t events)
{
    struct event e, last = {.tag = EVENT_CONFIG};

    memset(r, 0, sizeof *r);
    r->log = log;
    r->len = len;
    r->wrong = "is not there: the log has no head of the TCG's format";
    if (!is_head(log, len))
        return false;
    for (; r->events < events; r->events++, last = e) {
        r->wrong = "is not there: the log ends before it";
        if ((len - sizeof(struct event_head)) / sizeof e <= r->events)
            return false;
        replay_event(r, r->events, &e);
        r->wrong = fault(&e);
        if (r->wrong)
            return false;
        r->wrong = "is not what follows the one before";
        if (!follows(&e, &last))
            return false;
        measure_extend(r->registers[e.number], e.digest);
    }
    r->wrong = "is not the last of a build";
    return last.tag == EVENT_CONFIG || last.tag == EVENT_MODULE;
}

void replay_domain(const struct replay *r, uint32_t domid,
                   const unsigned char handle[MEASURE_HANDLE],
                   struct replay_domain *d)
{
    unsigned char *digests[] = {d->kernel, d->ramdisk, d->config};
    struct event e;
    uint32_t n;

    memset(d, 0, sizeof *d);
    for (n = 0; n < r->events; n++) {
        replay_event(r, n, &e);
        if (e.tag == EVENT_MODULE || e.domid != domid ||
            (handle && memcmp(e.handle, handle, MEASURE_HANDLE) != 0))
            continue;
        if (e.tag == EVENT_KERNEL)
            memset(d->own, 0, sizeof d->own);
        memcpy(d->handle, e.handle, MEASURE_HANDLE);
        memcpy(digests[e.tag - EVENT_KERNEL], e.image, MEASURE_DIGEST);
        measure_extend(d->own, e.image);
        d->built = true;
    }
}
