/*
 * The files that DomB may have read, each under a random token, and the
 * servant of tokens::Keeper, who hands tokens out. Safe for several threads.
 */
#ifndef VFSBACK_KEEPER_H
#define VFSBACK_KEEPER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "export.h"
#include "tokens.h"

#define KEEPER_MOST 64

struct token {
    uint64_t value; /* 0: the place is free */
    uint64_t age;   /* the number of its mint */
    int fd;
};

struct keeper {
    pthread_mutex_t lock;
    struct export export;
    char *directory; /* its whole path, allocated */
    uint64_t minted;
    struct token held[KEEPER_MOST];
};

/* For the files beneath `directory`. False with errno. */
bool keeper_open(struct keeper *k, const char *directory);
void keeper_close(struct keeper *k);

/* A descriptor of the file, the caller's to close; -1: no such token. */
int keeper_file(struct keeper *k, uint64_t value);

/* The servant's state is a struct keeper. */
extern const struct tokens_Keeper_epv keeper_epv;

#endif /* VFSBACK_KEEPER_H */
