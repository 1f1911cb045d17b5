#include "items.h"

#include <string.h>
#include <unistd.h>

void ivmc_items_attach(struct msghdr *m, union items_control *control,
                       const struct ivmc_items *items)
{
    struct cmsghdr *c;
    int fds[IVMC_MAX_ITEMS];
    uint32_t i;

    if (!items || !items->count)
        return;
    for (i = 0; i < items->count; i++)
        fds[i] = (int)items->item[i].handle;
    memset(control, 0, sizeof *control);
    m->msg_control = control;
    m->msg_controllen = CMSG_SPACE(sizeof(int) * items->count);
    c = CMSG_FIRSTHDR(m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int) * items->count);
    memcpy(CMSG_DATA(c), fds, sizeof(int) * items->count);
}

ssize_t ivmc_items_send(int fd, const struct msghdr *m, int flags)
{
    if (m->msg_iovlen == 1 && !m->msg_control)
        return send(fd, m->msg_iov->iov_base, m->msg_iov->iov_len, flags);
    return sendmsg(fd, m, flags);
}

/* Takes the descriptors of one control message; false when too many came. */
static bool take_rights(const struct cmsghdr *c, struct ivmc_items *items)
{
    size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    bool fits = true;
    size_t i;

    for (i = 0; i < count; i++) {
        int fd;

        memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
        if (items->count < IVMC_MAX_ITEMS) {
            items->item[items->count++].handle = fd;
        } else {
            close(fd);
            fits = false;
        }
    }
    return fits;
}

enum items_result ivmc_items_receive(int fd, struct iovec *iov, int *flags,
                                     ssize_t *n, struct ivmc_items *items)
{
    union items_control control;
    bool waiting = items->count != 0;
    bool fits = true;
    struct msghdr m;
    struct cmsghdr *c;

    memset(&m, 0, sizeof m);
    m.msg_iov = iov;
    m.msg_iovlen = 1;
    m.msg_control = &control;
    m.msg_controllen = sizeof control;
    *n = recvmsg(fd, &m, *flags | MSG_CMSG_CLOEXEC);
    *flags = m.msg_flags;
    if (*n < 0 || (!m.msg_controllen && !(m.msg_flags & MSG_CTRUNC)))
        return ITEMS_NONE;
    for (c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
            fits = take_rights(c, items) && fits;
    }
    if (fits && !waiting && !(m.msg_flags & MSG_CTRUNC))
        return items->count ? ITEMS_SOME : ITEMS_NONE;
    /* What was cut off though there was room is what the system has not. */
    fits = fits && !waiting && items->count < IVMC_MAX_ITEMS;
    ivmc_items_close(items);
    return fits ? ITEMS_LOST : ITEMS_BROKEN;
}

bool ivmc_items_await(int fd, struct iovec *iov, int *flags, ssize_t *n,
                      struct items_waiting *w)
{
    enum items_result result = ivmc_items_receive(fd, iov, flags, n, &w->items);

    if (*n > 0)
        w->received += (uint64_t)*n;
    if (result == ITEMS_NONE)
        return true;
    if (result == ITEMS_BROKEN || w->lost) {
        ivmc_items_close(&w->items);
        return false;
    }
    w->lost = result == ITEMS_LOST;
    w->at = w->received;
    return true;
}

bool ivmc_items_are_waiting(const struct items_waiting *w)
{
    return w->lost || w->items.count;
}

enum ivmc_status ivmc_items_claim(struct items_waiting *w,
                                  const struct ivmc_header *h, uint32_t since,
                                  struct ivmc_items *held)
{
    uint64_t start = w->received - since;
    bool waiting = ivmc_items_are_waiting(w);
    uint32_t came = 0;

    if (waiting && w->at <= start)
        return IVMC_BAD_MESSAGE; /* a message that was skipped brought more */
    if (waiting && w->at <= start + h->length) {
        if (w->lost) {
            w->lost = false;
            return h->items ? IVMC_LIMIT : IVMC_BAD_MESSAGE;
        }
        came = w->items.count;
    }
    if (came != h->items)
        return IVMC_BAD_MESSAGE;
    if (came)
        ivmc_items_move(held, &w->items);
    return IVMC_OK;
}

void ivmc_items_forget(struct items_waiting *w)
{
    ivmc_items_close(&w->items);
    w->lost = false;
}

void ivmc_items_close(struct ivmc_items *items)
{
    uint32_t i;

    for (i = 0; i < items->count; i++)
        close((int)items->item[i].handle);
    items->count = 0;
}

void ivmc_items_move(struct ivmc_items *to, struct ivmc_items *from)
{
    memcpy(to->item, from->item, sizeof to->item);
    to->count = from->count;
    to->taken = 0;
    from->count = 0;
}
