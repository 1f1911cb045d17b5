/*
 * bench-timed NAME COMMAND...: runs it and prints "RESULT NAME NANOSECONDS".
 * Exit status: the command's.
 */
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static unsigned long long now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (unsigned long long)t.tv_sec * 1000000000 +
           (unsigned long long)t.tv_nsec;
}

int main(int argc, char **argv)
{
    unsigned long long start = now();
    int status;
    pid_t child;

    if (argc < 3)
        return 2;
    child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 2;
    printf("RESULT %s %llu\n", argv[1], now() - start);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
