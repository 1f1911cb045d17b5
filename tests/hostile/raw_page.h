/*
 * A malicious peer on shared pages: it knows the layout (page.h) and writes
 * into it what it pleases. Either side.
 */
#ifndef RAW_PAGE_H
#define RAW_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evil.h"
#include "page.h"

#define RAW_PAGES 16u
#define RAW_HALF  (28u * 1024)

struct raw_page {
    int socket;
    int bell; /* the peer's eventfd, or -1: it sleeps on our counters */
    bool server;
    struct page_zero *zero;
    size_t size;
    struct page_hello *own_hello, *peer_hello;
    struct page_side *own, *peer;
    unsigned char *out, *in; /* halves */
    uint32_t out_at, out_done;
    uint32_t in_at, in_done;
    uint32_t in_size, out_size;
};

/* Octets of a packet of the handshake. */
#define RAW_PACKET 16

/* A raw connection to the abstract name of `address` (page:@). */
int raw_page_connect(const char *address);

/* `size` octets of shared memory with these seals. */
int raw_page_memory(size_t size, int seals);

/* A good packet of either side. */
void raw_page_good_packet(unsigned char packet[RAW_PACKET]);

/*
 * The answer: its status, or -1 when the connection ends without. A
 * descriptor that comes goes to `*passed`, else -1.
 */
int raw_page_answer(int socket, int *passed);

/* Sealed pages with a client's good hello; the descriptor. */
int raw_page_offer(struct raw_page *p);

/* What is left of a good handshake: sends `fd`, takes the answer. */
void raw_page_begin(struct raw_page *p, int fd);

/* The other side: takes a client's pages, and says hello in them. */
void raw_page_serve(struct raw_page *p, int socket, uint32_t epoch);

/* Puts one frame with these words; `octets` of the ring are published. */
void raw_page_frame(struct raw_page *p, uint32_t len, uint32_t flags,
                    const void *content, uint32_t content_len, uint32_t octets);

/* Tells the peer what was put, whatever the counter says. */
void raw_page_publish(struct raw_page *p, uint32_t published);

/* Wakes the peer, whether it sleeps or not. */
void raw_page_ring(struct raw_page *p);

/* Whether the peer hangs up within two seconds; nothing is taken from it. */
bool raw_page_is_closed(struct raw_page *p);
void raw_page_close(struct raw_page *p);

/* Makes `e` the attacker's end; `p` lives as long. */
void raw_page_evil(struct evil *e, struct raw_page *p);

#endif /* RAW_PAGE_H */
