/*
 * What every transport promises, written once. A transport takes part with
 * one small file that says how a server and a connected client come about;
 * the cases (cases_*.c) know nothing else of it.
 */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include <check.h>
#include <stdbool.h>

#include <ivmc/serve.h>

#include "probe.h"
#include "servant.h"

struct conformance_pair {
    struct peer peer;
    struct ivmc_channel *client;
    void *own; /* the transport's */
};

struct conformance_transport {
    const char *name;
    bool items;         /* descriptors travel */
    bool items_other;   /* no descriptors, but other items */
    bool items_own;     /* and are then the receiver's own */
    bool beside;        /* the server runs beside the client, not within */
    uint32_t in_flight; /* calls in flight that it can carry */

    /*
     * A server of `p->peer`, running, and `p->client` connected to it, for
     * messages of `max_message` octets. Fails the test if it cannot.
     */
    void (*open)(struct conformance_pair *p, uint32_t max_message);

    /* The server goes away; the client is not told beforehand. */
    void (*stop)(struct conformance_pair *p);

    /* Both ends are gone, after `stop` or without. */
    void (*close)(struct conformance_pair *p);
};

/* The transport under test: each program defines one. */
extern const struct conformance_transport conformance_transport;

#define CONFORMANCE_MESSAGE 65536u

/* An open pair with a bound object, and memory for its calls. */
struct conformance_client {
    struct conformance_pair pair;
    struct ivmc_object peer;
    struct ivmc_env env;
    unsigned char *memory;
};

void conformance_open(struct conformance_client *c, uint32_t max_message);
void conformance_close(struct conformance_client *c);

/* One good call: what is asked after everything that may have gone wrong. */
void conformance_call_works(struct conformance_client *c);

/* Descriptors that this process has open. */
unsigned conformance_descriptors(void);

/* Fails the test with names instead of numbers. */
#define ck_status(got, wanted)                                                 \
    ck_assert_str_eq(ivmc_status_name(got), ivmc_status_name(wanted))

TCase *cases_calls(void);
TCase *cases_sizes(void);
TCase *cases_failures(void);
TCase *cases_several(void);
TCase *cases_items(void);

#endif /* CONFORMANCE_H */
