#include "raw_page.h"

#include <check.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "common.h"
#include "raw.h"

#define PATIENCE_MS 2000

/* ---- packets ------------------------------------------------------------ */

int raw_page_connect(const char *address)
{
    return raw_connect_unix(strchr(address, '@') + 1, SOCK_SEQPACKET);
}

int raw_page_memory(size_t size, int seals)
{
    int fd = memfd_create("evil", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
    ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, seals), 0);
    return fd;
}

void raw_page_good_packet(unsigned char packet[RAW_PACKET])
{
    memset(packet, 0, RAW_PACKET);
    memcpy(packet, "IVMC", 4);
    packet[4] = PAGE_VERSION;
}

int raw_page_answer(int socket, int *passed)
{
    unsigned char control[CMSG_SPACE(sizeof(int))], octets[RAW_PACKET];
    struct iovec iov = {octets, sizeof octets};
    struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
    struct timeval t = {PATIENCE_MS / 1000, 0};
    struct cmsghdr *c;

    *passed = -1;
    m.msg_control = control;
    m.msg_controllen = sizeof control;
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    if (recvmsg(socket, &m, MSG_CMSG_CLOEXEC) != RAW_PACKET)
        return -1;
    c = CMSG_FIRSTHDR(&m);
    if (c)
        memcpy(passed, CMSG_DATA(c), sizeof *passed);
    return octets[6] | octets[7] << 8;
}

/* ---- pages -------------------------------------------------------------- */

