/*
 * Both ends of calls back (callbacks.idl), the same in a guest and in Dom0:
 * servants, and the client's calls.
 */
#ifndef GUEST_BACK_H
#define GUEST_BACK_H

#include <ivmc/callback.h>

#include "callbacks.h"

#define BACK_MESSAGE 1024u
#define BACK_TIMES   1000

/* Offers the one who calls back, whose client is that of `server`. */
void back_offer_worker(struct ivmc_server *server);

/* Has objects called back on `channel`, and calls: how that ended. */
enum ivmc_status back_call(struct ivmc_channel *channel);

#endif /* GUEST_BACK_H */
