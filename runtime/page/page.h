/*
 * The layout of the shared pages, version 1. ivmc_page(7) specifies it.
 *
 * Page 0 starts with what the two sides say of themselves: the hello lines,
 * written before `state` and read once, and the side lines, each on lines of
 * its own that only its side writes. Then the directory of the other pages'
 * grants, so that one grant is enough to find them all, then the client's
 * half and the server's half: rings of frames.
 *
 * Both sides are little-endian and see the same octets; a word is loaded and
 * stored as a whole. No functions here.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE       4096u
#define PAGE_MAX_PAGES  1024u
#define PAGE_MAGIC      0x434d5649u /* "IVMC" */
#define PAGE_VERSION    1
#define PAGE_LINE       64u /* frames and halves start at its multiples */
#define PAGE_LEAST_HALF 512u

/* A side's state: it writes `open` last when it comes, `closed` when it goes. */
enum page_state { PAGE_ABSENT = 0, PAGE_OPEN = 1, PAGE_CLOSED = 2 };

/* What a side says before it opens. The epoch is 0 from the client. */
struct page_hello {
    uint32_t magic;
    uint16_t version;
    uint16_t zero;
    uint32_t pages;
    uint32_t client_half; /* octets */
    uint32_t server_half;
    uint32_t max_message; /* the largest that this side accepts */
    uint32_t epoch;
    uint32_t zero_too;
    uint64_t nonce; /* the client's; the server gives it back */
    _Atomic uint32_t state;
    uint32_t rest[5]; /* 0 */
};

/* What a side is waiting for: then it wants its doorbell rung. */
#define PAGE_WAITS_MESSAGE 1u
#define PAGE_WAITS_ROOM    2u
/*
 * Or that it is awake, but lets others run on its processor, and has not seen
 * what came meanwhile. No doorbell: a server of many gives it time.
 */
#define PAGE_GIVES_WAY 4u

/* Counters of octets run on and wrap; multiples of PAGE_LINE. */
struct page_side {
    _Atomic uint32_t published; /* put into the own half */
    _Atomic uint32_t consumed;  /* taken out of the peer's half */
    _Atomic uint32_t sleeping;
    _Atomic uint32_t cpu; /* that it runs on, + 1; 0: not known */
    _Atomic uint32_t alive;
    uint32_t rest[11]; /* 0 */
};

/* Entries of the directory in page 0; those left start page 1. */
#define PAGE_GRANTS_FIRST 896u

struct page_zero {
    struct page_hello client_hello;
    struct page_hello server_hello;
    /* Two lines apart: processors fetch lines in pairs. */
    struct page_side client_side;
    uint32_t client_rest[16];
    struct page_side server_side;
    uint32_t server_rest[16];
    uint32_t reserved[32];
    uint32_t grants[PAGE_GRANTS_FIRST]; /* of pages 1, 2, 3 ...; 0: unused */
};

/*
 * A frame starts at a multiple of PAGE_LINE and lies in one piece. The
 * contents of the frames of one message, one after the other, are the
 * message: its header is whole in the first.
 */
struct page_frame {
    uint32_t len; /* octets of content, at least 1 */
    uint32_t flags;
    unsigned char content[];
};

#define PAGE_FRAME_MORE 1u /* the message goes on in the next frame */
#define PAGE_FRAME_SKIP 2u /* len 0: the rest of the ring is not used */

/*
 * A message's first frame: its content ends in the message's items, of so
 * many octets each, which are not octets of the message. What they say is the
 * platform's matter; where items go another way, no frame has the flag.
 */
#define PAGE_FRAME_ITEMS 4u
#define PAGE_ITEM        16u

_Static_assert(sizeof(struct page_hello) == 64, "a hello is one line");
_Static_assert(offsetof(struct page_hello, client_half) == 12, "layout");
_Static_assert(offsetof(struct page_hello, max_message) == 20, "layout");
_Static_assert(offsetof(struct page_hello, nonce) == 32, "layout");
_Static_assert(offsetof(struct page_hello, state) == 40, "layout");
_Static_assert(sizeof(struct page_side) == 64, "a side is one line");
_Static_assert(offsetof(struct page_side, alive) == 16, "layout");
_Static_assert(offsetof(struct page_zero, client_side) == 128, "layout");
_Static_assert(offsetof(struct page_zero, server_side) == 256, "layout");
_Static_assert(offsetof(struct page_zero, grants) == 512, "layout");
_Static_assert(sizeof(struct page_zero) == PAGE_SIZE, "page 0");
_Static_assert(offsetof(struct page_frame, content) == 8, "layout");

#endif /* PAGE_PAGE_H */
