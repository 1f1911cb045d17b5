#include "windows.h"

#include "vfs.h"

/* Two halves: one is filled while the other is read. */
#define LARGEST ((uint64_t)2 * vfs_WINDOW)

static void let_go(struct windows *w, struct window *window)
{
    if (window->used != 0)
        w->transport->unmap(&window->memory);
    window->used = 0;
}

/* The one that has this identity, or else the one to be used for it. */
static struct window *find(struct windows *w, const uint64_t id[2], bool *found)
{
    struct window *oldest = &w->window[0];
    size_t i;

    for (i = 0; i < WINDOWS_MOST; i++) {
        struct window *it = &w->window[i];

        *found = it->used != 0 && it->id[0] == id[0] && it->id[1] == id[1];
        if (*found)
            return it;
        if (it->used < oldest->used)
            oldest = it;
    }
    return oldest;
}

const struct ivmc_memory *windows_get(struct windows *w,
                                      const struct ivmc_region *region,
                                      enum ivmc_status *status)
{
    struct window *window;
    uint64_t id[2];
    bool found;

    *status = IVMC_BAD_ARGUMENT;
    if (region->handle == -1 || !w->transport->identify(region, id))
        return NULL;
    window = find(w, id, &found);
    if (found && ivmc_memory_revoked(&window->memory))
        found = false;
    if (!found) {
        let_go(w, window);
        *status = w->transport->map(&window->memory, region,
                                    IVMC_READ | IVMC_WRITE, LARGEST);
        if (*status != IVMC_OK)
            return NULL;
        window->id[0] = id[0];
        window->id[1] = id[1];
    }
    window->used = ++w->uses;
    *status = IVMC_OK;
    return &window->memory;
}

void windows_look(struct windows *w)
{
    size_t i;

    for (i = 0; i < WINDOWS_MOST; i++)
        if (w->window[i].used <= w->seen)
            let_go(w, &w->window[i]);
    w->seen = w->uses;
}

void windows_close(struct windows *w)
{
    size_t i;

    for (i = 0; i < WINDOWS_MOST; i++)
        let_go(w, &w->window[i]);
}
