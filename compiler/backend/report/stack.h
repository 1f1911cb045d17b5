/*
 * Bounds on the stack that generated code takes, from the plans: what a call
 * or a request needs there, its values, and a frame for each level of nesting
 * that is marshalled by a function of its own. Octets on LP64, optimised; what
the transport takes comes on top.
 */
#ifndef IDLC_REPORT_STACK_H
#define IDLC_REPORT_STACK_H

#include <stdint.h>

struct session;
struct wire_operation;

/* At least sizeof(struct ivmc_call); a unit test compares them. */
#define STACK_CALL 496

/* What a stub's own calls of the core take: send the request, await the reply. */
#define STACK_CORE 352

/* Frame of a function that moves one value, with what it calls in the core. */
#define STACK_FRAME 160

/* Times that a recursive type may enter itself (IVMC_MAX_DEPTH). */
#define STACK_DEPTH 64

uint64_t stack_of_stub(struct session *s, const struct wire_operation *o);
uint64_t stack_of_skeleton(struct session *s, const struct wire_operation *o);

#endif /* IDLC_REPORT_STACK_H */
