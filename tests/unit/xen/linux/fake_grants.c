/* Grants: pages of memfds, each with a number. */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xengnttab.h>

#include "fake.h"
#include "linux.h"

#define REFS     4096
#define MAPPINGS 256
#define NOBODY   UINT32_MAX /* is told of the end */

struct grant {
    int fd; /* a duplicate for each page; 0: none */
    off_t at;
};

/* What is given up is told of. */
struct mapping {
    unsigned char *at; /* NULL: none */
    uint32_t count, ref, offset, port;
};

uint32_t fake_page_limit = UINT32_MAX;

static struct grant grants[REFS];
static struct mapping mappings[MAPPINGS];

static void remember(void *at, uint32_t count, uint32_t ref, uint32_t offset,
                     uint32_t port)
{
    int n;

    for (n = 0; n < MAPPINGS && mappings[n].at; n++)
        ;
    if (n == MAPPINGS)
        abort();
    mappings[n] = (struct mapping){at, count, ref, offset, port};
}

static void give_up(void *at, uint32_t count)
{
    int n;

    for (n = 0; n < MAPPINGS && mappings[n].at != at; n++)
        ;
    if (n == MAPPINGS || mappings[n].count != count)
        abort(); /* twice, or not as it was made */
    if (mappings[n].offset != NOBODY)
        mappings[n].at[mappings[n].offset] = 0;
    if (mappings[n].port != NOBODY)
        fake_ring(mappings[n].port);
    munmap(at, (size_t)count * PAGE_SIZE);
    mappings[n].at = NULL;
}

/* ---- pages granted ----------------------------------------------------------------- */

static uint32_t new_ref(int fd, off_t at)
{
    uint32_t n;

    for (n = 8; n < REFS && grants[n].fd != 0; n++)
        ;
    if (n == REFS)
        abort();
    grants[n].fd = dup(fd);
    grants[n].at = at;
    fake_pages++;
    return n;
}

void *linux_share(uint16_t domid, uint32_t count, bool writable, uint32_t *refs,
                  uint32_t offset, uint32_t port)
{
    size_t size = (size_t)count * PAGE_SIZE;
    uint32_t i;
    void *at;
    int fd;

    (void)domid;
    (void)writable;
    if (fake_fails(ENOMEM))
        return NULL;
    if (count > fake_page_limit) {
        errno = ENOSPC;
        return NULL;
    }
    fd = memfd_create("fake", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, (off_t)size) < 0)
        abort();
    at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    pthread_mutex_lock(&fake_lock);
    /* Not in order: nobody may count on it. */
    for (i = count; i-- > 0;)
        refs[i] = new_ref(fd, (off_t)i * PAGE_SIZE);
    remember(at, count, refs[0], port != 0 ? offset : NOBODY,
             port != 0 ? port : NOBODY);
    pthread_mutex_unlock(&fake_lock);
    close(fd);
    return at;
}

void linux_unshare(void *pages, uint32_t count)
{
    uint32_t n, ref = 0, i;

    pthread_mutex_lock(&fake_lock);
    for (n = 0; n < MAPPINGS; n++)
        if (mappings[n].at == pages)
            ref = mappings[n].ref;
    give_up(pages, count);
    /* They were numbered downwards. */
    for (n = ref, i = 0; i < count && n > 0; n--)
        if (grants[n].fd != 0) {
            close(grants[n].fd);
            grants[n].fd = 0;
            fake_pages--;
            i++;
        }
    pthread_mutex_unlock(&fake_lock);
}

/* ---- pages mapped ------------------------------------------------------------------ */

struct xengntdev_handle {
    int unused;
};

xengnttab_handle *xengnttab_open(struct xentoollog_logger *logger,
                                 unsigned flags)
{
    xengnttab_handle *h;

    (void)logger;
    (void)flags;
    if (fake_fails(ENOENT))
        return NULL;
    h = malloc(sizeof *h);
    pthread_mutex_lock(&fake_lock);
    fake_handles++;
    pthread_mutex_unlock(&fake_lock);
    return h;
}

int xengnttab_close(xengnttab_handle *h)
{
    pthread_mutex_lock(&fake_lock);
    fake_handles--;
    pthread_mutex_unlock(&fake_lock);
    free(h);
    return 0;
}

static bool are_granted(uint32_t domid, uint32_t count, const uint32_t *refs)
{
    uint32_t i;

    for (i = 0; i < count; i++)
        if (domid != FAKE_DOMID || refs[i] >= REFS || grants[refs[i]].fd == 0)
            return false;
    return true;
}

static void *map(uint32_t domid, uint32_t count, const uint32_t *refs, int prot,
                 uint32_t offset, uint32_t port)
{
    size_t size = (size_t)count * PAGE_SIZE;
    unsigned char *at = NULL;
    uint32_t i;

    if (fake_fails(ENOMEM))
        return NULL;
    pthread_mutex_lock(&fake_lock);
    errno = EINVAL;
    if (are_granted(domid, count, refs)) {
        at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        for (i = 0; i < count; i++)
            if (mmap(at + (size_t)i * PAGE_SIZE, PAGE_SIZE, prot,
                     MAP_SHARED | MAP_FIXED, grants[refs[i]].fd,
                     grants[refs[i]].at) == MAP_FAILED)
                abort();
        remember(at, count, refs[0], offset, port);
        fake_mappings++;
    }
    pthread_mutex_unlock(&fake_lock);
    return at;
}

void *xengnttab_map_domain_grant_refs(xengnttab_handle *h, uint32_t count,
                                      uint32_t domid, uint32_t *refs, int prot)
{
    (void)h;
    return map(domid, count, refs, prot, NOBODY, NOBODY);
}

void *xengnttab_map_grant_ref_notify(xengnttab_handle *h, uint32_t domid,
                                     uint32_t ref, int prot, uint32_t offset,
                                     evtchn_port_t port)
{
    (void)h;
    return map(domid, 1, &ref, prot, offset, port);
}

int xengnttab_unmap(xengnttab_handle *h, void *at, uint32_t count)
{
    (void)h;
    pthread_mutex_lock(&fake_lock);
    give_up(at, count);
    fake_mappings--;
    pthread_mutex_unlock(&fake_lock);
    return 0;
}
