/*
 * The server's side of the probe's stubs: buffers set before every receive,
 * protocol, words and items checked before they are used.
 */
#include "lab.h"

static void set_buffers(const struct lab_server *s, l4_utcb_t *u)
{
    l4_buf_regs_t *b = l4_utcb_br_u(u);

    b->br[0] = s->slot | L4_RCV_ITEM_SINGLE_CAP | L4_RCV_ITEM_LOCAL_ID;
    b->br[1] = 0;
    b->br[2] = L4_ITEM_MAP;
    b->br[3] = l4_fpage(s->window, s->order, L4_FPAGE_RWX).raw;
    b->br[4] = 0;
    b->bdr = l4_bdr(2, 4, 0, 0);
}

static l4_msgtag_t sum_up(l4_umword_t *mr, unsigned words)
{
    l4_umword_t count = mr[1], sum = 0, i;

    if (words < 2 || count > words - 2)
        return l4_msgtag(-L4_EMSGTOOSHORT, 0, 0, 0);
    for (i = 0; i < count; i++)
        sum += mr[2 + i];
    mr[0] = sum;
    return l4_msgtag(0, 1, 0, 0);
}

static l4_msgtag_t take(l4_umword_t *mr, unsigned words, unsigned items)
{
    l4_umword_t item = mr[words], payload = mr[words + 1];

    mr[0] = items != 0 ? item & 0xfff : ~0ul;
    mr[1] = payload;
    return l4_msgtag(0, 2, 0, 0);
}

static l4_msgtag_t look(const struct lab_server *s, l4_umword_t *mr,
                        unsigned words, unsigned items)
{
    l4_umword_t item = mr[words];
    bool mapped = items != 0 && (item & 0xe) == L4_ITEM_MAP;

    mr[0] = mapped ? *(const l4_umword_t *)s->window : ~0ul;
    mr[1] = item;
    return l4_msgtag(0, 2, 0, 0);
}

static l4_msgtag_t dispatch(const struct lab_server *s, l4_msgtag_t tag,
                            l4_umword_t label, l4_umword_t *mr)
{
    unsigned words = l4_msgtag_words(tag), items = l4_msgtag_items(tag);

    if (l4_msgtag_label(tag) != LAB_PROTO)
        return l4_msgtag(-L4_EBADPROTO, 0, 0, 0);
    if (words < 1)
        return l4_msgtag(-L4_EMSGTOOSHORT, 0, 0, 0);
    switch ((enum lab_operation)mr[0]) {
    case LAB_NULL:
        return l4_msgtag(0, 0, 0, 0);
    case LAB_ADD:
        if (words < 3)
            return l4_msgtag(-L4_EMSGTOOSHORT, 0, 0, 0);
        mr[0] = mr[1] + mr[2];
        return l4_msgtag(0, 1, 0, 0);
    case LAB_BLOB:
        return sum_up(mr, words);
    case LAB_GIVE:
        return take(mr, words, items);
    case LAB_MEM:
        return look(s, mr, words, items);
    case LAB_NEGATIVE:
        return l4_msgtag(-L4_ENOSYS, 0, 0, 0);
    case LAB_LABEL:
        mr[0] = label;
        return l4_msgtag(0, 1, 0, 0);
    }
    return l4_msgtag(-L4_ENOSYS, 0, 0, 0);
}

void lab_serve(const struct lab_server *s)
{
    l4_utcb_t *u = l4_utcb();
    l4_msgtag_t answer = {0}, tag;
    l4_umword_t label = 0;
    bool reply = false;

    for (;;) {
        set_buffers(s, u);
        tag = reply ? l4_ipc_reply_and_wait(u, answer, &label,
                                            L4_IPC_SEND_TIMEOUT_0)
                    : l4_ipc_wait(u, &label, L4_IPC_NEVER);
        /* A failed reply did not wait. */
        reply = !l4_msgtag_has_error(tag);
        if (reply)
            answer = dispatch(s, tag, label, l4_utcb_mr_u(u)->mr);
    }
}
