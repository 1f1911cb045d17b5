#include "hello.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

static enum ivmc_status send_hello(struct wait_socket *s,
                                   const unsigned char hello[IVMC_HELLO_SIZE],
                                   struct ivmc_deadline *d)
{
    for (;;) {
        int wait = ivmc_wait_before_send(s, d) ? 0 : MSG_DONTWAIT;
        /* A new socket has room for it all; less is not worth a second try. */
        ssize_t n = send(s->fd, hello, IVMC_HELLO_SIZE, MSG_NOSIGNAL | wait);

        if (n == IVMC_HELLO_SIZE)
            return IVMC_OK;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            if (wait)
                return IVMC_TIMEOUT;
            continue;
        }
        return IVMC_PEER_GONE;
    }
}

static enum ivmc_status receive_hello(struct wait_socket *s,
                                      unsigned char hello[IVMC_HELLO_SIZE],
                                      struct ivmc_deadline *d)
{
    size_t have = 0;

    while (have < IVMC_HELLO_SIZE) {
        int wait = ivmc_wait_before_receive(s, d) ? 0 : MSG_DONTWAIT;
        int whole = s->packets ? MSG_TRUNC : 0; /* gives the packet's length */
        ssize_t n =
            recv(s->fd, hello + have, IVMC_HELLO_SIZE - have, wait | whole);

        if (n > 0 && s->packets && n != IVMC_HELLO_SIZE) {
            return IVMC_BAD_MESSAGE;
        } else if (n > 0) {
            have += (size_t)n;
        } else if (n == 0) {
            return IVMC_PEER_GONE;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (wait)
                return IVMC_TIMEOUT;
        } else if (errno != EINTR) {
            return IVMC_PEER_GONE;
        }
    }
    return IVMC_OK;
}

/* Less than a header is no limit that one could keep. */
static bool agree(struct hello_agreed *agreed, uint32_t ours, uint32_t theirs)
{
    agreed->max_message = ours < theirs ? ours : theirs;
    return agreed->max_message >= IVMC_HEADER_SIZE;
}

enum ivmc_status ivmc_hello_greet(struct wait_socket *s, uint32_t max_message,
                                  struct hello_agreed *agreed,
                                  struct ivmc_deadline *d)
{
    struct ivmc_hello hello = {IVMC_PROTOCOL_VERSION, 0, max_message, 0};
    unsigned char octets[IVMC_HELLO_SIZE];
    enum ivmc_status sent, got;

    ivmc_hello_store(octets, &hello);
    sent = send_hello(s, octets, d);
    if (sent == IVMC_TIMEOUT)
        return sent;
    /* A server that refuses may have closed before our hello came. */
    got = receive_hello(s, octets, d);
    if (got != IVMC_OK)
        return got;
    got = ivmc_hello_load(&hello, octets);
    if (got != IVMC_OK)
        return got;
    if (!hello.epoch || !agree(agreed, max_message, hello.max_message))
        return IVMC_BAD_MESSAGE;
    agreed->epoch = hello.epoch;
    return sent;
}

void ivmc_hello_refuse(unsigned char ours[IVMC_HELLO_SIZE],
                       enum ivmc_status status)
{
    struct ivmc_hello hello = {IVMC_PROTOCOL_VERSION, (uint16_t)status, 0, 0};

    ivmc_hello_store(ours, &hello);
}

static uint32_t new_epoch(void)
{
    uint32_t epoch;

    do {
        epoch = 1;
        if (getrandom(&epoch, sizeof epoch, 0) < 0)
            break;
    } while (!epoch);
    return epoch;
}

enum ivmc_status ivmc_hello_judge(const unsigned char theirs[IVMC_HELLO_SIZE],
                                  unsigned char ours[IVMC_HELLO_SIZE],
                                  uint32_t max_message, enum ivmc_status status,
                                  struct hello_agreed *agreed)
{
    struct ivmc_hello hello;
    enum ivmc_status judged = ivmc_hello_load(&hello, theirs);

    if (judged == IVMC_BAD_MESSAGE)
        return judged;
    if (judged == IVMC_OK && status != IVMC_OK)
        judged = status;
    if (judged == IVMC_OK &&
        (hello.epoch || !agree(agreed, max_message, hello.max_message)))
        return IVMC_BAD_MESSAGE;
    if (judged != IVMC_OK) {
        ivmc_hello_refuse(ours, judged);
        return judged;
    }
    agreed->epoch = new_epoch();
    hello.version = IVMC_PROTOCOL_VERSION;
    hello.status = 0;
    hello.max_message = agreed->max_message;
    hello.epoch = agreed->epoch;
    ivmc_hello_store(ours, &hello);
    return IVMC_OK;
}

enum ivmc_status ivmc_hello_answer(struct wait_socket *s, uint32_t max_message,
                                   struct hello_agreed *agreed,
                                   struct ivmc_deadline *d)
{
    unsigned char theirs[IVMC_HELLO_SIZE], ours[IVMC_HELLO_SIZE];
    enum ivmc_status judged, status = receive_hello(s, theirs, d);

    if (status != IVMC_OK)
        return status;
    judged = ivmc_hello_judge(theirs, ours, max_message, IVMC_OK, agreed);
    if (judged == IVMC_BAD_MESSAGE)
        return judged;
    status = send_hello(s, ours, d);
    return judged == IVMC_OK ? status : judged;
}
