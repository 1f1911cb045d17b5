/*
 * What a transport gives the core, and what the core keeps for each end of a
 * connection. Whoever only calls or serves needs stub.h or serve.h and one of
 * local.h, sockets.h; this header is for those who write a transport.
 *
 * A channel belongs to one thread at a time. Its two ends are alike: either
 * may carry requests out and replies in, or the reverse.
 */
#ifndef IVMC_TRANSPORT_H
#define IVMC_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ivmc/codec.h>
#include <ivmc/message.h>
#include <ivmc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ivmc_call;
struct ivmc_callbacks;
struct ivmc_channel;
struct ivmc_view;
struct ivmc_skeleton;

/* ---- time --------------------------------------------------------------- */

#define IVMC_DEFAULT_TIMEOUT_MS 30000u
#define IVMC_FOREVER UINT32_MAX /* waiting for ever must be written out */

/*
 * How long something may take. The clock is not read before the first wait:
 * transports start it with ivmc_deadline_start and their own clock.
 */
struct ivmc_deadline {
    uint64_t at_ns;      /* on the transport's monotonic clock; 0 = not started */
    uint32_t timeout_ms; /* IVMC_FOREVER = none */
};

/* 0 stands for the default. */
static inline struct ivmc_deadline ivmc_deadline_in(uint32_t timeout_ms)
{
    struct ivmc_deadline d;

    d.at_ns = 0;
    d.timeout_ms = timeout_ms != 0 ? timeout_ms : IVMC_DEFAULT_TIMEOUT_MS;
    return d;
}

/*
 * The time left at `now_ns`, in nanoseconds: 0 when it has passed,
 * UINT64_MAX for ever. The first call starts the clock.
 */
uint64_t ivmc_deadline_left(struct ivmc_deadline *d, uint64_t now_ns);

/* ---- messages ----------------------------------------------------------- */

/* Room lent for one outgoing message: the header's octets, then the body. */
struct ivmc_room {
    unsigned char *data;  /* 8-aligned; may be shared: written, never read */
    uint32_t here;        /* octets at `data`, at least IVMC_HEADER_SIZE */
    uint32_t cap;         /* octets, header included: the connection's limit */
    uint32_t gather_from; /* runs this long are sent from their place; 0: none */
    bool items;           /* whether items can travel */
    /*
     * The receiver may read in place what lies whole at `data`; an encoder
     * that has such octets says so here. NULL: it may not.
     */
    bool *in_place;
    /*
     * The next `size` octets do not fit at `data`: has `e` go on elsewhere.
     * False when they fit nowhere. NULL where `here` is `cap`.
     */
    bool (*more)(struct ivmc_enc *e, uint64_t size);
    /*
     * For `more`, and for what follows a run that is sent from its place;
     * the transport's, of `cap` octets. NULL: that goes on at `data`.
     */
    unsigned char *spill;
};

/* A finished message. segment[0] starts with the header in the lent room. */
struct ivmc_message {
    const struct ivmc_segment *segment; /* at most IVMC_MAX_SEGMENTS */
    uint32_t segment_count;
    uint32_t length;                /* octets of all segments */
    const struct ivmc_items *items; /* NULL or those that travel along */
};

/*
 * The functions of a transport. Each that may wait has a deadline. After
 * IVMC_PEER_GONE the channel stays gone; after IVMC_TIMEOUT it can be used on.
 */
struct ivmc_channel_ops {
    const char *name; /* "local", "unix", "tcp": for diagnostics */

    /*
     * Lends room for one message. One message is begun at a time; beginning
     * another gives up the one before. Fails with TIMEOUT, PEER_GONE, BUSY.
     */
    enum ivmc_status (*begin)(struct ivmc_channel *c, struct ivmc_room *room,
                              struct ivmc_deadline *deadline);

    /*
     * Sends the message begun. When it returns, the segments and items are
     * the caller's again. A message is sent whole or not at all, unless the
     * channel is then gone.
     */
    enum ivmc_status (*send)(struct ivmc_channel *c,
                             const struct ivmc_message *m,
                             struct ivmc_deadline *deadline);

    /*
     * Waits for the next message and gives its header, checked and private.
     * The message is held until `release`; a message not yet released is
     * released first.
     */
    enum ivmc_status (*receive)(struct ivmc_channel *c, struct ivmc_header *h,
                                struct ivmc_deadline *deadline);

