#include "servant.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- errors ------------------------------------------------------------- */

/* Raises what `error`, an errno, means to a client. */
static void raise(struct ivmc_env *env, const char *path, int error)
{
    const struct files_NotFound not_found = {.path = path};
    const struct files_Denied denied = {.path = path};
    const struct files_Failed failed = {.path = path,
                                        .reason = strerror(error)};

    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case EXDEV: /* it would lead out */
    case ELOOP:
        files_NotFound_raise(env, &not_found);
        break;
    case EACCES:
    case EPERM:
    case EROFS:
        files_Denied_raise(env, &denied);
        break;
    default:
        files_Failed_raise(env, &failed);
        break;
    }
}

/* Opens, or raises and gives -1. Offsets must fit the system's off_t. */
static int open_or_raise(struct export *e, const char *path, int flags,
                         uint64_t end, struct ivmc_env *env)
{
    int fd;

    if (end > (uint64_t)INT64_MAX) {
        raise(env, path, EFBIG);
        return -1;
    }
    fd = export_open_file(e, path, flags);
    if (fd < 0)
        raise(env, path, errno);
    return fd;
}

/* ---- stat --------------------------------------------------------------- */

static struct files_FileInfo info_of(const struct stat *st)
{
    struct files_FileInfo info = {
        .size = (uint64_t)st->st_size,
        .modified = st->st_mtim.tv_sec,
        .permissions = st->st_mode & 0777,
        .kind = S_ISREG(st->st_mode)   ? files_regular
                : S_ISDIR(st->st_mode) ? files_directory
                                       : files_other,
    };

    return info;
}

static void stat_file(void *servant, const char *path,
                      struct files_FileInfo *result, struct ivmc_env *env)
{
    struct stat st;
    int fd = open_or_raise(servant, path, O_RDONLY, 0, env);

    if (fd < 0)
        return;
    if (fstat(fd, &st) < 0)
        raise(env, path, errno);
    else
        *result = info_of(&st);
    close(fd);
}

/* ---- list --------------------------------------------------------------- */

#define MOST_ENTRIES 256

/*
 * The names of one answer: the least ones after `after`, kept in order. A
 * directory of any size is read once, in memory of one answer.
 */
struct names {
    const char *after;
    char name[MOST_ENTRIES][256];
    size_t count;
};

static void keep(struct names *n, const char *name)
{
    size_t at = n->count;

    if (strcmp(name, n->after) <= 0)
        return;
    while (at > 0 && strcmp(name, n->name[at - 1]) < 0)
        at--;
    if (at == MOST_ENTRIES)
        return;
    if (n->count < MOST_ENTRIES)
        n->count++;
    memmove(n->name[at + 1], n->name[at],
            (n->count - 1 - at) * sizeof n->name[0]);
    strcpy(n->name[at], name);
}

/* Reads all of the directory; `dir` is closed. False with errno. */
static bool read_names(DIR *dir, struct names *n)
{
    const struct dirent *entry;

    for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0)
        if (strcmp(entry->d_name, ".") != 0 &&
            strcmp(entry->d_name, "..") != 0)
            keep(n, entry->d_name);
    return errno == 0;
}

static void fill_entries(int fd, const struct names *n,
                         struct files_Entries *result, struct ivmc_env *env)
{
    struct stat st;
    size_t i;

    result->data = ivmc_env_alloc(env, n->count * sizeof *result->data);
    if (result->data == NULL)
        return;
    for (i = 0; i < n->count; i++) {
        struct files_Entry *entry = &result->data[result->len];

        /* Gone since it was listed: as if it had never been there. */
        if (fstatat(fd, n->name[i], &st, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        entry->name = ivmc_env_string(env, n->name[i]);
        entry->info = info_of(&st);
        result->len++;
    }
}

static void list(void *servant, const char *directory, const char *after,
                 struct files_Entries *result, struct ivmc_env *env)
{
    struct names *names;
    DIR *dir;
    int fd = open_or_raise(servant, directory, O_RDONLY | O_DIRECTORY, 0, env);

    if (fd < 0)
        return;
    names = calloc(1, sizeof *names);
    dir = names ? fdopendir(fd) : NULL;
    if (dir == NULL) {
        raise(env, directory, errno);
        close(fd);
        free(names);
        return;
    }
    names->after = after;
    if (read_names(dir, names))
        fill_entries(fd, names, result, env);
    else
        raise(env, directory, errno);
    closedir(dir);
    free(names);
}

/* ---- contents ----------------------------------------------------------- */

static void read_at(void *servant, const char *path, uint64_t offset,
                    uint32_t count, struct files_Bytes *result,
                    struct ivmc_env *env)
{
    int64_t len;
    int fd = open_or_raise(servant, path, O_RDONLY, offset, env);

    if (fd < 0)
        return;
    result->data = ivmc_env_alloc(env, count);
    if (result->data != NULL) {
        len = export_read(fd, result->data, count, offset);
        if (len < 0)
            raise(env, path, errno);
        else
            result->len = (uint32_t)len;
    }
    close(fd);
}

static void write_at(void *servant, const char *path, uint64_t offset,
                     const struct files_Bytes *data, struct ivmc_env *env)
{
    int fd = open_or_raise(servant, path, O_WRONLY | O_CREAT, offset, env);

    if (fd < 0)
        return;
    if (!export_write(fd, data->data, data->len, offset))
        raise(env, path, errno);
    close(fd);
}

static void resize(void *servant, const char *path, uint64_t size,
                   struct ivmc_env *env)
{
    int fd = open_or_raise(servant, path, O_WRONLY | O_CREAT, size, env);

    if (fd < 0)
        return;
    if (ftruncate(fd, (off_t)size) < 0)
        raise(env, path, errno);
    close(fd);
}

const struct files_Store_epv files_store_epv = {
    .stat = stat_file,
    .list = list,
    .read_at = read_at,
    .write_at = write_at,
    .resize = resize,
};
