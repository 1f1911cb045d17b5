/*
 * The page channel: rings of frames in two halves, without a library and
 * without memory of its own.
 *
 *   page_hello.c    what both sides say first
 *   page_offer.c    the client's part of it: layout, offer, confirmation
 *   page_answer.c   the server's part
 *   page_out.c      the own half: frames out, counters, doorbells
 *   page_in.c       the peer's half: frames in, the message held
 *   page_message.c  messages and their items, whoever waits for them or not
 *   page_wait.c     sleeping until there is something, or room
 *   page_channel.c  the channel of a side that waits: clients, servers of one
 *
 * and, linked only by ports that use them,
 *
 *   page_spin.c        spinning before a sleep
 *   page_large.c       messages of several frames
 *   page_large_wait.c  the same, waited for; late replies in the way
 *   page_items.c       items in the frames of their messages
 *   page_many.c        the channel of a server of many, which never waits
 */
#ifndef PAGE_PAGE_CHANNEL_H
#define PAGE_PAGE_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include <ivmc/serve.h>
#include <ivmc/transport.h>

#include "page.h"
#include "page_hope.h"
#include "page_port.h"

/* The own half: what is written, and what the peer has let go of. */
struct page_out {
    unsigned char *ring;
    uint32_t size;
    uint32_t at;        /* offset of the next frame */
    uint32_t done;      /* octets used up: `published` once it is told */
    uint32_t consumed;  /* by the peer, as last seen and checked */
    uint32_t published; /* as told last */
};

/* The peer's half. */
struct page_in {
    const unsigned char *ring;
    uint32_t size;
    uint32_t at;        /* offset of the next frame */
    uint32_t done;      /* octets taken: `consumed` once it is told */
    uint32_t published; /* by the peer, as last seen and checked */
    uint32_t consumed;  /* as told last */
};

/* One frame of the peer's half; its words were loaded once. */
struct page_piece {
    const unsigned char *content;
    uint32_t len;
    uint32_t octets; /* of the ring */
    bool more;
    bool items; /* after the octets of the message */
};

enum page_next { PAGE_NOTHING, PAGE_PIECE, PAGE_BROKEN };

/* What a message coming in is at. */
enum page_holding {
    PAGE_HOLDS_NONE,
    PAGE_HOLDS_WHOLE, /* in one frame, still in the ring */
    PAGE_HOLDS_PART,  /* its first frame; others follow */
    PAGE_HOLDS_ALL,   /* collected in `collect` */
    PAGE_DROPS        /* its other frames are thrown away as they come */
};

/* A reply that a slow client has not taken yet. */
struct page_kept {
    struct page_kept *next;
    uint32_t len, sent;
    unsigned char octets[];
};

struct page_channel;
struct page_cursor;

/* Items that travel in first frames: the port writes and reads them here. */
#define PAGE_CARRY (IVMC_MAX_ITEMS * PAGE_ITEM)
struct page_carry {
    uint32_t (*put)(struct page_channel *c, uint32_t len, uint32_t *flags);
    bool (*take)(struct page_channel *c, struct page_piece *piece);
    uint32_t out_len, in_len; /* octets: of the next message, of the one held */
    unsigned char out[PAGE_CARRY];
    unsigned char in[PAGE_CARRY];
};

struct page_large;
struct page_spin;

struct page_channel {
    struct ivmc_channel base;
    struct page_port *port;
    struct page_side *own;
    struct page_side *peer;
    struct page_hello *own_hello;
    struct page_out out;
    struct page_in in;
    bool gone;

    /* The message begun: a frame of `run` octets at out.at, or elsewhere. */
    bool begun;
    uint32_t run;
    uint32_t least, wanted; /* octets of content that a first frame gets */
    const struct page_large *large;       /* NULL: each message is one frame */
    const struct page_patience *patience; /* with `large`: of one that waits */
    bool in_place;      /* with `large`: octets of it are to be read in place */
    uint32_t held_back; /* what the peer's doorbell is not rung for now */
    unsigned char *spill;     /* with `large`: lent, base.max_message octets */
    struct page_carry *carry; /* the port's; NULL: no items in frames */

    /* The message that came. */
    enum page_holding holds;
    struct page_piece piece; /* its first frame */
    struct ivmc_header header;
    struct ivmc_items items;
    bool refused;           /* no room for its items, or for itself */
    unsigned char *collect; /* servers of many: all of it */
    uint32_t got;           /* octets of it so far */

    struct page_kept *kept, *last_kept;
    size_t kept_size;

