/* What DomB and those who verify it agree on. */
#include "event.h"

const struct event_head event_head = {
    .type = EVENT_NO_ACTION,
    .size = sizeof event_head - offsetof(struct event_head, signature),
    .signature = "Spec ID Event03",
    .major = 2,
    .words = 2,
    .algorithms = 1,
    .algorithm = EVENT_SHA256,
    .digest_size = MEASURE_DIGEST};

void event_digest(const struct event *e, unsigned char digest[MEASURE_DIGEST])
{
    const unsigned char *octets = (const unsigned char *)e;
    struct measure m;

    measure_begin(&m);
    measure_update(&m, octets + sizeof *e - EVENT_SIZE, EVENT_SIZE);
    measure_end(&m, digest);
}
