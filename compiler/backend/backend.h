/*
 * A back end: a product made from the checked model and its wire plans, with
 * the limits of the transport that will carry the calls. One folder each;
 * backend_table.c lists them.
 */
#ifndef IDLC_BACKEND_H
#define IDLC_BACKEND_H

#include <stdbool.h>
#include <stdint.h>

struct session;
struct file_set;
struct wire_unit;

struct backend {
    const char *name;     /* the word after --backend */
    const char *summary;  /* its line in --help */
    uint64_t max_message; /* octets with the header; 0 = set at connection */
    bool items;           /* can carry regions and endpoints */
    bool labels;          /* its transports tell the peer's security label */
    bool needs_bounds;    /* a type without a bound is an error */
    bool registers;       /* small messages go in registers of L4 */
    /* Whether it can carry the unit; reports what it cannot, with the cure. */
    bool (*check)(struct session *s, const struct backend *b,
                  const struct wire_unit *unit);
    void (*emit)(struct session *s, const struct backend *b,
                 const struct wire_unit *unit, struct file_set *files);
};

/* In name order, ended by NULL. */
extern const struct backend *const backend_table[];

const struct backend *backend_find(const char *name);

/* --report, on standard output: numbers from the wire plans. */
void report_print(struct session *s, const struct backend *b,
                  const struct wire_unit *unit);

#endif /* IDLC_BACKEND_H */