    const struct page_spin *spin; /* NULL: sleeps at once */
    bool never_sleeps;            /* spins until its deadline */
    uint32_t cpu;                 /* as told last */
    uint32_t spin_ns;             /* what spinning may take; tunes itself */
    struct page_hope hope;        /* where the peer is in another domain */
    struct ivmc_binding bindings[IVMC_MAX_BINDINGS];
};

/* ---- page_hello.c ----------------------------------------------------------- */

/* Where things lie, from sizes that were checked. */
struct page_layout {
    uint32_t pages;
    uint32_t client_half;
    uint32_t server_half;
    uint32_t data; /* offset of the client's half; the server's follows */
};

/*
 * Halves as large as `pages` allow, `client_share` of 256 parts the client's.
 * False when there are too few or too many pages.
 */
bool page_lay_out(struct page_layout *l, uint32_t pages, uint32_t client_share);

/* What a side asks for, and what both agreed on. */
struct page_terms {
    struct page_layout layout;
    uint32_t max_message;
    uint32_t epoch;
    uint64_t nonce;
};

/*
 * Client: clears what the sides say in page 0 and writes its hello. The
 * directory and the halves are not touched: nothing in them is read before it
 * is written.
 */
void page_offer(struct page_zero *zero, const struct page_terms *terms);

/*
 * Server: reads the client's hello, once, and answers it in `terms`, which
 * holds the own limits, the epoch and the number of pages there are. Nothing
 * else of the pages is read or written before it gives true.
 */
bool page_answer(struct page_zero *zero, struct page_terms *terms);

/* Client: reads the server's hello, once, into the terms that it offered. */
bool page_confirm(struct page_zero *zero, struct page_terms *terms);

/* What both say and hear. `hear` fetches each word once. */
void page_say(struct page_hello *to, struct page_side *side,
              const struct page_terms *terms);
bool page_hear(struct page_hello *to, struct page_hello *from);

/* Offset of the first half, after the directory of so many pages. */
uint32_t page_data_offset(uint32_t pages);

/*
 * Sets a channel up over pages agreed upon, for messages of one frame: twice
 * the largest has to fit in either half, or page_allow_large follows. `ops`
 * are page_channel_ops or page_many_ops.
 */
void page_channel_init(struct page_channel *c,
                       const struct ivmc_channel_ops *ops,
                       struct page_port *port, struct page_zero *zero,
                       const struct page_terms *terms, bool server);

static inline struct page_channel *page_channel_of(struct ivmc_channel *base)
{
    return (struct page_channel *)(void *)base;
}

/* A word of the peer's, whatever comes before and after it. */
static inline uint32_t page_load(_Atomic uint32_t *word)
{
    return atomic_load_explicit(word, memory_order_relaxed);
}

static inline uint32_t page_load_word(const uint32_t *word)
{
    return *(const volatile uint32_t *)word;
}

/* The connection is lost; what comes after is PEER_GONE. */
enum ivmc_status page_lose(struct page_channel *c, enum ivmc_status status);

/* ---- page_out.c, page_in.c --------------------------------------------------- */

/* Octets of the ring that `len` octets of content take. */
static inline uint32_t page_octets(uint32_t len)
{
    return (len + (uint32_t)sizeof(struct page_frame) + PAGE_LINE - 1) &
           ~(PAGE_LINE - 1);
}

/*
 * Rings if the peer sleeps for what it was just told. The fence in it orders
 * our counters before the load of its `sleeping`; it orders the other two the
 * other way round, so one of us sees the other.
 */
void page_ring(struct page_channel *c, uint32_t told);

/* Tells the peer what was taken. */
void page_let_go(struct page_channel *c);

/* The next frame of the peer, if it is there. It stays until it is taken. */
enum page_next page_next(struct page_channel *c, struct page_piece *piece);
void page_take(struct page_channel *c, const struct page_piece *piece);

/* Begins with a first frame: header checked and private, items there. */
enum ivmc_status page_begin_message(struct page_channel *c,
                                    const struct page_piece *piece);

/* Whether a further frame can follow `got` octets of c->header's message. */
bool page_follows(const struct page_channel *c, const struct page_piece *piece,
                  uint32_t got);

/* Gives back what is held of the message that came, if any. */
void page_release(struct ivmc_channel *base);

/* Octets of a finished message, taken bit by bit. */
struct page_cursor {
    const struct ivmc_message *m;
    uint32_t segment;
    size_t at;
};

void page_copy(struct page_cursor *from, unsigned char *to, uint32_t len);

/* Octets of the own half that nothing unread lies in, as last seen. */
uint32_t page_room_left(const struct page_channel *c);
void page_look_for_room(struct page_channel *c);

