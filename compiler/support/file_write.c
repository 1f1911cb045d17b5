/* For realpath. */
#define _XOPEN_SOURCE 700

#include "support/file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session.h"
#include "support/temporary.h"

struct file {
    const char *path;
    const struct text_part *parts;
    size_t part_count;
    size_t len;      /* of all parts */
    char *target;    /* on the heap: the path without symbolic links */
    char *temporary; /* beside the target; NULL: nothing to rename */
    char *kept;      /* while others are renamed: what was there before */
    bool changed;
    bool is_new; /* nothing was there before */
    bool published;
    bool direct; /* a terminal, a pipe: no file that could be replaced */
};

struct file_set {
    struct session *session;
    struct table *paths;
    struct file *files;
    size_t count, cap;
    bool failed; /* which was reported; no other file is looked at */
};

struct file_set *file_set_create(struct session *s)
{
    struct file_set *set = ARENA_NEW(s->arena, struct file_set);

    set->session = s;
    set->paths = table_create(s->arena);
    return set;
}

/* ---- what is there ------------------------------------------------------ */

static bool reads_part(int fd, const struct text_part *part)
{
    char octets[16 * 1024];
    size_t at = 0;

    while (at < part->len) {
        size_t left = part->len - at;
        ssize_t n =
            read(fd, octets, left < sizeof(octets) ? left : sizeof(octets));

        if (n <= 0 || memcmp(octets, part->text + at, (size_t)n) != 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

static bool reads_the_same(int fd, const struct file *f)
{
    char more;
    size_t i;

    for (i = 0; i < f->part_count; i++)
        if (!reads_part(fd, &f->parts[i]))
            return false;
    return read(fd, &more, 1) == 0;
}

static bool holds_already(const struct file *f, const struct stat *st)
{
    int fd;
    bool same;

    if (st->st_size < 0 || (size_t)st->st_size != f->len)
        return false;
    fd = open(f->target, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    same = reads_the_same(fd, f);
    close(fd);
    return same;
}

/* Finds out what has to be done for the file. False: errno. */
static bool look(struct file *f)
{
    struct stat st;

    f->target = realpath(f->path, NULL);
    if (!f->target && errno == ENOENT)
        f->target = strdup(f->path);
    if (!f->target)
        return false;
    f->changed = true;
    f->is_new = stat(f->target, &st) < 0;
    if (f->is_new)
        return errno == ENOENT;
    if (S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return false;
    }
    f->direct = !S_ISREG(st.st_mode);
    f->changed = f->direct || !holds_already(f, &st);
    return true;
}

/* ---- writing ------------------------------------------------------------ */

static bool write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, text, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        text += n;
        len -= (size_t)n;
    }
    return true;
}

/* Writes and closes: some file systems tell of a full disk only then. */
static bool write_and_close(int fd, const struct file *f)
{
    bool ok = true;
    size_t i;
    int error;

    for (i = 0; ok && i < f->part_count; i++)
        ok = write_all(fd, f->parts[i].text, f->parts[i].len);
    error = errno;

    if (close(fd) < 0 && ok)
        return false;
    errno = error;
    return ok;
}

static bool write_direct(const struct file *f)
{
    int fd = open(f->target, O_WRONLY | O_CLOEXEC);

    return fd >= 0 && write_and_close(fd, f);
}

/* The mode that the file has, or that a new one gets. */
static mode_t mode_for(const struct file *f)
{
    struct stat st;
    mode_t mask;

    if (stat(f->target, &st) == 0)
        return st.st_mode & 0777;
    mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool write_temporary(struct file *f)
{
    int fd;

    f->temporary = temporary_create(f->target, &fd);
    if (!f->temporary)
        return false;
    if (fchmod(fd, mode_for(f)) < 0) {
        close(fd);
        return false;
    }
    return write_and_close(fd, f);
}

static bool prepare(struct file *f)
{
    if (!look(f))
        return false;
    return !f->changed || f->direct || write_temporary(f);
}

static void fail(struct file_set *set, const struct file *f)
{
    set->failed = true;
    set->session->exit_status = EXIT_INPUT_OUTPUT;
    diag_plain(set->session, E0014, f->path, strerror(errno));
}

static struct file *new_file(struct file_set *set)
{
    if (set->count == set->cap) {
        size_t cap = set->cap ? set->cap * 2 : 8;

        set->files = arena_grow(set->session->arena, set->files, set->count,
                                cap, sizeof(*set->files));
        set->cap = cap;
    }
    return &set->files[set->count++];
}

/* What is passed on at the commit is needed until then. */
static void keep(struct arena *a, struct file *f)
{
    struct text_part *copies = ARENA_ARRAY(a, f->part_count, struct text_part);
    size_t i;

    for (i = 0; i < f->part_count; i++) {
        copies[i] = f->parts[i];
        copies[i].text = arena_strndup(a, copies[i].text, copies[i].len);
    }
    f->parts = copies;
}

bool file_set_add_parts(struct file_set *set, const char *path,
                        const struct text_part *parts, size_t count)
{
    struct session *s = set->session;
    const char *key = intern(s->names, path);
    struct file *f;
    size_t i;

    if (table_put(set->paths, key, set))
        return false;
    f = new_file(set);
    *f = (struct file){.path = key, .parts = parts, .part_count = count};
    for (i = 0; i < count; i++)
        f->len += parts[i].len;
    if (!set->failed && !prepare(f))
        fail(set, f);
    if (f->direct)
        keep(s->arena, f);
    else
        f->parts = NULL;
    return true;
}

bool file_set_add(struct file_set *set, const char *path, const char *text,
                  size_t len)
{
    const struct text_part all = {text, len};

    return file_set_add_parts(set, path, &all, 1);
}

/* ---- all of them -------------------------------------------------------- */

/* What is no file of its own may keep us waiting: a signal may end that. */
static bool pass_on(struct file *f)
{
    return !f->direct || write_direct(f);
}

static bool publish(struct file *f)
{
    if (!f->temporary)
        return true;
    if (!f->is_new) {
        f->kept = temporary_keep(f->target);
        if (!f->kept && errno != ENOENT)
            return false;
    }
    if (rename(f->temporary, f->target) < 0)
        return false;
    f->published = true;
    temporary_forget(f->temporary);
    f->temporary = NULL;
    return true;
}

/* As it was before `publish`, whether that had an end or not. */
static void take_back(struct file *f)
{
    if (!f->kept) {
        if (f->published)
            unlink(f->target);
        return;
    }
    /* A link to what still has its name stays; so does what cannot have it. */
    if (rename(f->kept, f->target) == 0)
        temporary_remove(f->kept);
    else
        temporary_forget(f->kept);
    f->kept = NULL;
}

static void release(struct file *f)
{
    if (f->temporary)
        temporary_remove(f->temporary);
    if (f->kept)
        temporary_remove(f->kept);
    free(f->target);
    f->temporary = NULL;
    f->kept = NULL;
    f->target = NULL;
}

/* The first file with which `step` fails, and errno; `count`: none. */
static size_t for_each(struct file_set *set, bool (*step)(struct file *))
{
    size_t i;

    for (i = 0; i < set->count; i++)
        if (!step(&set->files[i]))
            break;
    return i;
}

static bool pass_all_on(struct file_set *set)
{
    size_t i = for_each(set, pass_on);

    if (i < set->count)
        fail(set, &set->files[i]);
    return i == set->count;
}

/* All files get their names, or none of them. */
static bool publish_all(struct file_set *set)
{
    sigset_t before;
    size_t failed, i;
    int error;

    temporary_hold(&before);
    failed = for_each(set, publish);
    error = errno;
    if (failed < set->count)
        for (i = 0; i <= failed; i++)
            take_back(&set->files[i]);
    temporary_let(&before);
    if (failed == set->count)
        return true;
    errno = error;
    fail(set, &set->files[failed]);
    return false;
}

/* The file of that name is this one. */
static bool is(const char *name, const struct stat *st)
{
    struct stat other;

    return stat(name, &other) == 0 && other.st_dev == st->st_dev &&
           other.st_ino == st->st_ino;
}

/* Whoever wrote the IDL wants to keep it. */
static bool reads_none(const struct file_set *set)
{
    const struct string_list *sources = &set->session->sources;
    bool none = true;
    struct stat st;
    size_t i, j;

    for (i = 0; i < set->count; i++) {
        if (stat(set->files[i].path, &st) < 0 || !S_ISREG(st.st_mode))
            continue;
        for (j = 0; j < sources->count && !is(sources->items[j], &st); j++)
            continue;
        if (j == sources->count)
            continue;
        diag_plain(set->session, E0017, set->files[i].path);
        none = false;
    }
    return none;
}

bool file_set_commit(struct file_set *set)
{
    bool ok =
        !set->failed && reads_none(set) && pass_all_on(set) && publish_all(set);

    file_set_drop(set);
    return ok;
}

void file_set_drop(struct file_set *set)
{
    size_t i;

    for (i = 0; i < set->count; i++)
        release(&set->files[i]);
}
