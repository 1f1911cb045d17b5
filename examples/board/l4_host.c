/*
 * board-l4: starts server and client as Ned would on L4Re, each a process with
 * the gate that it needs and nothing else.
 */
#define _POSIX_C_SOURCE 200809L /* kill */
#include <l4/host/host.h>
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "l4_tasks.h"

static pid_t start(const char *name, int (*run)(void), l4_cap_idx_t gate,
                   unsigned rights)
{
    int task;
    pid_t pid = l4_host_fork(name, &task);

    if (pid == 0) {
        while (l4_is_invalid_cap(l4re_env_get_cap("board")))
            l4_ipc_sleep_ms(1);
        task = run();
        fflush(NULL);
        _exit(task);
    }
    if (pid > 0 && l4_host_give(task, "board", gate, rights) != 0)
        fprintf(stderr, "board-l4: no gate for the %s\n", name);
    return pid;
}

int main(void)
{
    l4_cap_idx_t gate = l4re_util_cap_alloc();
    pid_t server, client;
    int status = 1;

    l4_factory_create_gate(l4re_env()->factory, gate, L4_INVALID_CAP, 0);
    server = start("server", board_l4_server, gate,
                   L4_CAP_FPAGE_RWSD | L4_FPAGE_C_IPCGATE_SVR);
    client = start("client", board_l4_client, gate, L4_CAP_FPAGE_RW);
    if (client > 0)
        waitpid(client, &status, 0);
    if (server > 0) {
        kill(server, SIGKILL);
        waitpid(server, NULL, 0);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
