/* What an event log says happened. */
#ifndef VERIFY_REPLAY_H
#define VERIFY_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"

#define REPLAY_REGISTERS 24

/* A domain's last build. */
struct replay_domain {
    bool built;
    unsigned char handle[MEASURE_HANDLE];
    unsigned char kernel[MEASURE_DIGEST];
    unsigned char ramdisk[MEASURE_DIGEST];
    unsigned char config[MEASURE_DIGEST];
    unsigned char own[MEASURE_DIGEST]; /* its register */
};

struct replay {
    const unsigned char *log;
    size_t len;
    uint32_t events; /* that were replayed */
    unsigned char registers[REPLAY_REGISTERS][MEASURE_DIGEST];
    const char *wrong; /* with event `events` */
};

/*
 * Goes through the first `events` events of a log. False: it is not one of
 * DomB's, or has fewer of them; `r->wrong` says what is wrong.
 */
bool replay_log(struct replay *r, const void *log, size_t len, uint32_t events);

/* Event `n`, below r->events. */
void replay_event(const struct replay *r, uint32_t n, struct event *e);

/* A domain of this number and handle, or of the number alone: NULL. */
void replay_domain(const struct replay *r, uint32_t domid,
                   const unsigned char handle[MEASURE_HANDLE],
                   struct replay_domain *d);

#endif /* VERIFY_REPLAY_H */