static void map(struct raw_page *p, int fd)
{
    void *at = mmap(NULL, p->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    ck_assert_ptr_ne(at, MAP_FAILED);
    p->zero = at;
}

/* Where things lie, by the client's hello. */
static void look(struct raw_page *p)
{
    struct page_zero *z = p->zero;
    uint32_t data = 512 + 4 * (z->client_hello.pages - 1);
    unsigned char *halves =
        (unsigned char *)z + (data + PAGE_LINE - 1) / PAGE_LINE * PAGE_LINE;
    uint32_t client = z->client_hello.client_half;

    p->own = p->server ? &z->server_side : &z->client_side;
    p->peer = p->server ? &z->client_side : &z->server_side;
    p->own_hello = p->server ? &z->server_hello : &z->client_hello;
    p->peer_hello = p->server ? &z->client_hello : &z->server_hello;
    p->out = p->server ? halves + client : halves;
    p->in = p->server ? halves : halves + client;
    p->out_size = p->server ? z->client_hello.server_half : client;
    p->in_size = p->server ? client : z->client_hello.server_half;
}

int raw_page_offer(struct raw_page *p)
{
    struct page_hello *h;
    int fd;

    memset(p, 0, sizeof *p);
    p->socket = -1;
    p->bell = -1;
    p->size = RAW_PAGES * PAGE_SIZE;
    fd = raw_page_memory(p->size, F_SEAL_SHRINK | F_SEAL_GROW);
    map(p, fd);
    h = &p->zero->client_hello;
    h->magic = PAGE_MAGIC;
    h->version = PAGE_VERSION;
    h->pages = RAW_PAGES;
    h->client_half = RAW_HALF;
    h->server_half = RAW_HALF;
    h->max_message = VICTIM_MESSAGE;
    h->nonce = 0x1234567890abcdef;
    p->zero->client_side.alive = 1;
    h->state = PAGE_OPEN;
    look(p);
    return fd;
}

void raw_page_begin(struct raw_page *p, int fd)
{
    unsigned char packet[RAW_PACKET];

    raw_page_good_packet(packet);
    raw_send_copies(p->socket, packet, sizeof packet, fd, 1);
    close(fd);
    ck_assert_int_eq(raw_page_answer(p->socket, &p->bell), 0);
    ck_assert_uint_eq(p->peer_hello->state, PAGE_OPEN);
}

void raw_page_serve(struct raw_page *p, int socket, uint32_t epoch)
{
    struct stat st;
    int fd;

    memset(p, 0, sizeof *p);
    p->socket = socket;
    p->bell = -1;
    p->server = true;
    ck_assert_int_eq(raw_page_answer(socket, &fd), 0);
    ck_assert_int_eq(fstat(fd, &st), 0);
    p->size = (size_t)st.st_size;
    map(p, fd);
    close(fd);
    look(p);
    memcpy(p->own_hello, p->peer_hello, offsetof(struct page_hello, epoch));
    p->own_hello->epoch = epoch;
    p->own_hello->nonce = p->peer_hello->nonce;
    p->own->alive = 1;
    p->own_hello->state = PAGE_OPEN;
}

/* ---- out ---------------------------------------------------------------- */

void raw_page_ring(struct raw_page *p)
{
    uint64_t one = 1;

    if (p->bell >= 0) {
        (void)!write(p->bell, &one, sizeof one);
        return;
    }
    syscall(SYS_futex, &p->own->published, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    syscall(SYS_futex, &p->own->consumed, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

void raw_page_publish(struct raw_page *p, uint32_t published)
{
    p->own->published = published;
    raw_page_ring(p);
}

void raw_page_frame(struct raw_page *p, uint32_t len, uint32_t flags,
                    const void *content, uint32_t content_len, uint32_t octets)
{
    struct page_frame *frame =
        (struct page_frame *)(void *)(p->out + p->out_at);

    frame->len = len;
    frame->flags = flags;
    memcpy(frame->content, content, content_len);
    p->out_done += octets;
    p->out_at += octets;
    if (p->out_at == p->out_size)
        p->out_at = 0;
}

static uint32_t octets_of(uint32_t len)
{
    return (len + 8 + PAGE_LINE - 1) / PAGE_LINE * PAGE_LINE;
}

static bool hung_up(const struct raw_page *p)
{
    struct pollfd f = {p->socket, POLLRDHUP, 0};

    return poll(&f, 1, 0) > 0;
}

/* Whether the peer makes room for `octets`. */
static bool wait_for_room(struct raw_page *p, uint32_t octets)
{
    uint64_t end = now_ms() + PATIENCE_MS;

    while (p->out_done + octets - p->peer->consumed > p->out_size) {
        if (hung_up(p) || now_ms() > end)
            return false;
        pause_ms(1);
    }
    return true;
}

static void end_send(struct evil *e, const void *octets, size_t len)
{
    struct raw_page *p = e->own;
    uint32_t size = octets_of((uint32_t)len);
    uint32_t rest = p->out_size - p->out_at;

    if (rest < size) {
        if (!wait_for_room(p, rest))
            return;
        raw_page_frame(p, 0, PAGE_FRAME_SKIP, "", 0, rest);
    }
    if (!wait_for_room(p, size))
        return;
    raw_page_frame(p, (uint32_t)len, 0, octets, (uint32_t)len, size);
    raw_page_publish(p, p->out_done);
}

/* ---- in ----------------------------------------------------------------- */

/* Takes the next frame; its content is added to `f` as far as it fits. */
static bool take_frame(struct raw_page *p, struct frame *f, bool *more)
{
    const struct page_frame *frame =
        (const struct page_frame *)(void *)(p->in + p->in_at);
    uint32_t octets = octets_of(frame->len);

    *more = true;
    if (p->peer->published == p->in_done)
        return false;
    if (frame->flags & PAGE_FRAME_SKIP) {
        octets = p->in_size - p->in_at;
    } else {
        *more = frame->flags & PAGE_FRAME_MORE;
        if (f->len + frame->len <= FRAME_MAX) {
            memcpy(f->octets + f->len, frame->content, frame->len);
            f->len += frame->len;
        }
    }
    p->in_done += octets;
    p->in_at = (p->in_at + octets) % p->in_size;
    p->own->consumed = p->in_done;
    raw_page_ring(p);
    return true;
}

static bool end_receive(struct evil *e, struct frame *f)
{
    struct raw_page *p = e->own;
    uint64_t end = now_ms() + PATIENCE_MS;
    bool more = true;

    f->len = 0;
    while (more) {
        if (take_frame(p, f, &more))
            continue;
        if (hung_up(p) || now_ms() > end)
            return false;
        usleep(50);
    }
    return f->len >= AT_BODY;
}

bool raw_page_is_closed(struct raw_page *p)
{
    uint64_t end = now_ms() + PATIENCE_MS;

    while (!hung_up(p) && now_ms() < end)
        usleep(50);
    return hung_up(p);
}

/* ---- as any attacker ---------------------------------------------------- */

static void end_finish(struct evil *e)
{
    struct raw_page *p = e->own;

    p->own_hello->state = PAGE_CLOSED;
    shutdown(p->socket, SHUT_WR);
    raw_page_ring(p);
}

static bool end_is_closed(struct evil *e)
{
    return raw_page_is_closed(e->own);
}

void raw_page_close(struct raw_page *p)
{
    munmap(p->zero, p->size);
    if (p->bell >= 0)
        close(p->bell);
    close(p->socket);
}

static void end_close(struct evil *e)
{
    raw_page_close(e->own);
}

static const struct evil_ops ops = {
    .send = end_send,
    .receive = end_receive,
    .finish = end_finish,
    .is_closed = end_is_closed,
    .close = end_close,
};

void raw_page_evil(struct evil *e, struct raw_page *p)
{
    memset(e, 0, sizeof *e);
    e->ops = &ops;
    e->own = p;
    e->fd = -1;
    e->epoch = p->zero->server_hello.epoch;
}
