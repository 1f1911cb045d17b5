#include "syntax/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/temporary.h"

extern char **environ;

enum { ERRORS_KEPT = 64 * 1024, CHILD_MEMORY_MIB = 1024, CHILD_SECONDS = 60 };

/* Our ends of the pipes; -1: closed. */
struct child {
    pid_t pid;
    int in, out, err;
    const struct octets *input;
    size_t fed;
    int patience_ms;
};

/* ---- pipes -------------------------------------------------------------- */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static bool open_pipe(int ends[2])
{
    if (pipe(ends) < 0)
        return false;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

struct pipes {
    int in[2], out[2], err[2]; /* reading end, writing end */
};

static bool open_pipes(struct pipes *p, bool with_input)
{
    *p = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}};
    if (with_input) {
        if (!open_pipe(p->in))
            return false;
        fcntl(p->in[1], F_SETFL, O_NONBLOCK);
    } else {
        p->in[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    return p->in[0] >= 0 && open_pipe(p->out) && open_pipe(p->err);
}

static void close_childs_ends(struct pipes *p)
{
    close_fd(&p->in[0]);
    close_fd(&p->out[1]);
    close_fd(&p->err[1]);
}

static void close_pipes(struct pipes *p)
{
    close_childs_ends(p);
    close_fd(&p->in[1]);
    close_fd(&p->out[0]);
    close_fd(&p->err[0]);
}

/* ---- starting ----------------------------------------------------------- */

/* What would add directories or files to what we asked the child for. */
static bool misleads(const char *variable)
{
    static const char *const names[] = {
        "CPATH=",
        "C_INCLUDE_PATH=",
        "DEPENDENCIES_OUTPUT=",
        "SUNPRO_DEPENDENCIES=",
        "LC_ALL=",
        "LANGUAGE=",
    };
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strncmp(variable, names[i], strlen(names[i])) == 0)
            return true;
    }
    return false;
}

/* Our environment without those, and messages in English. On the heap. */
static char **child_environment(void)
{
    static char c_locale[] = "LC_ALL=C";
    size_t count = 0, kept = 0, i;
    char **env;

    while (environ && environ[count])
        count++;
    env = calloc(count + 2, sizeof(*env));
    if (!env)
        return NULL;
    for (i = 0; i < count; i++) {
        if (!misleads(environ[i]))
            env[kept++] = environ[i];
    }
    env[kept] = c_locale;
    return env;
}

static void wait_for(pid_t pid, int *status)
{
    while (waitpid(pid, status, 0) < 0 && errno == EINTR)
        continue;
    temporary_child(0);
}

static bool is_program(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
           access(path, X_OK) == 0;
}

/*
 * The program `name` on the PATH, on the heap, or NULL. Not execvp's search:
 * that hands what is no program to a shell.
 */
static char *find_program(const char *name)
{
    const char *dir = getenv("PATH"), *end;
    size_t name_len = strlen(name) + 1;

    for (; dir && *dir; dir = *end ? end + 1 : end) {
        size_t len = strcspn(dir, ":");
        char *path = malloc(len + 1 + name_len);

        end = dir + len;
        if (!path)
            return NULL;
        memcpy(path, dir, len);
        path[len] = '/';
        memcpy(path + len + 1, name, name_len);
        if (len > 0 && is_program(path))
            return path;
        free(path);
    }
    return NULL;
}

/* Fewer of a resource than the limit that we have ourselves. */
static void lower(int resource, rlim_t to)
{
    struct rlimit limit;

    if (getrlimit(resource, &limit) < 0)
        return;
    if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > to)
        limit.rlim_max = to;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(resource, &limit);
}

/*
 * The rest of the child's life before its program: a process group of its own,
 * to be ended with all its children, and limits, so that no input, such as an
 * #include of an endless file, takes the machine.
 */
static _Noreturn void become(const char *program, char *const argv[],
                             char **env, const struct pipes *p, int failure,
                             const sigset_t *signals)
{
    int error;

    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    if (dup2(p->in[0], STDIN_FILENO) >= 0 &&
        dup2(p->out[1], STDOUT_FILENO) >= 0 &&
        dup2(p->err[1], STDERR_FILENO) >= 0) {
        lower(RLIMIT_CPU, CHILD_SECONDS);
        lower(RLIMIT_AS, (rlim_t)CHILD_MEMORY_MIB << 20);
        temporary_let(signals);
        execve(program, argv, env);
    }
    error = errno;
    while (write(failure, &error, sizeof(error)) < 0 && errno == EINTR)
        continue;
    _exit(127);
}

