/*
 * mutate IDLC LANGUAGE ROUNDS FILE...: runs `idlc --check` over each file cut
 * off at every so many octets, and ROUNDS times with some octets replaced,
 * doubled or left out; with ROUNDS such as 60s, again and again for so many
 * seconds. Whatever the text, it must end within half a minute with
 * exit status 0, or with 1 and a numbered diagnostic. The same arguments make
 * the same texts; one that fails is kept for whoever looks.
 */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum {
    LARGEST = 64 * 1024,
    CUTS = 24,        /* of each file */
    ROUNDS = 16,      /* of each file in a pass, when passes go on for a time */
    PATIENCE_S = 30,  /* the machine may have other things to do */
    STATUS_ERROR = 2, /* the question could not be asked */
};

struct text {
    char octets[2 * LARGEST];
    size_t len;
};

static char *idlc, *language;
static char text_path[] = "/tmp/ivmc-mutate-XXXXXX";
static char said_path[] = "/tmp/ivmc-mutate-XXXXXX";
static uint64_t seed = UINT64_C(0x9e3779b97f4a7c15);

static _Noreturn void cannot(const char *what)
{
    fprintf(stderr, "error: ");
    perror(what);
    exit(STATUS_ERROR);
}

static size_t random_below(size_t limit)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return limit ? (size_t)(seed % limit) : 0;
}

/* ---- one run ------------------------------------------------------------ */

static void write_text(const struct text *t)
{
    FILE *f = fopen(text_path, "w");

    if (!f || fwrite(t->octets, 1, t->len, f) != t->len || fclose(f) != 0)
        cannot(text_path);
}

static pid_t start(void)
{
    static char x[] = "-x", check[] = "--check";
    char *argv[] = {idlc, x, language, check, text_path, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int error;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, said_path, O_WRONLY | O_TRUNC,
                                     0);
    error = posix_spawn(&pid, idlc, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error)
        cannot(idlc);
    return pid;
}

static pid_t running;

static void end_it(int signal_number)
{
    (void)signal_number;
    kill(running, SIGKILL);
}

static bool said_a_number(void)
{
    static char said[1 << 20];
    FILE *f = fopen(said_path, "r");
    size_t len;

    if (!f)
        cannot(said_path);
    len = fread(said, 1, sizeof(said) - 1, f);
    fclose(f);
    said[len] = '\0';
    return strstr(said, ": error E0") != NULL;
}

static unsigned long tried;

/* True where idlc did what it has to. */
static bool try(const struct text *t)
{
    int status;

    tried++;

    write_text(t);
    running = start();
    alarm(PATIENCE_S);
    if (waitpid(running, &status, 0) < 0)
        cannot("waitpid");
    alarm(0);
    if (WIFSIGNALED(status)) {
        fprintf(stderr, "ended by signal %d: ", WTERMSIG(status));
        return false;
    }
    if (WEXITSTATUS(status) == 0)
        return true;
    if (WEXITSTATUS(status) == 1 && said_a_number())
        return true;
    fprintf(stderr, "exit status %d: ", WEXITSTATUS(status));
    return false;
}

/* ---- texts -------------------------------------------------------------- */

static void read_text(struct text *t, const char *path)
{
    FILE *f = fopen(path, "r");

    if (!f)
        cannot(path);
    t->len = fread(t->octets, 1, LARGEST, f);
    fclose(f);
}

static void insert(struct text *t, size_t at, const char *octets, size_t len)
{
    if (t->len + len > sizeof(t->octets))
        return;
    memmove(t->octets + at + len, t->octets + at, t->len - at);
    memcpy(t->octets + at, octets, len);
    t->len += len;
}

static void leave_out(struct text *t, size_t at, size_t len)
{
    if (len > t->len - at)
        len = t->len - at;
    memmove(t->octets + at, t->octets + at + len, t->len - at - len);
    t->len -= len;
}

static void mutate(struct text *t)
{
    static const char *const words[] = {
        "{",
        "}",
        ";",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">>",
        "::",
        "/*",
        "\"",
        "'",
        "\\",
        "=",
        "-",
        "0x",
        "99999999999999999999",
        "interface ",
        "struct ",
        "union ",
        "switch ",
        "case ",
        "typedef ",
        "sequence<",
        "const ",
        "enum ",
        "default:",
        "*",
        "[in]",
        "size_is(",
        "@",
        "\n#pragma ID ",
        "\n# 7 \"x\" 1\n",
        "\xff",
        "\x01",
        "unsigned ",
        "L\"",
        "1e999",
        "void ",
    };
    size_t at = random_below(t->len + 1), len = random_below(40);
    const char *word = words[random_below(sizeof(words) / sizeof(words[0]))];

    switch (random_below(5)) {
    case 0:
        if (at < t->len)
            t->octets[at] = (char)(unsigned char)(1 + random_below(255));
        break;
    case 1:
        leave_out(t, at, len);
        break;
    case 2: {
        char again[40];

        if (len > t->len - at)
            len = t->len - at;
        memcpy(again, t->octets + at, len);
        insert(t, random_below(t->len + 1), again, len);
        break;
    }
    default:
        insert(t, at, word, strlen(word));
        break;
    }
}

static bool try_or_keep(const struct text *t, const char *path)
{
    if (try(t))
        return true;
    fprintf(stderr, "a text made of %s, kept as %s\n", path, text_path);
    return false;
}

static bool cut_file(const char *path)
{
    static struct text whole, t;
    size_t i;

    read_text(&whole, path);
    for (i = 0; i < CUTS; i++) {
        t = whole;
        t.len = whole.len * i / CUTS;
        if (!try_or_keep(&t, path))
            return false;
    }
    return true;
}

static bool mutate_file(const char *path, int rounds)
{
    static struct text whole, t;
    size_t count;
    int round;

    read_text(&whole, path);
    for (round = 0; round < rounds; round++) {
        t = whole;
        for (count = 1 + random_below(4); count > 0; count--)
            mutate(&t);
        if (!try_or_keep(&t, path))
            return false;
    }
    return true;
}

static void make_temporary(char *path)
{
    int fd = mkstemp(path);

    if (fd < 0)
        cannot(path);
    close(fd);
}

/* One pass over all files, or passes until the time is over. */
static bool try_all(char **paths, const char *rounds)
{
    char *unit;
    long number = strtol(rounds, &unit, 10);
    bool timed = *unit == 's';
    time_t end = time(NULL) + number;
    char **path;

    for (path = paths; *path; path++)
        if (!cut_file(*path))
            return false;
    do {
        for (path = paths; *path && !(timed && time(NULL) >= end); path++)
            if (!mutate_file(*path, timed ? ROUNDS : (int)number))
                return false;
    } while (timed && time(NULL) < end);
    return true;
}

int main(int argc, char **argv)
{
    struct sigaction action;
    bool good;

    if (argc < 5) {
        fprintf(stderr, "error: mutate IDLC LANGUAGE ROUNDS FILE...\n");
        return STATUS_ERROR;
    }
    idlc = argv[1];
    language = argv[2];
    make_temporary(text_path);
    make_temporary(said_path);
    memset(&action, 0, sizeof(action));
    action.sa_handler = end_it;
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    good = try_all(argv + 4, argv[3]);
    unlink(said_path);
    if (!good)
        return 1;
    unlink(text_path);
    printf("%lu texts\n", tried);
    return 0;
}
