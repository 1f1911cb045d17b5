/*
 * The C that all transports share: header, client stubs, server skeletons.
 * Back ends add their limits and call this.
 */
#ifndef IDLC_BACKEND_C_H
#define IDLC_BACKEND_C_H

struct session;
struct backend;
struct wire_unit;
struct file_set;

/*
 * Adds NAME.h, NAME_client.c, NAME_server.c and what the options ask for to
 * `files`. Names that clash in C are reported.
 */
void c_emit(struct session *s, const struct backend *b,
            const struct wire_unit *unit, struct file_set *files);

#endif /* IDLC_BACKEND_C_H */
