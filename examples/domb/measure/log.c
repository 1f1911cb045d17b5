/* The event log, in memory that only DomB can write. */
#include "log.h"

#include <string.h>

#include "bank.h"
#include "event.h"

#define BUILD_EVENTS 3
#define LOG_EVENTS   49152u /* of 16,384 domains */

static struct {
    struct event_head head;
    struct event events[LOG_EVENTS];
} __attribute__((packed)) kept;

static uint32_t count;

void log_open(void)
{
    kept.head = event_head;
}

static void append(uint32_t number, enum event_tag tag,
                   const struct log_domain *d,
                   const unsigned char image[MEASURE_DIGEST])
{
    struct event *e = &kept.events[count++];

    e->number = number;
    e->type = EVENT_TAG;
    e->digests = 1;
    e->algorithm = EVENT_SHA256;
    e->size = EVENT_SIZE;
    e->tag = tag;
    e->tag_size = EVENT_TAG_SIZE;
    memcpy(e->handle, d->handle, MEASURE_HANDLE);
    e->domid = d->domid;
    memcpy(e->image, image, MEASURE_DIGEST);
    event_digest(e, e->digest);
    bank_extend(number, e->digest);
}

bool log_room(void)
{
    return LOG_EVENTS - count >= BUILD_EVENTS;
}

uint32_t log_build(const struct log_domain *d)
{
    uint32_t first = count;

    append(BANK_DOMAINS, EVENT_KERNEL, d, d->kernel);
    append(BANK_DOMAINS, EVENT_RAMDISK, d, d->ramdisk);
    append(BANK_DOMAINS, EVENT_CONFIG, d, d->config);
    return first;
}

bool log_module(const unsigned char image[MEASURE_DIGEST])
{
    static const struct log_domain none;

    if (count == LOG_EVENTS)
        return false;
    append(BANK_MODULES, EVENT_MODULE, &none, image);
    return true;
}

uint32_t log_events(void)
{
    return count;
}

uint32_t log_size(void)
{
    return (uint32_t)(sizeof kept.head + count * sizeof kept.events[0]);
}

uint32_t log_read(uint32_t from, void *to, uint32_t len)
{
    uint32_t size = log_size();

    if (from >= size)
        return 0;
    if (len > size - from)
        len = size - from;
    memcpy(to, (const unsigned char *)&kept + from, len);
    return len;
}

/* Of its last event. The newest build counts: numbers are used again. */
static const struct event *find_build(
    uint32_t domid, const unsigned char handle[MEASURE_HANDLE])
{
    uint32_t n;

    for (n = count; n > 0; n--) {
        const struct event *e = &kept.events[n - 1];

        if (e->tag == EVENT_CONFIG && e->domid == domid &&
            memcmp(e->handle, handle, MEASURE_HANDLE) == 0)
            return e;
    }
    return NULL;
}

void log_own(uint32_t domid, const unsigned char handle[MEASURE_HANDLE],
             unsigned char own[MEASURE_DIGEST])
{
    const struct event *e = find_build(domid, handle);
    int n;

    memset(own, 0, MEASURE_DIGEST);
    for (n = 1 - BUILD_EVENTS; e && n <= 0; n++)
        measure_extend(own, e[n].image);
}
