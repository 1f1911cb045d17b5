/* What ivmc-cat and ivmc-cp share: a connected store and its errors. */
#ifndef FILES_REMOTE_H
#define FILES_REMOTE_H

#include "files.h"

struct remote {
    struct ivmc_channel *channel;
    struct ivmc_object store;
    struct ivmc_env env;
    unsigned char *memory;
};

/* Connects and binds; says on standard error why it could not. */
bool remote_open(struct remote *r, const char *address);
void remote_close(struct remote *r);

/*
 * Says on standard error what the last call with r->env ended in, unless it
 * was a result. Returns whether it was.
 */
bool remote_ok(const struct remote *r, const char *path);

#endif /* FILES_REMOTE_H */
