/*
 * Runs a command and prints what it and its children used.
 *
 *   usage SECONDS COMMAND [ARGUMENT...]
 *
 * After SECONDS it is killed and "late" is true. A small program of its own,
 * since a child's peak of memory starts with that of whoever forks it.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/measure.h"

static volatile sig_atomic_t late;
static pid_t child;

static void give_up(int signal_number)
{
    (void)signal_number;
    late = 1;
    kill(-child, SIGKILL);
}

static void start(char **command)
{
    child = fork();
    if (child < 0)
        bench_die("fork");
    if (child > 0)
        return;
    setpgid(0, 0);
    /* What the compilers have to say would mix with our one line. */
    if (dup2(STDERR_FILENO, STDOUT_FILENO) >= 0)
        execvp(command[0], command);
    bench_die(command[0]);
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

int main(int argc, char **argv)
{
    struct rusage used;
    int status;

    if (argc < 3)
        bench_die("usage: usage SECONDS COMMAND [ARGUMENT...]");
    bench_boost();
    start(argv + 2);
    setpgid(child, child); /* whichever comes first, parent or child */
    signal(SIGALRM, give_up);
    alarm((unsigned)strtoul(argv[1], NULL, 10));
    while (wait4(child, &status, 0, &used) < 0)
        if (errno != EINTR)
            bench_die("wait4");
    errno = 0;
    if (!late && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
        bench_die("the command failed");
    printf("{\"seconds\": %.6f, \"memory\": %ld, \"late\": %s}\n",
           seconds(used.ru_utime) + seconds(used.ru_stime),
           used.ru_maxrss * 1024, late ? "true" : "false");
    return 0;
}
