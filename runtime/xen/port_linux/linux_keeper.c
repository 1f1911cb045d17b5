/*
 * The keeper of an inbox: a process that waits for its server to end. Nothing
 * in XenStore goes when a process does, so the inbox of a server that was
 * killed would have clients wait for their deadlines; the keeper takes it
 * away, and the requests in it.
 */
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux.h"

/* Nothing of the server's is held but these two. */
static void close_others(int a, int b)
{
    unsigned first = (unsigned)(a < b ? a : b);
    unsigned second = (unsigned)(a < b ? b : a);

    if (first > 0)
        (void)close_range(0, first - 1, 0);
    if (second > first + 1)
        (void)close_range(first + 1, second - 1, 0);
    (void)close_range(second + 1, ~0u, 0);
}

/* Until `told` ends; an octet before that says that all is well. */
static void keep(int told, int lock, const char *path)
{
    struct xs_handle *store;
    ssize_t n;
    char octet;

    close_others(told, lock);
    (void)send(told, "", 1, MSG_NOSIGNAL);
    (void)prctl(PR_SET_NAME, "ivmc-keeper");
    (void)setsid(); /* what ends the server's group is not meant for us */
    if (chdir("/") < 0)
        return;
    do
        n = read(told, &octet, 1);
    while (n < 0 && errno == EINTR);
    if (n != 0)
        return;
    store = xs_open(0);
    if (store)
        linux_inbox_remove(store, path);
}

/* A child's child, so that nobody has to wait for it. */
static void start(int told, int lock, const char *path)
{
    pid_t child = fork();

    if (child == 0) {
        if (fork() == 0)
            keep(told, lock, path);
        _exit(0);
    }
    if (child > 0)
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
}

int linux_keeper_start(int lock, const char *path)
{
    sigset_t all, before;
    char octet;
    int fd[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) < 0)
        return -1;
    /* The server's handlers are not for the keeper. */
    sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    start(fd[0], lock, path);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(fd[0]);
    /* What it inherited is ours alone again; or it could not be started. */
    while (read(fd[1], &octet, 1) < 0 && errno == EINTR)
        ;
    return fd[1];
}

void linux_keeper_dismiss(int keeper)
{
    (void)send(keeper, "", 1, MSG_NOSIGNAL);
    close(keeper);
}
