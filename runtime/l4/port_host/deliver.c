/*
 * A message from one thread to another, when both are there.
 */
#include "kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool poison = true;

void l4_host_poison(bool on)
{
    poison = on;
}

__attribute__((constructor)) static void poison_from_environment(void)
{
    const char *value = getenv("IVMC_L4_POISON");

    if (value != NULL && strcmp(value, "0") == 0)
        poison = false;
}

void deliver_clear(struct thread *t, unsigned first)
{
    l4_umword_t *mr = l4_utcb_mr_u(thread_utcb(t))->mr;

    for (; poison && first < L4_UTCB_GENERIC_DATA_SIZE; first++)
        mr[first] = L4_HOST_POISON;
}

struct thread *deliver_next(const struct thread *to)
{
    struct thread *next = NULL;
    uint32_t i;

    for (i = 0; i < THREADS; i++) {
        struct thread *t = &kernel->threads[i];

        if (t->serial == 0 || t->dead || t->state != SENDING ||
            t->partner.serial != to->serial)
            continue;
        if (to->state == RECEIVING && to->partner.serial != t->serial)
            continue;
        if (next == NULL || t->order < next->order)
            next = t;
    }
    return next;
}

struct thread *deliver_caller(struct ref reply)
{
    struct thread *t = &kernel->threads[reply.index];

    if (reply.serial == 0 || t->serial == 0 || t->dead || t->state != CALLING ||
        t->call != reply.serial)
        return NULL;
    return t;
}

static void give_reply_capability(struct thread *from, struct thread *to)
{
    struct ref *slot = to->reply_slot == 0
                           ? &to->reply
                           : &thread_task(to)->replies[to->reply_slot - 1];

    if (deliver_caller(*slot) != NULL)
        fprintf(stderr, "l4-host: application bug: reply capability "
                        "overwritten!\n");
    from->call = ++kernel->serial;
    slot->index = (uint32_t)(from - kernel->threads);
    slot->serial = from->call;
}

static void move_words(struct thread *from, struct thread *to)
{
    unsigned words = l4_msgtag_words(from->tag);

    memcpy(l4_utcb_mr_u(thread_utcb(to))->mr,
           l4_utcb_mr_u(thread_utcb(from))->mr, words * sizeof(l4_umword_t));
    deliver_clear(to, words);
}

void deliver(struct thread *from, struct thread *to)
{
    bool open = to->state == WAITING;
    l4_umword_t error;

    move_words(from, to);
    error = items_move(from, to);
    to->got = from->tag;
    to->got_label = from->label;
    to->error = 0;
    from->sent = error;
    if (error != 0) {
        to->got.raw |= L4_MSGTAG_ERROR;
        to->error = error | 1;
    }
    if (error == 0 && from->calls) {
        from->partner = thread_ref(to);
        from->state = CALLING;
        if (open)
            give_reply_capability(from, to);
    } else {
        from->state = DONE;
    }
    to->state = DONE;
}
