/* The devices, and XenStore. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <xentoollog.h>

#include "linux.h"

static void say_nothing(struct xentoollog_logger *logger,
                        xentoollog_level level, int error, const char *context,
                        const char *format, va_list list)
{
    (void)logger;
    (void)level;
    (void)error;
    (void)context;
    (void)format;
    (void)list;
}

struct xentoollog_logger linux_silence = {.vmessage = say_nothing};

enum ivmc_status linux_handles_open(struct linux_handles *h)
{
    int flags, error;

    memset(h, 0, sizeof *h);
    h->slice = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (h->slice < 0)
        return IVMC_SYSTEM;
    h->events = xenevtchn_open(&linux_silence, 0);
    if (!h->events)
        goto close_all;
    h->grants = xengnttab_open(&linux_silence, 0);
    if (!h->grants)
        goto close_all;
    /* Events are taken as long as there are any; waiting is poll's. */
    flags = fcntl(xenevtchn_fd(h->events), F_GETFL);
    if (flags < 0 ||
        fcntl(xenevtchn_fd(h->events), F_SETFL, flags | O_NONBLOCK) < 0)
        goto close_all;
    return IVMC_OK;

close_all:
    error = errno;
    linux_handles_close(h);
    errno = error;
    return IVMC_SYSTEM;
}

void linux_handles_close(struct linux_handles *h)
{
    linux_store_close(h);
    if (h->calls)
        xencall_close(h->calls);
    if (h->grants)
        xengnttab_close(h->grants);
    if (h->events)
        xenevtchn_close(h->events);
    if (h->slice >= 0)
        close(h->slice);
    memset(h, 0, sizeof *h);
    h->slice = -1;
}

xencall_handle *linux_calls(struct linux_handles *h)
{
    if (!h->calls && !h->no_calls) {
        h->calls = xencall_open(&linux_silence, 0);
        h->no_calls = h->calls == NULL;
    }
    return h->calls;
}

struct xs_handle *linux_store(struct linux_handles *h)
{
    if (!h->store)
        h->store = xs_open(0);
    return h->store;
}

void linux_store_close(struct linux_handles *h)
{
    if (h->store)
        xs_close(h->store);
    h->store = NULL;
}
