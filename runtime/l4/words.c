/*
 * Messages in and out of registers.
 */
#include "words.h"

#include <l4/re/env.h>
#include <l4/sys/kip.h>

#include <string.h>

/* Registers that so many octets take. */
static unsigned words_of(uint32_t octets)
{
    return (octets + 7) / 8;
}

static void put_octets(l4_umword_t *mr, const unsigned char *body, uint32_t len)
{
    unsigned words = words_of(len);

    if (words == 0)
        return;
    mr[words - 1] = 0;
    memcpy(mr, body, len);
}

/* False when what fills up the last word is not zero. */
static bool get_octets(unsigned char *body, const l4_umword_t *mr, uint32_t len)
{
    unsigned words = words_of(len);

    memcpy(body, mr, len);
    return len % 8 == 0 || mr[words - 1] >> (len % 8 * 8) == 0;
}

/* ---- requests ------------------------------------------------------------------- */

static long label_of(const struct ivmc_header *h)
{
    switch (h->kind) {
    case IVMC_KIND_BIND:
        return WORDS_BIND;
    case IVMC_KIND_ONEWAY:
        return WORDS_ONEWAY;
    default:
        return WORDS_REQUEST;
    }
}

void words_put_request(l4_utcb_t *u, const struct ivmc_header *h,
                       const unsigned char *body, l4_msgtag_t *tag)
{
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    uint32_t len = h->length - IVMC_HEADER_SIZE;
    unsigned first = h->kind == IVMC_KIND_BIND ? 2 : 1;

    mr[0] = (l4_umword_t)len << 16 | h->op;
    if (h->kind == IVMC_KIND_BIND)
        mr[1] = h->key;
    put_octets(mr + first, body, len);
    *tag = l4_msgtag(label_of(h), first + words_of(len), 0, 0);
}

bool words_get_request(const l4_utcb_t *u, l4_msgtag_t tag,
                       struct ivmc_header *h, unsigned char *body)
{
    const l4_umword_t *mr = (const l4_umword_t *)u->words;
    long label = l4_msgtag_label(tag);
    unsigned first = label == WORDS_BIND ? 2 : 1;
    unsigned words = l4_msgtag_words(tag);
    l4_umword_t len = mr[0] >> 16;

    if (words < first || l4_msgtag_items(tag) != 0 ||
        len > IVMC_L4_WORDS_MOST || words != first + words_of((uint32_t)len))
        return false;
    memset(h, 0, sizeof *h);
    h->length = IVMC_HEADER_SIZE + (uint32_t)len;
    h->kind = label == WORDS_BIND     ? IVMC_KIND_BIND
              : label == WORDS_ONEWAY ? IVMC_KIND_ONEWAY
                                      : IVMC_KIND_REQUEST;
    h->op = (uint32_t)mr[0] % WORDS_OPS;
    if (label == WORDS_BIND) {
        h->key = mr[1];
        if (h->op != 0)
            return false;
    }
    return get_octets(body, mr + first, (uint32_t)len);
}

/* ---- replies ---------------------------------------------------------------------- */

void words_put_reply(l4_utcb_t *u, const struct ivmc_header *h,
                     const unsigned char *body, l4_msgtag_t *tag)
{
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    uint32_t len = h->length - IVMC_HEADER_SIZE;
    long label = 0;

    if (h->kind == IVMC_KIND_EXCEPTION)
        label = 1 + (long)h->status;
    else if (h->kind == IVMC_KIND_STATUS)
        label = -(long)h->status;
    mr[0] = len;
    put_octets(mr + 1, body, len);
    *tag = l4_msgtag(label, len == 0 ? 0 : 1 + words_of(len), 0, 0);
}

bool words_get_reply(const l4_utcb_t *u, l4_msgtag_t tag, struct ivmc_header *h,
                     unsigned char *body)
{
    const l4_umword_t *mr = (const l4_umword_t *)u->words;
    unsigned words = l4_msgtag_words(tag);
    long label = l4_msgtag_label(tag);
    l4_umword_t len = words == 0 ? 0 : mr[0];

    if (len > IVMC_L4_WORDS_MOST || l4_msgtag_items(tag) != 0 ||
        (words != 0 && (len == 0 || words != 1 + words_of((uint32_t)len))))
        return false;
    h->length = IVMC_HEADER_SIZE + (uint32_t)len;
    h->items = 0;
    h->kind = IVMC_KIND_REPLY;
    h->status = 0;
    if (label > 0) {
        h->kind = IVMC_KIND_EXCEPTION;
        h->status = (uint32_t)(label - 1);
    } else if (label < 0) {
        h->kind = IVMC_KIND_STATUS;
        h->status = (uint32_t)-label;
    }
    if (label < 0 && (len != 0 || h->status <= IVMC_EXCEPTION ||
                      h->status >= IVMC_STATUS_COUNT))
        return false;
    return get_octets(body, mr + 1, (uint32_t)len);
}

l4_umword_t words_take_item(const l4_utcb_t *u, l4_msgtag_t *tag)
{
    unsigned words = l4_msgtag_words(*tag);

    if (l4_msgtag_items(*tag) != 1 || words + 2 > L4_UTCB_GENERIC_DATA_SIZE)
        return 0;
    *tag = l4_msgtag(l4_msgtag_label(*tag), words, 0, 0);
    return u->words[words];
}

/* ---- time and errors ----------------------------------------------------------------- */

enum ivmc_status words_status(l4_umword_t error)
{
    switch (error) {
    case 0:
        return IVMC_OK;
    case L4_IPC_SETIMEOUT:
    case L4_IPC_RETIMEOUT:
    case L4_IPC_RECANCELED: /* of ours: the server may still have it */
        return IVMC_TIMEOUT;
    case L4_IPC_SEMSGCUT:
    case L4_IPC_REMSGCUT:
        return IVMC_BAD_MESSAGE;
    default:
        return IVMC_PEER_GONE;
    }
}

uint64_t words_now(void)
{
    return l4_kip_clock(l4re_kip()) * 1000;
}

l4_timeout_t words_within(struct ivmc_deadline *deadline)
{
    uint64_t ns = ivmc_deadline_left(deadline, words_now());
    l4_timeout_s t = L4_IPC_TIMEOUT_NEVER;

    if (ns != UINT64_MAX)
        t = l4_timeout_from_us(ns / 1000 + (ns != 0));
    return l4_timeout(t, t);
}