/*
 * Finds room in one piece: at least `least` octets of content, at the end of
 * the ring only if there are `wanted`. Sets c->run. False when there is none
 * now, or the peer broke the protocol: then c->gone.
 */
bool page_reserve(struct page_channel *c, uint32_t least, uint32_t wanted);

/* Where the content of the frame reserved goes; it is told of as `len`. */
unsigned char *page_content(struct page_channel *c);
void page_put(struct page_channel *c, uint32_t len, uint32_t flags);

/* Reserves the first frame of a message; c->begun says whether there is one. */
bool page_begin_frame(struct page_channel *c);

/* Lends the frame reserved for a message. */
void page_lend(struct page_channel *c, struct ivmc_room *room);

/* Puts it: the message's first segment lies there. Gives the octets put. */
uint32_t page_put_first(struct page_channel *c, struct page_cursor *from);

/* Whether the peer has put something that was not taken yet. */
bool page_pending(struct page_channel *c);

/* ---- page_message.c ------------------------------------------------------------- */

/* Uses a frame that came when no message is held; holds one, or drops. */
enum ivmc_status page_use_piece(struct page_channel *c,
                                const struct page_piece *piece);

/* Sends the items of a message, and refuses what cannot be sent. */
enum ivmc_status page_send_items(struct page_channel *c,
                                 const struct ivmc_message *m);

/* The body of the message held, which is whole in its frame. */
enum ivmc_status page_body(struct page_channel *c, struct ivmc_arena *arena,
                           struct ivmc_dec *d, struct ivmc_items *items);

/*
 * Hands the items of the message held to its receiver; IVMC_LIMIT when it is
 * refused.
 */
enum ivmc_status page_give_items(struct page_channel *c, struct ivmc_dec *d,
                                 struct ivmc_items *items);

void page_close_item(struct ivmc_channel *base, struct ivmc_item *item);
void page_close(struct ivmc_channel *base);
uint64_t page_now(struct ivmc_channel *base);

/* ---- page_wait.c -------------------------------------------------------------- */

/*
 * Waits until the peer's counter that `waits_for` names is not `seen` any
 * more. IVMC_OK, IVMC_TIMEOUT, IVMC_PEER_GONE.
 */
enum ivmc_status page_wait(struct page_channel *c, uint32_t waits_for,
                           uint32_t seen, struct ivmc_deadline *deadline);

/* Whether the peer says that it is there. */
static inline bool page_peer_is_there(struct page_channel *c)
{
    return page_load(&c->peer->alive) != 0;
}

/* ---- page_channel.c ------------------------------------------------------------- */

extern const struct ivmc_channel_ops page_channel_ops;

/* The next frame, waited for. */
enum ivmc_status page_await_piece(struct page_channel *c,
                                  struct page_piece *piece,
                                  struct ivmc_deadline *deadline);

/* ---- page_spin.c -------------------------------------------------------------- */

struct page_spin {
    /* Whether to look for a while could pay now. */
    bool (*pays)(struct page_channel *c);
    /* Looks at the word for a while: true when it changed. */
    bool (*spin)(struct page_channel *c, _Atomic uint32_t *word, uint32_t seen);
    /* After a sleep that followed and ended well: how long it took. */
    void (*learn)(struct page_channel *c, uint64_t waited_ns);
};

/* Looks before the clock is read, and between two readings. */
#define PAGE_QUICK_LOOKS 512u
#define PAGE_SLOW_LOOKS  32u

/* How long a spell of spinning lasts at least, and in the beginning. */
#define PAGE_SPIN_LEAST_NS 2000u
#define PAGE_SPIN_START_NS 20000u

/* A spell of looking at something, or some things, again and again. */
struct page_spell {
    uint64_t start; /* 0: the clock was not read yet */
    uint32_t looks, next_reading;
};

static inline struct page_spell page_spell_begin(void)
{
    return (struct page_spell){0, 0, PAGE_QUICK_LOOKS};
}

/* After `looks` of them in vain: true when it is time to read the clock. */
static inline bool page_spell_read(struct page_spell *spell, uint32_t looks)
{
    spell->looks += looks;
    if (spell->looks < PAGE_QUICK_LOOKS)
        return false;
#if defined(__i386__) || defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
    if (spell->looks < spell->next_reading)
        return false;
    spell->next_reading = spell->looks + PAGE_SLOW_LOOKS;
    return true;
}

/* Whether it has lasted `ns`. */
static inline bool page_spell_over(struct page_spell *spell, uint64_t now,
                                   uint32_t ns)
{
    if (spell->start == 0)
        spell->start = now;
    return now - spell->start >= ns;
}

