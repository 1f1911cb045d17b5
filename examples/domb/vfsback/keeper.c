#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

bool keeper_open(struct keeper *k, const char *directory)
{
    memset(k, 0, sizeof *k);
    k->directory = realpath(directory, NULL);
    if (!k->directory)
        return false;
    if (!export_open(&k->export, k->directory, true)) {
        free(k->directory);
        return false;
    }
    pthread_mutex_init(&k->lock, NULL);
    return true;
}

static void let_go(struct token *t)
{
    if (t->value != 0)
        close(t->fd);
    t->value = 0;
}

void keeper_close(struct keeper *k)
{
    size_t i;

    for (i = 0; i < KEEPER_MOST; i++)
        let_go(&k->held[i]);
    export_close(&k->export);
    free(k->directory);
    pthread_mutex_destroy(&k->lock);
}

/* Its place, or NULL. */
static struct token *find(struct keeper *k, uint64_t value)
{
    size_t i;

    for (i = 0; value != 0 && i < KEEPER_MOST; i++)
        if (k->held[i].value == value)
            return &k->held[i];
    return NULL;
}

int keeper_file(struct keeper *k, uint64_t value)
{
    const struct token *t;
    int fd = -1;

    pthread_mutex_lock(&k->lock);
    t = find(k, value);
    if (t)
        fd = fcntl(t->fd, F_DUPFD_CLOEXEC, 0);
    pthread_mutex_unlock(&k->lock);
    return fd;
}

/* ---- the servant -------------------------------------------------------- */

/* What lies beneath the directory, of a path that may be whole. */
static const char *beneath(const struct keeper *k, const char *path)
{
    size_t len = strlen(k->directory);

    if (strncmp(path, k->directory, len) != 0 || path[len] != '/')
        return path;
    path += len;
    while (*path == '/')
        path++;
    return path;
}

static int open_regular(const struct keeper *k, const char *path,
                        uint64_t *size)
{
    int fd = export_open_file(&k->export, beneath(k, path), O_RDONLY);
    struct stat st;

    if (fd < 0)
        return -1;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        errno = EISDIR;
        return -1;
    }
    *size = (uint64_t)st.st_size;
    return fd;
}

/* The oldest when none is free. */
static struct token *place(struct keeper *k)
{
    struct token *oldest = &k->held[0];
    size_t i;

    for (i = 0; i < KEEPER_MOST; i++) {
        if (k->held[i].value == 0)
            return &k->held[i];
        if (k->held[i].age < oldest->age)
            oldest = &k->held[i];
    }
    return oldest;
}

/* A value that is not used; 0: the kernel has no random numbers. */
static uint64_t new_value(struct keeper *k)
{
    uint64_t value;

    do {
        if (getrandom(&value, sizeof value, 0) != (ssize_t)sizeof value)
            return 0;
    } while (value == 0 || find(k, value));
    return value;
}

static uint64_t keep(struct keeper *k, int fd)
{
    struct token *t;
    uint64_t value;

    pthread_mutex_lock(&k->lock);
    value = new_value(k);
    if (value != 0) {
        t = place(k);
        let_go(t);
        t->value = value;
        t->age = ++k->minted;
        t->fd = fd;
    }
    pthread_mutex_unlock(&k->lock);
    return value;
}

static const char *reason(int error)
{
    switch (error) {
    case EXDEV:
    case ELOOP:
        return "it, or a symbolic link on its way, does not lie beneath the "
               "directory that vfsback exports";
    case EISDIR:
        return "it is not a regular file";
    default:
        return strerror(error);
    }
}

static void mint(void *servant, const char *path, struct tokens_File *result,
                 struct ivmc_env *env)
{
    struct keeper *k = servant;
    struct tokens_Refused refused;
    int fd = open_regular(k, path, &result->size);

    if (fd >= 0) {
        result->token = keep(k, fd);
        if (result->token != 0)
            return;
        close(fd);
    }
    refused.reason = ivmc_env_string(env, reason(errno));
    tokens_Refused_raise(env, &refused);
}

static void forget(void *servant, uint64_t token, struct ivmc_env *env)
{
    struct keeper *k = servant;
    struct token *t;

    (void)env;
    pthread_mutex_lock(&k->lock);
    t = find(k, token);
    if (t)
        let_go(t);
    pthread_mutex_unlock(&k->lock);
}

const struct tokens_Keeper_epv keeper_epv = {.mint = mint, .forget = forget};
