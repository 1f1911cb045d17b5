/*
 * A client and a Desk served in one process, with a servant that does what
 * each test wants.
 */
#ifndef PAIR_H
#define PAIR_H

#include <ivmc/local.h>

#include "desk.h"

#define PAIR_LARGEST 1024

struct desk_state {
    uint32_t notes; /* values noted, added up */
    bool fail;      /* add ends in `status` */
    enum ivmc_status status;
    bool closed;                 /* add raises Closed */
    bool undeclared;             /* add raises what it does not declare */
    bool keep;                   /* lend takes its region */
    struct ivmc_deferred *defer; /* add answers later */
    const char *answer;          /* of echo, instead of its text */
    struct ivmc_object *nested;  /* echo calls it first */
    enum ivmc_status nested_status;
};

extern const struct desk_epv desk_servant;

struct pair {
    struct ivmc_server server;
    struct ivmc_local local;
    struct ivmc_servant servants[4];
    struct desk_state state;
    uint64_t key;
    struct ivmc_env env;
    struct ivmc_object desk;
    _Alignas(8) unsigned char serving[8192];
    _Alignas(8) unsigned char calling[8192];
    _Alignas(8) unsigned char queue[16384];
};

/* Connected, the desk bound; aborts when that fails. */
struct pair *pair_open(void);
void pair_close(struct pair *p);

#endif /* PAIR_H */