/*
 * How long to spin after a sleep that took `waited_ns`: more when spinning
 * might have covered it, less when it took longer.
 */
uint32_t page_tune_spin(uint32_t spin_ns, uint64_t waited_ns);

/* Adaptive; `always`: never sleeps before its deadline, but gives way. */
void page_allow_spin(struct page_channel *c, bool always);

/* Whether spinning could pay: the peer does not need our processor. */
bool page_elsewhere(struct page_channel *c);

/* Tells the peer where we run, for its spinning. */
void page_tell_cpu(struct page_channel *c);

/* ---- page_hope.c -------------------------------------------------------------- */

/* Before it sleeps it looks, and gives way to other domains, while that pays. */
void page_allow_hope(struct page_channel *c);

/* ---- page_large.c ------------------------------------------------------------- */

struct page_large {
    /* Room of the largest message, where the frame reserved lends its own. */
    void (*lend)(struct page_channel *c, struct ivmc_room *room);
    /* Adds to the `len` octets in the first frame; gives how many it has. */
    uint32_t (*fill)(struct page_channel *c, struct page_cursor *from,
                     uint32_t len);
    /* Takes a further frame of a message that nobody wants. */
    enum ivmc_status (*drop)(struct page_channel *c,
                             const struct page_piece *piece);
    void (*release)(struct page_channel *c);
};

/*
 * Whether the peer runs where we do: woken for a part, it would take our
 * processor, to sleep again after that part.
 */
static inline bool page_is_here(struct page_channel *c)
{
    return c->cpu != 0 && page_load(&c->peer->cpu) == c->cpu;
}

/* No more of a message can be put now: the peer is to take what was put. */
void page_call_for_room(struct page_channel *c);

/* Octets of content that the next frame gets, of `left` that are to leave. */
uint32_t page_chunk(const struct page_channel *c, uint32_t left);

/* For servers of many. `spill` is lent until the close, the same to all. */
void page_allow_large_many(struct page_channel *c, unsigned char *spill);

/* ---- page_large_wait.c ---------------------------------------------------------- */

struct page_patience {
    /* Whether all of a message would leave now without waiting. */
    bool (*fits)(struct page_channel *c, uint32_t len);
    /* The last `left` octets of a message. */
    enum ivmc_status (*send_rest)(struct page_channel *c,
                                  struct page_cursor *from, uint32_t left,
                                  struct ivmc_deadline *deadline);
    /* Waits for room, throwing late replies away. */
    enum ivmc_status (*await_room)(struct page_channel *c,
                                   struct ivmc_deadline *deadline);
    /* The body of the message held, of several frames. */
    enum ivmc_status (*body)(struct page_channel *c, struct ivmc_arena *arena,
                             struct ivmc_dec *d, struct ivmc_items *items,
                             struct ivmc_deadline *deadline);
};

/* For sides that wait. `spill` is lent until the close. */
void page_allow_large(struct page_channel *c, unsigned char *spill);

/* The next frame of `left` octets; octets put, 0 when there is no room now. */
uint32_t page_put_next(struct page_channel *c, struct page_cursor *from,
                       uint32_t left);

/* Lends the spill alone, where no frame could be reserved. */
void page_lend_spill(struct page_channel *c, struct ivmc_room *room);

/* ---- page_items.c --------------------------------------------------------------- */

/*
 * Items travel in first frames: the port's send_items writes them to `out`,
 * its take_items reads `in`. `carry` is lent until the close.
 */
void page_allow_items(struct page_channel *c, struct page_carry *carry);

/* ---- page_many.c ---------------------------------------------------------------- */

extern const struct ivmc_channel_ops page_many_ops;

/*
 * A whole message, if one is there: it is then held, for ivmc_dispatch, which
 * answers it with IVMC_LIMIT when there was no memory for it. IVMC_OK;
 * IVMC_TIMEOUT: not yet; else the client is to be closed.
 */
enum ivmc_status page_collect(struct page_channel *c);

/* Whether the peer has let go of something since we looked for room. */
bool page_room_news(struct page_channel *c);

/* Gives a message up that has come in part: it is refused in its turn. */
void page_give_up(struct page_channel *c);

/* What a loop that sleeps wants to be woken for. */
uint32_t page_awaits(const struct page_channel *c);

/* Whether there is something to do for the client now. */
bool page_has_work(struct page_channel *c);

/* Whether it has to go on with something: a request, or taking replies. */
bool page_is_midway(const struct page_channel *c);

/* Replies kept leave as far as there is room. False: the client is lost. */
bool page_send_kept(struct page_channel *c);

#endif /* PAGE_PAGE_CHANNEL_H */