/* What kept the child from its program, or 0. It has ended then. */
static int read_failure(int fd, pid_t pid)
{
    int error = 0;
    ssize_t n;

    do {
        n = read(fd, &error, sizeof(error));
    } while (n < 0 && errno == EINTR);
    if (n != (ssize_t)sizeof(error))
        return 0;
    wait_for(pid, &(int){0});
    return error;
}

/* posix_spawn cannot set limits, and those of ours must stay as they are. */
static int spawn(pid_t *pid, const char *program, char *const argv[],
                 const struct pipes *p)
{
    char **env = child_environment();
    int failure[2], error;
    sigset_t signals;

    if (!env)
        return ENOMEM;
    if (!open_pipe(failure)) {
        error = errno;
        free(env);
        return error;
    }
    temporary_hold(&signals);
    *pid = fork();
    if (*pid == 0)
        become(program, argv, env, p, failure[1], &signals);
    error = errno;
    if (*pid > 0) {
        /* Here too: whoever of us is first, it is so before it is ended. */
        setpgid(*pid, *pid);
        temporary_child(*pid);
    }
    temporary_let(&signals);
    close(failure[1]);
    if (*pid > 0) {
        error = read_failure(failure[0], *pid);
    }
    close(failure[0]);
    free(env);
    return error;
}

/* ---- feeding and draining ----------------------------------------------- */

static void feed(struct child *c)
{
    ssize_t n = write(c->in, c->input->data + c->fed, c->input->len - c->fed);

    if (n > 0)
        c->fed += (size_t)n;
    /* A child that reads no more says why on its standard error. */
    if ((n < 0 && errno != EAGAIN && errno != EINTR) || c->fed == c->input->len)
        close_fd(&c->in);
}

/* False: an error in errno. */
static bool drain(int *fd, struct octets *to)
{
    int more = octets_read(to, *fd);

    if (more == 0)
        close_fd(fd);
    return more >= 0;
}

static bool failed(struct child_result *r, enum child_end end, int error)
{
    r->end = end;
    r->error = error;
    return false;
}

/* One round of waiting. False when the child has to be ended. */
static bool exchange(struct child *c, struct octets *output,
                     struct octets *errors, struct child_result *r)
{
    struct pollfd fds[3] = {
        {c->in, POLLOUT, 0}, {c->out, POLLIN, 0}, {c->err, POLLIN, 0}};
    int ready = poll(fds, 3, c->patience_ms);

    if (ready < 0)
        return errno == EINTR || failed(r, CHILD_FAILED, errno);
    if (ready == 0)
        return failed(r, CHILD_SILENT, 0);
    if (fds[0].revents)
        feed(c);
    if (fds[1].revents && !drain(&c->out, output))
        return failed(r, CHILD_FAILED, errno);
    if (fds[2].revents && !drain(&c->err, errors))
        return failed(r, CHILD_FAILED, errno);
    if (errors->len > ERRORS_KEPT)
        return failed(r, CHILD_COMPLAINS, 0);
    if (output->len > TEXT_LIMIT)
        return failed(r, CHILD_TOO_MUCH, 0);
    return true;
}

static struct child_result converse(struct child *c, struct octets *output,
                                    struct octets *errors)
{
    struct child_result r = {CHILD_DONE, 0, 0};
    struct sigaction ignore, before;

    memset(&ignore, 0, sizeof(ignore));
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &before);
    while (c->in >= 0 || c->out >= 0 || c->err >= 0) {
        if (!exchange(c, output, errors, &r)) {
            kill(-c->pid, SIGKILL);
            break;
        }
    }
    sigaction(SIGPIPE, &before, NULL);
    close_fd(&c->in);
    close_fd(&c->out);
    close_fd(&c->err);
    wait_for(c->pid, &r.status);
    return r;
}

static struct child_result run_program(const char *program, char *const argv[],
                                       const struct octets *input,
                                       struct octets *output,
                                       struct octets *errors, int patience_ms)
{
    struct child_result r = {CHILD_FAILED, 0, 0};
    struct child c = {.input = input, .patience_ms = patience_ms};
    struct pipes p;

    if (!open_pipes(&p, input != NULL)) {
        r.error = errno;
        close_pipes(&p);
        return r;
    }
    r.error = spawn(&c.pid, program, argv, &p);
    if (r.error) {
        close_pipes(&p);
        return r;
    }
    close_childs_ends(&p);
    c.in = p.in[1];
    c.out = p.out[0];
    c.err = p.err[0];
    return converse(&c, output, errors);
}

struct child_result child_run(char *const argv[], const struct octets *input,
                              struct octets *output, struct octets *errors,
                              int patience_ms)
{
    char *program = find_program(argv[0]);
    struct child_result r = {CHILD_NOT_FOUND, 0, 0};

    if (program)
        r = run_program(program, argv, input, output, errors, patience_ms);
    free(program);
    return r;
}
