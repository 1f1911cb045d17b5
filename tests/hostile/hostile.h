/*
 * Named cases of malicious clients. Each asserts what the server makes of it,
 * a good call afterwards, and that no descriptor stays open. The programs
 * differ in the server attacked: HOSTILE_SCHEME and HOSTILE_KIND.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "evil.h"
#include "victim.h"

/* What becomes of the connection on which the case is played. */
enum outcome {
    CLOSED,    /* a violation: BAD_MESSAGE, the connection ends */
    ANSWERED,  /* refused with a status; the connection goes on */
    UNANSWERED /* nothing comes back, and the connection goes on */
};

/* The victim of this program, and a connection that has bound slot 1. */
struct scene {
    struct victim victim;
    unsigned descriptors; /* before */
    int fd;
    uint32_t epoch, slot;
};

/* With options NULL: those of victim_start. */
void scene_open(struct scene *s, const struct ivmc_socket_options *options);
void scene_connect(struct scene *s);

/* Sees to the outcome of what was sent to `s->fd`, and to all the rest. */
void scene_expect(struct scene *s, enum outcome outcome,
                  enum ivmc_status status, const char *what);
void scene_close(struct scene *s, const char *what);

bool scene_is_packets(void);
bool scene_has_items(void);
bool scene_is_loop(void);

TCase *cases_hello(void);
TCase *cases_header(void);
TCase *cases_bind(void);
TCase *cases_body(void);
TCase *cases_items(void);
TCase *cases_pieces(void);
TCase *cases_slow(void);

#endif /* HOSTILE_H */
