#include "wait.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/time.h>
#include <time.h>

#define NS_PER_MS UINT64_C(1000000)

uint64_t ivmc_wait_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

uint64_t ivmc_wait_now_of(struct ivmc_channel *c)
{
    (void)c; /* all have the same clock */
    return ivmc_wait_now();
}

/* Rounded up: a wait that ends early would only be repeated. */
static uint64_t left_ms(struct ivmc_deadline *d)
{
    uint64_t left;

    if (d->timeout_ms == IVMC_FOREVER)
        return UINT64_MAX;
    left = ivmc_deadline_left(d, ivmc_wait_now());
    return left / NS_PER_MS + (left % NS_PER_MS != 0);
}

int ivmc_wait_left_ms(struct ivmc_deadline *d)
{
    uint64_t ms = left_ms(d);

    if (ms == UINT64_MAX)
        return -1;
    return ms > INT_MAX ? INT_MAX : (int)ms;
}

static bool set_timeout(int fd, int option, uint32_t *current,
                        struct ivmc_deadline *d)
{
    uint64_t ms = left_ms(d);
    struct timeval t;

    if (!ms)
        return false;
    if (ms == UINT64_MAX)
        ms = 0; /* the system's word for ever */
    if (*current == ms)
        return true;
    t.tv_sec = (time_t)(ms / 1000);
    t.tv_usec = (suseconds_t)(ms % 1000 * 1000);
    if (setsockopt(fd, SOL_SOCKET, option, &t, sizeof t) < 0)
        return false;
    *current = (uint32_t)ms;
    return true;
}

bool ivmc_wait_before_receive(struct wait_socket *s, struct ivmc_deadline *d)
{
    return set_timeout(s->fd, SO_RCVTIMEO, &s->receive_ms, d);
}

bool ivmc_wait_before_send(struct wait_socket *s, struct ivmc_deadline *d)
{
    return set_timeout(s->fd, SO_SNDTIMEO, &s->send_ms, d);
}

enum ivmc_status ivmc_wait_poll(int fd, short events, struct ivmc_deadline *d)
{
    struct pollfd p = {fd, events, 0};

    for (;;) {
        int left = ivmc_wait_left_ms(d);
        int n = poll(&p, 1, left);

        if (n > 0)
            return IVMC_OK;
        if (n < 0 && errno != EINTR)
            return IVMC_SYSTEM;
        if (n == 0 && left >= 0)
            return IVMC_TIMEOUT;
    }
}
