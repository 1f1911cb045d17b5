/*
 * Messages in registers, as ivmc_l4(7) has them.
 *
 *   request  to the gate of a bound object: MR[0] = operation | octets << 16,
 *            octets from MR[1] on; the label says what kind. A bind goes to
 *            the gate of the connection: MR[0] = octets << 16, MR[1] = key,
 *            octets from MR[2] on
 *   reply    MR[0] = octets, octets from MR[1] on; nothing for none. Label
 *            0: reply, n: exception n - 1, -n: status n, LARGE: in the pages
 *
 * The last word is filled up with zeros, which is checked. The reply
 * capability says which call is answered.
 */
#ifndef L4_WORDS_H
#define L4_WORDS_H

#include <ivmc/l4.h>

#include <l4/sys/ipc.h>

enum words_label {
    WORDS_CONNECT = 0x4930,
    WORDS_OPEN = 0x4931, /* the client has laid the pages out */
    WORDS_REQUEST = 0x4932,
    WORDS_ONEWAY = 0x4933,
    WORDS_BIND = 0x4934,
    WORDS_BELL = 0x4935, /* there is something in the pages, or room */
    WORDS_CLOSE = 0x4936,
    WORDS_LARGE = 0x4937, /* as the label of a reply */
    WORDS_PROBE = 0x4938  /* says nothing: whether anybody is there */
};

#define WORDS_OPS 0x10000u

/* Of ours: no client numbers a call so. */
#define WORDS_CALL (UINT64_C(1) << 63)

/* Whether registers can say it. */
static inline bool words_can_say(const struct ivmc_header *h)
{
    return h->op < WORDS_OPS && h->items == 0 &&
           h->length <= IVMC_HEADER_SIZE + IVMC_L4_WORDS_MOST;
}

/* A request, from its finished message, into the registers. */
void words_put_request(l4_utcb_t *u, const struct ivmc_header *h,
                       const unsigned char *body, l4_msgtag_t *tag);

/*
 * What came: length, kind, operation, and the key of a bind; `body` gets at
 * most IVMC_L4_WORDS_MOST octets. False: no request of ours.
 */
bool words_get_request(const l4_utcb_t *u, l4_msgtag_t tag,
                       struct ivmc_header *h, unsigned char *body);

void words_put_reply(l4_utcb_t *u, const struct ivmc_header *h,
                     const unsigned char *body, l4_msgtag_t *tag);

/* The header is that of the request: kind, length and status are set. */
bool words_get_reply(const l4_utcb_t *u, l4_msgtag_t tag, struct ivmc_header *h,
                     unsigned char *body);

/* The first word of the one item that a reply has, which it then has no more;
 * 0: it has none. */
l4_umword_t words_take_item(const l4_utcb_t *u, l4_msgtag_t *tag);

/* What an error of IPC says of the connection. */
enum ivmc_status words_status(l4_umword_t error);

/* At most so long, in both phases. */
l4_timeout_t words_within(struct ivmc_deadline *deadline);
uint64_t words_now(void);

#endif /* L4_WORDS_H */
