/* A malicious peer on a socket: octets and descriptors as it pleases. */
#ifndef RAW_H
#define RAW_H

#include <stdbool.h>
#include <stddef.h>

#include "evil.h"

/* A raw connection to `address` (unix:@, seqpacket:@ or tcp:127.0.0.1:). */
int raw_connect(const char *address);

/* The same over TCP from another machine, as the server sees it: 127.0.0.n. */
int raw_connect_from(const char *address, uint8_t n);

/* To a Unix socket of that kind and abstract name; no deadline is set. */
int raw_connect_unix(const char *name, int type);

/* Sends it all, as one packet where there are packets. */
void raw_send(int fd, const void *octets, size_t len);

/* The same with `count` descriptors of /dev/null attached. */
void raw_send_items(int fd, const void *octets, size_t len, unsigned count);

/* Once, with `count` copies of the descriptor `item`. */
void raw_send_copies(int fd, const void *octets, size_t len, int item,
                     unsigned count);

/* One message, or a hello of 32 octets. False at the end of the connection. */
bool raw_receive(int fd, struct frame *f);
bool raw_receive_hello(int fd, struct frame *f);

/* Whether the other side closes within two seconds; octets are ignored. */
bool raw_is_closed(int fd);

/* Hello both ways; the epoch. */
uint32_t raw_greet(int fd);

/* Hello and bind; the slot. */
uint32_t raw_begin(int fd, uint32_t *epoch);

/* Makes `e` the attacker's end of a connection that has greeted. */
void raw_evil(struct evil *e, int fd, uint32_t epoch);

#endif /* RAW_H */
