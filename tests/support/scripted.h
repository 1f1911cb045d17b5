/*
 * A transport whose other side is the test: what it receives was queued
 * before, what it sends is kept, and each function can be made to fail.
 */
#ifndef SCRIPTED_H
#define SCRIPTED_H

#include <ivmc/serve.h>

#define SCRIPTED_MAX   4096
#define SCRIPTED_QUEUE 64

struct scripted_message {
    unsigned char octets[SCRIPTED_MAX];
    uint32_t length;
    struct ivmc_items items;
};

struct scripted {
    struct ivmc_channel channel;
    struct ivmc_binding bindings[IVMC_MAX_BINDINGS];
    struct scripted_message room; /* lent by begin */
    struct scripted_message sent; /* the last one, segments joined */
    struct scripted_message queue[SCRIPTED_QUEUE];
    uint32_t first, count;
    uint32_t gather_from;
    bool no_items;
    bool in_place; /* bodies are decoded in place instead of pulled */
    bool held;
    /* What the function gives instead of working. */
    enum ivmc_status begin_fails, send_fails, receive_fails, body_fails;
    uint32_t begun, sends, segments, released, items_closed;
    intptr_t closed_handle[32]; /* in order */
    bool closed;
};

void scripted_init(struct scripted *s, uint32_t max_message);

/* Queues a message: header as given but for the length, then `len` octets. */
void scripted_queue(struct scripted *s, const struct ivmc_header *h,
                    const void *body, uint32_t len);

/* The same for a client: kind and body as the answer to what was sent last. */
void scripted_answer(struct scripted *s, enum ivmc_kind kind, uint32_t status,
                     const void *body, uint32_t len);

/* The header and the body of the message sent last. */
struct ivmc_header scripted_sent(const struct scripted *s);
const unsigned char *scripted_body(const struct scripted *s);

#endif /* SCRIPTED_H */
