/*
 * What a transport can carry, asked of the wire plans: shared by all back
 * ends whose policy is a set of limits.
 */
#ifndef IDLC_BACKEND_LIMITS_H
#define IDLC_BACKEND_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

struct backend;
struct session;
struct wire_unit;

/* Octets of a message before its body. */
#define LIMITS_HEADER 40

/* Regions and endpoints that one message may carry (IVMC_MAX_ITEMS). */
#define LIMITS_ITEMS 8

/*
 * The largest message with its header: the back end's or --max-message, the
 * lower one; 0 when only the connection knows.
 */
uint64_t limits_max_message(const struct session *s, const struct backend *b);

/*
 * Reports messages that can never be sent, and where the limit is known,
 * those that may not fit; under --bounded, and where the back end needs it,
 * values without a bound. True when there are none.
 */
bool limits_check(struct session *s, const struct backend *b,
                  const struct wire_unit *unit);

#endif /* IDLC_BACKEND_LIMITS_H */
