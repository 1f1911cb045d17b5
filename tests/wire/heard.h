/*
 * A server and a client in one process, and what passes between them: what
 * runs the vectors through generated stubs listens here.
 */
#ifndef HEARD_H
#define HEARD_H

#include <ivmc/local.h>

#include "vec.h"

#define HEARD_MESSAGE 4096

struct heard_message {
    unsigned char octets[HEARD_MESSAGE]; /* the body */
    uint32_t len;
};

struct heard {
    struct ivmc_local local;
    struct ivmc_server server;
    struct ivmc_env env; /* the client's */
    unsigned served;     /* requests that reached the servant: it counts them */
    unsigned requests, replies;          /* sent since heard_begin */
    struct heard_message request, reply; /* the last ones */
    bool replies_instead; /* a refused vector replaces replies, not requests */
};

extern struct heard heard;

/* Connects the client; the server has no object yet. Exits where it cannot. */
struct ivmc_server *heard_open(void);

/*
 * The calls that follow are those of the vector. The octets of one to be
 * refused are sent in place of the body that the stubs make.
 */
void heard_begin(const struct vec *v);

/* What the last call brought stays while the next one is made. */
void heard_keep(void);

/*
 * Looks at what became of the calls. A good vector: twice it was sent, and
 * came back, as its octets. One to be refused is what the receiver refused;
 * one that cannot be sent was not.
 */
void heard_check(void);

/* Fails the vector unless it is so. */
void heard_expect(bool good, const char *what);

/* Runs the vectors of the files; gives the exit status of the program. */
int heard_run(int argc, char **argv, void (*run)(const struct vec *v));

#endif /* HEARD_H */
