#include "support/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * What exists now, for the signal handler: the one thing that a session cannot
 * hold. Only touched while the signals are blocked.
 */
static char **names;
static size_t name_count, name_cap;
static pid_t child;

static const int ending_signals[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT,
                                     SIGPIPE, SIGALRM, SIGXCPU, SIGXFSZ};

enum { SIGNAL_COUNT = sizeof(ending_signals) / sizeof(ending_signals[0]) };

void temporary_hold(sigset_t *before)
{
    sigset_t set;
    int i;

    sigemptyset(&set);
    for (i = 0; i < SIGNAL_COUNT; i++)
        sigaddset(&set, ending_signals[i]);
    sigprocmask(SIG_BLOCK, &set, before);
}

void temporary_let(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}

static void remove_all(void)
{
    size_t i;

    for (i = 0; i < name_count; i++)
        unlink(names[i]);
}

static void remove_all_and_end(int signal_number)
{
    remove_all();
    if (child)
        kill(-child, SIGKILL);
    /* The handler is gone (SA_RESETHAND): the next one ends us. */
    raise(signal_number);
}

static void catch_signals(void)
{
    static bool caught;
    struct sigaction action, before;
    int i;

    if (caught)
        return;
    caught = true;
    /* Memory that runs out ends us from anywhere. */
    atexit(remove_all);
    memset(&action, 0, sizeof(action));
    action.sa_handler = remove_all_and_end;
    action.sa_flags = (int)SA_RESETHAND;
    for (i = 0; i < SIGNAL_COUNT; i++)
        sigaddset(&action.sa_mask, ending_signals[i]);
    for (i = 0; i < SIGNAL_COUNT; i++) {
        /* What nohup ignores stays ignored. */
        if (sigaction(ending_signals[i], NULL, &before) == 0 &&
            before.sa_handler != SIG_IGN)
            sigaction(ending_signals[i], &action, NULL);
    }
}

static bool remember(char *name)
{
    if (name_count == name_cap) {
        size_t cap = name_cap ? name_cap * 2 : 16;
        char **grown = realloc(names, cap * sizeof(*names));

        if (!grown)
            return false;
        names = grown;
        name_cap = cap;
    }
    names[name_count++] = name;
    return true;
}

static void drop(const char *name)
{
    size_t i;

    for (i = 0; i < name_count; i++) {
        if (names[i] == name)
            names[i] = names[--name_count];
    }
}

static char *create_blocked(const char *target, int *fd)
{
    static const char suffix[] = ".XXXXXX";
    size_t len = strlen(target);
    char *name = malloc(len + sizeof(suffix));

    if (!name)
        return NULL;
    memcpy(name, target, len);
    memcpy(name + len, suffix, sizeof(suffix));
    *fd = mkstemp(name);
    if (*fd < 0) {
        free(name);
        return NULL;
    }
    fcntl(*fd, F_SETFD, FD_CLOEXEC);
    if (!remember(name)) {
        close(*fd);
        unlink(name);
        free(name);
        errno = ENOMEM;
        return NULL;
    }
    return name;
}

char *temporary_create(const char *target, int *fd)
{
    sigset_t before;
    char *name;

    catch_signals();
    temporary_hold(&before);
    name = create_blocked(target, fd);
    temporary_let(&before);
    return name;
}

static bool name_too(const char *target, const char *name)
{
    struct stat st;

    if (link(target, name) == 0)
        return true;
    /* Some file systems have no links, and none are made of others' files. */
    if (lstat(target, &st) < 0)
        return false;
    if (!S_ISREG(st.st_mode)) {
        errno = EEXIST;
        return false;
    }
    return rename(target, name) == 0;
}

char *temporary_keep(const char *target)
{
    int fd, error;
    char *name = temporary_create(target, &fd);

    if (!name)
        return NULL;
    close(fd);
    unlink(name);
    if (name_too(target, name))
        return name;
    error = errno;
    temporary_forget(name);
    errno = error;
    return NULL;
}

void temporary_child(pid_t pid)
{
    sigset_t before;

    catch_signals();
    temporary_hold(&before);
    child = pid;
    temporary_let(&before);
}

static void end(char *name, bool remove_it)
{
    sigset_t before;

    temporary_hold(&before);
    if (remove_it)
        unlink(name);
    drop(name);
    free(name);
    temporary_let(&before);
}

void temporary_remove(char *name)
{
    end(name, true);
}

void temporary_forget(char *name)
{
    end(name, false);
}
