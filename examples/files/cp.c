/*
 * ivmc-cp [-pq] ADDRESS :REMOTE LOCAL   copies from the store
 * ivmc-cp [-pq] ADDRESS LOCAL :REMOTE   copies to the store
 *
 * Shows progress on a terminal; -p: always, -q: never. A copy that does not succeed leaves no file
 * under the wanted local name.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "remote.h"

static bool quiet;
static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

/* ---- progress ----------------------------------------------------------- */

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* At most ten lines a second, always the last one. */
static void progress(uint64_t done, uint64_t size, double start)
{
    static double last;
    double now = seconds();

    if (quiet || (done < size && now - last < 0.1))
        return;
    last = now;
    fprintf(stderr, "\r%llu of %llu MiB, %.0f MiB/s",
            (unsigned long long)(done >> 20), (unsigned long long)(size >> 20),
            (double)done / 1048576 / (now - start + 1e-9));
    if (done >= size)
        fputc('\n', stderr);
}

static bool complain(const char *path)
{
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return false;
}

/* ---- from the store ----------------------------------------------------- */

static bool write_all(int fd, const unsigned char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);

        if (n < 0 && errno == EINTR && !interrupted)
            continue;
        if (n < 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

static bool fetch(struct remote *r, const char *from, int fd, const char *to)
{
    struct files_Bytes data;
    struct files_FileInfo info;
    double start = seconds();
    uint64_t at = 0;

    files_Store_stat(&r->store, from, &info, &r->env);
    if (!remote_ok(r, from))
        return false;
    if (info.kind != files_regular) {
        fprintf(stderr, "%s: not a regular file\n", from);
        return false;
    }
    while (at < info.size) {
        if (interrupted)
            return false;
        files_Store_read_at(&r->store, from, at, files_CHUNK, &data, &r->env);
        if (!remote_ok(r, from))
            return false;
        if (data.len == 0)
            break;
        if (!write_all(fd, data.data, data.len))
            return complain(to);
        at += data.len;
        progress(at, info.size, start);
    }
    if (at < info.size) {
        fprintf(stderr, "%s: became shorter while it was copied\n", from);
        return false;
    }
    return true;
}

/* Into a temporary beside the wanted name, renamed when complete. */
static bool copy_from(struct remote *r, const char *from, const char *to)
{
    size_t len = strlen(to) + sizeof ".XXXXXX";
    char *temporary = malloc(len);
    bool ok = false;
    int fd;

    if (temporary == NULL)
        return complain(to);
    snprintf(temporary, len, "%s.XXXXXX", to);
    fd = mkstemp(temporary);
    if (fd < 0) {
        complain(temporary);
    } else {
        ok = fetch(r, from, fd, to);
        if (close(fd) < 0 && ok)
            ok = complain(to);
        if (ok && rename(temporary, to) < 0)
            ok = complain(to);
        if (!ok)
            unlink(temporary);
    }
    free(temporary);
    return ok;
}

/* ---- to the store ------------------------------------------------------- */

static bool send_file(struct remote *r, int fd, const char *from,
                      const char *to, uint64_t size)
{
    static unsigned char buffer[files_CHUNK];
    struct files_Bytes data = {.data = buffer};
    double start = seconds();
    uint64_t at = 0;

    for (;;) {
        ssize_t n = read(fd, buffer, sizeof buffer);

        if (interrupted)
            return false;
        if (n < 0)
            return complain(from);
        if (n == 0)
            break;
        data.len = (uint32_t)n;
        files_Store_write_at(&r->store, to, at, &data, &r->env);
        if (!remote_ok(r, to))
            return false;
        at += data.len;
        progress(at, size, start);
    }
    files_Store_resize(&r->store, to, at, &r->env);
    return remote_ok(r, to);
}

static bool copy_to(struct remote *r, const char *from, const char *to)
{
    struct stat st;
    bool ok;
    int fd = open(from, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return complain(from);
    if (fstat(fd, &st) < 0)
        ok = complain(from);
    else
        ok = send_file(r, fd, from, to, (uint64_t)st.st_size);
    close(fd);
    return ok;
}

/* ---- main --------------------------------------------------------------- */

static int usage(void)
{
    fprintf(stderr, "usage: ivmc-cp [-pq] ADDRESS :REMOTE LOCAL\n"
                    "       ivmc-cp [-pq] ADDRESS LOCAL :REMOTE\n");
    return 2;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct remote remote;
    const char *from, *to;
    bool ok;
    int option;

    quiet = !isatty(STDERR_FILENO);
    while ((option = getopt(argc, argv, "qp")) != -1) {
        if (option == '?')
            return usage();
        quiet = option == 'q';
    }
    if (argc - optind != 3)
        return usage();
    from = argv[optind + 1];
    to = argv[optind + 2];
    if ((from[0] == ':') == (to[0] == ':'))
        return usage();

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (!remote_open(&remote, argv[optind]))
        return 1;
    ok = from[0] == ':' ? copy_from(&remote, from + 1, to)
                        : copy_to(&remote, from, to + 1);
    remote_close(&remote);
    if (interrupted)
        fprintf(stderr, "ivmc-cp: interrupted\n");
    return ok ? 0 : 1;
}
