/* XenStore: a list of nodes; a watch is a pipe with an octet an event. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xenstore.h>

#include "fake.h"

#define NODES   128
#define HANDLES 64

struct node {
    char path[160]; /* "": none */
    char value[64];
    unsigned owner;
};

struct xs_handle {
    int fd[2];
    char watched[160];
    bool used;
};

unsigned fake_dead_domain;

static struct node nodes[NODES], before[NODES];
static struct xs_handle stores[HANDLES];

static struct node *find(const char *path)
{
    int n;

    for (n = 0; n < NODES; n++)
        if (*nodes[n].path && strcmp(nodes[n].path, path) == 0)
            return &nodes[n];
    return NULL;
}

static bool lies_in(const char *path, const char *folder)
{
    size_t len = strlen(folder);

    return strncmp(path, folder, len) == 0 &&
           (path[len] == '/' || path[len] == '\0');
}

static void tell(const char *path)
{
    int n;

    for (n = 0; n < HANDLES; n++)
        if (stores[n].used && *stores[n].watched &&
            lies_in(path, stores[n].watched))
            (void)!write(stores[n].fd[1], "", 1);
}

static void put(const char *path, const char *value, size_t len)
{
    struct node *node = find(path);
    int n;

    for (n = 0; !node && n < NODES; n++)
        if (!*nodes[n].path)
            node = &nodes[n];
    if (!node || strlen(path) >= sizeof node->path || len >= sizeof node->value)
        abort();
    strcpy(node->path, path);
    memcpy(node->value, value, len);
    node->value[len] = '\0';
    node->owner = FAKE_DOMID;
    tell(path);
}

void fake_store_put(const char *path, const char *value, unsigned owner)
{
    pthread_mutex_lock(&fake_lock);
    put(path, value, strlen(value));
    find(path)->owner = owner;
    pthread_mutex_unlock(&fake_lock);
}

int fake_store_requests(void)
{
    int n, count = 0;

    for (n = 0; n < NODES; n++)
        if (*nodes[n].path && strchr(strrchr(nodes[n].path, '/'), '-'))
            count++;
    return count;
}

/* ---- the library ------------------------------------------------------------------- */

struct xs_handle *xs_open(unsigned long flags)
{
    int n;

    (void)flags;
    if (fake_fails(ECONNREFUSED))
        return NULL;
    pthread_mutex_lock(&fake_lock);
    for (n = 0; n < HANDLES && stores[n].used; n++)
        ;
    if (n == HANDLES || pipe2(stores[n].fd, O_CLOEXEC | O_NONBLOCK) < 0)
        abort();
    stores[n].used = true;
    stores[n].watched[0] = '\0';
    fake_handles++;
    pthread_mutex_unlock(&fake_lock);
    return &stores[n];
}

void xs_close(struct xs_handle *h)
{
    pthread_mutex_lock(&fake_lock);
    close(h->fd[0]);
    close(h->fd[1]);
    h->used = false;
    fake_handles--;
    pthread_mutex_unlock(&fake_lock);
}

int xs_fileno(struct xs_handle *h)
{
    return h->fd[0];
}

void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path,
              unsigned *len)
{
    struct node *node;
    char *value = NULL;

    (void)h;
    (void)t;
    if (fake_fails(EIO))
        return NULL;
    pthread_mutex_lock(&fake_lock);
    node = find(path);
    if (strcmp(path, "domid") == 0)
        value = strdup("7");
    else if (node)
        value = strdup(node->value);
    if (value)
        *len = (unsigned)strlen(value);
    else
        errno = ENOENT;
    pthread_mutex_unlock(&fake_lock);
    return value;
}

bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path,
              const void *data, unsigned len)
{
    (void)h;
    (void)t;
    if (fake_fails(ENOSPC))
        return false;
    pthread_mutex_lock(&fake_lock);
    put(path, data, len);
    pthread_mutex_unlock(&fake_lock);
    return true;
}

