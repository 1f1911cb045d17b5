/*
 * The attacker's end of a connection, whatever it runs over: a transport
 * says how octets get to the other side as one message, unchecked.
 */
#ifndef EVIL_H
#define EVIL_H

#include <stdbool.h>
#include <stddef.h>

#include "frame.h"

struct evil;

struct evil_ops {
    /* As one message, as far as the other side takes it within two seconds. */
    void (*send)(struct evil *e, const void *octets, size_t len);

    /* One message; false at the end, and when none comes in two seconds. */
    bool (*receive)(struct evil *e, struct frame *f);

    /* Nothing more is sent. */
    void (*finish)(struct evil *e);

    /* Whether the other side closes within two seconds; octets are ignored. */
    bool (*is_closed)(struct evil *e);

    void (*close)(struct evil *e);
};

struct evil {
    const struct evil_ops *ops; /* NULL: not open */
    uint32_t epoch;             /* of the hello */
    int fd;                     /* of sockets */
    void *own;                  /* of other transports */
};

void evil_send(struct evil *e, const struct frame *f);
bool evil_receive(struct evil *e, struct frame *f);

/* Binds the root object honestly; the slot. */
uint32_t evil_bind(struct evil *e);

/* Closes it if it is open. */
void evil_close(struct evil *e);

#endif /* EVIL_H */
