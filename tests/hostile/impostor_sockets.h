/*
 * Malicious servers on sockets. The programs differ in the kind of socket:
 * HOSTILE_DOMAIN and HOSTILE_TYPE.
 */
#ifndef IMPOSTOR_SOCKETS_H
#define IMPOSTOR_SOCKETS_H

#include "impostor.h"
#include "raw.h"

/* A pair of connected sockets of the kind under test, and what it has. */
void impostor_pair(int fd[2]);
bool impostor_is_packets(void);
bool impostor_has_items(void);

TCase *cases_server_hello(void);
TCase *cases_reply_items(void);
TCase *cases_reply_pieces(void);
TCase *cases_reply_packets(void);

#endif /* IMPOSTOR_SOCKETS_H */