    /*
     * Sets `d` up to decode the body of the message held, lending private
     * memory from `arena`; items received go to `items` and are the
     * receiver's to close. Fails with LIMIT when the arena is too small: the
     * message is then still held and may be released.
     */
    enum ivmc_status (*body)(struct ivmc_channel *c, struct ivmc_arena *arena,
                             struct ivmc_dec *d, struct ivmc_items *items,
                             struct ivmc_deadline *deadline);

    /* Done with the message held: its body, if unread, is thrown away. */
    void (*release)(struct ivmc_channel *c);

    /* Gives up one item that was received and that nobody took. */
    void (*close_item)(struct ivmc_channel *c, struct ivmc_item *item);

    /* Ends the connection; the channel's memory belongs to its opener. */
    void (*close)(struct ivmc_channel *c);

    /* The clock of its deadlines; NULL when nothing in it ever waits. */
    uint64_t (*now)(struct ivmc_channel *c);
};

/* ---- trace -------------------------------------------------------------- */

enum ivmc_event {
    IVMC_EVENT_CALL,     /* client: before a request leaves */
    IVMC_EVENT_RETURN,   /* client: after its reply was taken, with the status */
    IVMC_EVENT_DISPATCH, /* server: before a servant is called */
    IVMC_EVENT_REPLY,    /* server: before a reply leaves, with its status */
    IVMC_EVENT_ERROR     /* either: something was refused or failed */
};

/* Set on a channel to watch it; compiled out with IVMC_TRACE=OFF. */
struct ivmc_trace {
    void (*event)(void *context, enum ivmc_event event,
                  const struct ivmc_header *h, enum ivmc_status status);
    void *context;
};

/* ---- a channel ---------------------------------------------------------- */

#define IVMC_MAX_BINDINGS 32

/* What a slot means on the serving end: a class of objects seen as a view. */
struct ivmc_binding {
    const struct ivmc_skeleton *skeleton;
    const struct ivmc_view *view;
};

/* A transport embeds this as the first member of its own structure. */
struct ivmc_channel {
    const struct ivmc_channel_ops *ops;
    uint32_t max_message;        /* octets, header included: what we may send */
    uint32_t epoch;
    uint64_t next_call_id;       /* client: the number of the next call */
    struct ivmc_call *in_flight; /* client: calls submitted and not finished */
    struct ivmc_call *held_for;  /* client: whose reply is being decoded */
    uint32_t in_flight_count;
    uint32_t max_in_flight;      /* 1 unless raised */
    uint32_t abandoned;          /* client: replies that may still come late */
    /* Client, once calls were submitted: what those in flight need. */
    bool (*deliver)(struct ivmc_call *waiting, const struct ivmc_header *h);
    void (*give_up)(struct ivmc_call *call);
    uint32_t timeout_ms;         /* default of its calls; 0: IVMC_DEFAULT_... */
    const struct ivmc_trace *trace;  /* NULL: not watched */
    uint64_t id;                 /* server: unique among its connections */
    struct ivmc_binding *bindings;   /* server: IVMC_MAX_BINDINGS; NULL: none */
    uint32_t binding_count;
    struct ivmc_callbacks *callbacks; /* ivmc/callback.h; NULL: refused */
    /* The peer's security label, as whoever isolates the two ends says, never
       the peer itself; NULL: nobody tells. */
    const char *peer_label;
    void *user;                  /* the application's own */
};

/* Sets all of it to nothing but `ops` and the limits. */
void ivmc_channel_init(struct ivmc_channel *c,
                       const struct ivmc_channel_ops *ops,
                       uint32_t max_message, uint32_t epoch);

/* Closes either end: ops->close; NULL is allowed. */
void ivmc_channel_close(struct ivmc_channel *c);

/*
 * Puts the header before a finished body and lists the segments, which `m`
 * borrows from `e`. `room` is what `begin` lent and `e` encoded into, from
 * room->data + IVMC_HEADER_SIZE on. Sets h->length and h->items.
 */
void ivmc_message_finish(struct ivmc_message *m, const struct ivmc_room *room,
                         struct ivmc_enc *e, struct ivmc_header *h);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_TRANSPORT_H */
