/* The domain's pages: given to it, and looked at through two windows. */
#include "build.h"

#include <string.h>

#define SUPERPAGE_ORDER 9u

/* One page of the list of its frames, and pages to be filled. */
static _Alignas(TARGET_PAGE) uint64_t list[LIST_ENTRIES];
static _Alignas(TARGET_PAGE) unsigned char window[WINDOW_PAGES][TARGET_PAGE];

static bool map(struct build *b, void *at, const uint64_t *frames,
                uint64_t count)
{
    long r = target_map(b->spec->domid, at, frames, (uint32_t)count);

    return r == 0 || refuse(b, domb_hypervisor, r);
}

/* ---- given ---------------------------------------------------------------- */

static bool take(struct build *b, uint64_t page, uint64_t *frames,
                 uint64_t count)
{
    uint16_t domid = b->spec->domid;
    uint64_t i;
    long r;

    frames[0] = page;
    if (count == LIST_ENTRIES &&
        target_populate(domid, SUPERPAGE_ORDER, frames, 1) == 1) {
        for (i = 1; i < count; i++)
            frames[i] = frames[0] + i;
        return true;
    }
    for (i = 0; i < count; i++)
        frames[i] = page + i;
    r = target_populate(domid, 0, frames, (uint32_t)count);
    return r == (long)count || refuse(b, domb_no_memory, r < 0 ? r : 0);
}

/* The list's own pages have been taken before all others. */
static bool fill_list(struct build *b, uint64_t page, uint64_t end)
{
    const struct layout *l = &b->layout;
    uint64_t *at = list;
    uint64_t stop;

    for (; page < end; at += stop - page, page = stop) {
        stop = page + 1;
        if (page - l->list < l->list_pages) {
            *at = b->list_frames[page - l->list];
            continue;
        }
        stop = page < l->list ? least(l->list, end) : end;
        if (!take(b, page, at, stop - page))
            return false;
    }
    while (at < list + LIST_ENTRIES)
        *at++ = UINT64_MAX;
    return true;
}

bool memory_populate(struct build *b)
{
    const struct layout *l = &b->layout;
    uint64_t n;

    for (n = 0; n < l->list_pages; n += LIST_ENTRIES)
        if (!take(b, l->list + n, b->list_frames + n,
                  least(LIST_ENTRIES, l->list_pages - n)))
            return false;
    for (n = 0; n < l->list_pages; n++) {
        b->listed = n;
        if (!map(b, list, &b->list_frames[n], 1) ||
            !fill_list(b, n * LIST_ENTRIES,
                       least((n + 1) * LIST_ENTRIES, b->spec->pages)))
            return false;
    }
    return true;
}

/* ---- looked at ------------------------------------------------------------ */

uint64_t memory_frame(struct build *b, uint64_t page)
{
    uint64_t n = page / LIST_ENTRIES;

    if (b->listed != n) {
        b->listed = n;
        if (!map(b, list, &b->list_frames[n], 1))
            b->listed = ABSENT;
    }
    return list[page % LIST_ENTRIES];
}

void *memory_show(struct build *b, uint64_t page, uint64_t count)
{
    uint64_t frames[WINDOW_PAGES];
    uint64_t i;

    for (i = 0; i < count; i++)
        frames[i] = memory_frame(b, page + i);
    return !b->failed && map(b, window, frames, count) ? window : NULL;
}

void *memory_show_frame(struct build *b, uint64_t frame)
{
    return map(b, window, &frame, 1) ? window : NULL;
}

bool memory_zero(struct build *b, uint64_t from, uint64_t to)
{
    unsigned char *at;
    uint64_t len;

    for (; from < to; from += len) {
        len = least(to - from, WINDOW_PAGES * PAGE - from % PAGE);
        at = memory_show(b, from / PAGE, pages_of(from % PAGE + len));
        if (!at)
            return false;
        memset(at + from % PAGE, 0, len);
    }
    return true;
}

void memory_hide(void)
{
    target_unmap(list, 1);
    target_unmap(window, WINDOW_PAGES);
}
