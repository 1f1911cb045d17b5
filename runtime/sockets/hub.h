/*
 * What every loop has, over sockets or shared pages: an epoll, listeners, a
 * way to be stopped from elsewhere, and an orderly end.
 */
#ifndef SOCKETS_HUB_H
#define SOCKETS_HUB_H

#include <stdbool.h>
#include <stdint.h>

#include "listener.h"

/* What the loop does for its hub. */
struct hub_ops {
    /* One round, as ivmc_socket_loop_step. */
    enum ivmc_status (*step)(void *loop, uint32_t timeout_ms);

    /* Whether replies are still to leave; they have a second at the end. */
    bool (*unsent)(const void *loop);

    /* A connection that was accepted, and is the loop's now. */
    void (*take)(void *loop, struct ivmc_listener *l, int fd);

    /*
     * No descriptor is left for one that waits: somebody goes for it, or
     * accepting pauses. False: no more of them in this round.
     */
    bool (*full)(void *loop, struct ivmc_listener *l);
};

struct hub {
    const struct hub_ops *ops;
    void *loop;
    int epoll, wake;
    struct ivmc_listener *listeners;
    bool stopping;
    bool paused; /* accepting */
    uint64_t resume_ns;
};

/* False with errno; it is closed in either case. */
bool ivmc_hub_open(struct hub *hub, const struct hub_ops *ops, void *loop);

/* Its listeners were closed before. */
void ivmc_hub_close(struct hub *hub);

/* epoll_ctl(2) about `fd`, which is reported as `who`. */
bool ivmc_hub_tell(const struct hub *hub, int operation, int fd,
                   uint32_t events, void *who);

/* Has epoll report that `fd` can be read, as `who`. */
bool ivmc_hub_watch(const struct hub *hub, int fd, void *who);

/* Adds a listener. */
bool ivmc_hub_listen(struct hub *hub, struct ivmc_listener *l);

/* An event that is the hub's own: a connection, or to stop. False: it is not. */
bool ivmc_hub_event(struct hub *hub, const void *who);

/* Accepts nothing for a while; ends that, and says so. */
void ivmc_hub_pause(struct hub *hub, uint64_t now_ns);
bool ivmc_hub_resume(struct hub *hub, uint64_t now_ns);

/* For epoll_wait(2). */
int ivmc_hub_timeout(uint32_t timeout_ms);

enum ivmc_status ivmc_hub_run(struct hub *hub);

/* From signal handlers and other threads, too. */
void ivmc_hub_stop(const struct hub *hub);

#endif /* SOCKETS_HUB_H */
