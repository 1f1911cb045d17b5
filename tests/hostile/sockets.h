/*
 * Malicious clients on sockets. The programs differ in the server attacked:
 * HOSTILE_SCHEME and HOSTILE_KIND.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#include "hostile.h"
#include "raw.h"
#include "victim.h"

bool sockets_are_packets(void);
bool sockets_have_items(void);
bool sockets_have_loop(void);
bool sockets_have_one_loop(void);

TCase *cases_hello(void);
TCase *cases_items(void);
TCase *cases_pieces(void);
TCase *cases_slow(void);

#endif /* SOCKETS_H */
