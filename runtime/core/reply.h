/* Between dispatch and deferred replies: how a reply is begun and ended. */
#ifndef IVMC_CORE_REPLY_H
#define IVMC_CORE_REPLY_H

#include <ivmc/serve.h>

/* Sets up what a reply needs, for the request with header `h`. */
void ivmc_reply_prepare(struct ivmc_request *rq, struct ivmc_server *server,
                        struct ivmc_channel *c, const struct ivmc_header *h);

/*
 * Asks for room for a reply, to be encoded into rq->out: `status` is that of
 * a status reply, the index of an exception, else 0.
 */
bool ivmc_reply_open(struct ivmc_request *rq, uint16_t kind, uint32_t status);

/*
 * Sends what was begun, or the status instead. Anything but IVMC_OK means
 * that the connection is to be closed.
 */
enum ivmc_status ivmc_reply_send(struct ivmc_request *rq);

#endif /* IVMC_CORE_REPLY_H */