bool xs_mkdir(struct xs_handle *h, xs_transaction_t t, const char *path)
{
    bool there;

    pthread_mutex_lock(&fake_lock);
    there = find(path) != NULL;
    pthread_mutex_unlock(&fake_lock);
    return there || xs_write(h, t, path, "", 0);
}

bool xs_rm(struct xs_handle *h, xs_transaction_t t, const char *path)
{
    bool any = false;
    int n;

    (void)h;
    (void)t;
    pthread_mutex_lock(&fake_lock);
    for (n = 0; n < NODES; n++)
        if (*nodes[n].path && lies_in(nodes[n].path, path)) {
            nodes[n].path[0] = '\0';
            any = true;
        }
    tell(path);
    pthread_mutex_unlock(&fake_lock);
    return any;
}

bool xs_set_permissions(struct xs_handle *h, xs_transaction_t t,
                        const char *path, struct xs_permissions *who,
                        unsigned count)
{
    struct node *node;

    (void)h;
    (void)t;
    (void)count;
    if (fake_fails(EIO))
        return false;
    pthread_mutex_lock(&fake_lock);
    node = find(path);
    if (node)
        node->owner = who[0].id;
    pthread_mutex_unlock(&fake_lock);
    return node != NULL;
}

struct xs_permissions *xs_get_permissions(struct xs_handle *h,
                                          xs_transaction_t t, const char *path,
                                          unsigned *count)
{
    struct xs_permissions *who = NULL;
    struct node *node;

    (void)h;
    (void)t;
    if (fake_fails(EIO))
        return NULL;
    pthread_mutex_lock(&fake_lock);
    node = find(path);
    if (node) {
        who = calloc(1, sizeof *who);
        who->id = node->owner;
        *count = 1;
    }
    pthread_mutex_unlock(&fake_lock);
    return who;
}

/* As the library has it: pointers and text in one piece. */
char **xs_directory(struct xs_handle *h, xs_transaction_t t, const char *path,
                    unsigned *count)
{
    size_t len = strlen(path);
    char **names;
    char *text;
    int n;

    (void)h;
    (void)t;
    if (fake_fails(EIO))
        return NULL;
    pthread_mutex_lock(&fake_lock);
    *count = 0;
    errno = ENOENT;
    names =
        find(path) ? calloc(NODES, sizeof *names + sizeof nodes[0].path) : NULL;
    text = names ? (char *)(names + NODES) : NULL;
    for (n = 0; names && n < NODES; n++)
        if (strlen(nodes[n].path) > len && lies_in(nodes[n].path, path)) {
            names[(*count)++] = strcpy(text, nodes[n].path + len + 1);
            text += sizeof nodes[0].path;
        }
    pthread_mutex_unlock(&fake_lock);
    return names;
}

bool xs_watch(struct xs_handle *h, const char *path, const char *token)
{
    (void)token;
    if (fake_fails(EIO))
        return false;
    pthread_mutex_lock(&fake_lock);
    strcpy(h->watched, path);
    (void)!write(h->fd[1], "", 1); /* one at once */
    pthread_mutex_unlock(&fake_lock);
    return true;
}

char **xs_check_watch(struct xs_handle *h)
{
    char octet;

    return read(h->fd[0], &octet, 1) == 1 ? calloc(1, sizeof(char *)) : NULL;
}

/* The lock is held for as long as one is open: nobody is in the way. */
xs_transaction_t xs_transaction_start(struct xs_handle *h)
{
    (void)h;
    if (fake_fails(EIO))
        return XBT_NULL;
    pthread_mutex_lock(&fake_lock);
    memcpy(before, nodes, sizeof nodes);
    return 1;
}

bool xs_transaction_end(struct xs_handle *h, xs_transaction_t t, bool cancel)
{
    bool fails = fake_fails(EAGAIN);

    (void)h;
    (void)t;
    if (cancel || fails)
        memcpy(nodes, before, sizeof nodes);
    pthread_mutex_unlock(&fake_lock);
    return !fails;
}

bool xs_is_domain_introduced(struct xs_handle *h, unsigned domid)
{
    (void)h;
    errno = 0;
    return domid != fake_dead_domain;
}
