#include "pair_l4.h"

#include <l4/host/host.h>
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>

#include <l4/sys/ipc.h>

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLIENTS 4

struct pair_l4 {
    struct ivmc_server *server;
    struct ivmc_l4_options options;
    int task;
    pid_t pid; /* 0: a thread of this process */
    pthread_t thread;
    l4_cap_idx_t gate;
    void *memory, *client_memory;
    volatile bool stop;
    bool stopped;
};

static void *run(void *context)
{
    struct pair_l4 *own = context;
    size_t size = IVMC_L4_SERVE_MEMORY(CLIENTS, own->options.max_message);

    if (ivmc_l4_serve(own->server, l4re_env_get_cap("service"), &own->options,
                      own->memory, size, &own->stop) != IVMC_OK)
        abort();
    return NULL;
}

/* The server, which waits for its gate. */
static void begin(struct pair_l4 *own, bool process)
{
    if (!process) {
        own->task = l4_host_task("server");
        return;
    }
    own->pid = l4_host_fork("server", &own->task);
    ck_assert_int_ge(own->pid, 0);
    if (own->pid != 0)
        return;
    while (l4_is_invalid_cap(l4re_env_get_cap("service")))
        l4_ipc_sleep_ms(1);
    run(own);
    _exit(0);
}

void pair_l4_open(struct conformance_pair *p, bool process,
                  const struct ivmc_l4_options *options)
{
    struct pair_l4 *own = calloc(1, sizeof *own);
    size_t size = IVMC_L4_MEMORY(options->max_message);

    ck_assert_ptr_nonnull(own);
    p->own = own;
    own->server = &p->peer.server;
    own->options = *options;
    own->options.max_clients = CLIENTS;
    own->memory = aligned_alloc(
        16, IVMC_L4_SERVE_MEMORY(CLIENTS, options->max_message) / 16 * 16 + 16);
    own->client_memory = aligned_alloc(16, size / 16 * 16 + 16);
    ck_assert(own->memory && own->client_memory);
    begin(own, process);
    own->gate = l4re_util_cap_alloc();
    l4_factory_create_gate(l4re_env()->factory, own->gate, L4_INVALID_CAP, 0);
    ck_assert_int_eq(l4_host_give(own->task, "service", own->gate,
                                  L4_CAP_FPAGE_RWSD | L4_FPAGE_C_IPCGATE_SVR),
                     0);
    if (!process)
        ck_assert_int_eq(l4_host_thread(own->task, &own->thread, run, own), 0);
    ck_status(ivmc_l4_connect(own->gate, options, own->client_memory, size,
                              &p->client),
              IVMC_OK);
}

void pair_l4_stop(struct conformance_pair *p)
{
    struct pair_l4 *own = p->own;

    if (own->stopped)
        return;
    if (own->pid != 0) {
        kill(own->pid, SIGKILL);
        waitpid(own->pid, NULL, 0);
    } else {
        own->stop = true;
        pthread_join(own->thread, NULL);
    }
    l4_host_task_end(own->task);
    own->stopped = true;
}

void pair_l4_close(struct conformance_pair *p)
{
    struct pair_l4 *own = p->own;

    ivmc_channel_close(p->client);
    pair_l4_stop(p);
    l4re_util_cap_free_um(own->gate);
    free(own->memory);
    free(own->client_memory);
    free(own);
}
