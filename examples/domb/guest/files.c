/* Files come from vfsback in Dom0, through memory that we lend it. */
#include <string.h>

#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "source.h"
#include "vfs.h"

#define VFSBACK "xen:0/vfs"
#define LARGEST 1024u
#define PAGES   2u

static _Alignas(4096) unsigned char room[IVMC_XEN_GUEST_REGION(2 * vfs_WINDOW)];
static _Alignas(
    4096) unsigned char shared[IVMC_XEN_GUEST_MEMORY(PAGES, LARGEST)];
static unsigned char memory[vfs_Files_MEMORY(LARGEST)];

static struct ivmc_memory window;
static struct ivmc_channel *channel;
static struct ivmc_object files;

/* A request, and the half of the window that it fills. */
struct request {
    uint64_t token, offset;
    uint32_t want, place;
};

/* While one half is used, the octets that follow come into the other. */
static struct request ahead;
static struct ivmc_call call;
static struct ivmc_env env;
static bool begun;

static enum ivmc_status connect(void)
{
    const struct ivmc_xen_guest_options options = {
        .max_message = LARGEST,
        .timeout_ms = 5000,
        .peer_label = "system_u:system_r:dom0_t",
        .items = &ivmc_xen_guest_items};
    enum ivmc_status s = IVMC_OK;

    if (!window.at)
        s = ivmc_xen_guest_memory_create(&window, 0, room, sizeof room,
                                         2 * vfs_WINDOW,
                                         IVMC_READ | IVMC_WRITE);
    if (s == IVMC_OK)
        s = ivmc_xen_guest_connect(VFSBACK, &options, PAGES, shared,
                                   sizeof shared, &channel);
    if (s == IVMC_OK)
        s = vfs_Files_bind(channel, IVMC_ROOT_KEY, &files, &env);
    return s;
}

static void begin(const struct request *r)
{
    struct ivmc_region lent;
    enum ivmc_status s;

    ivmc_env_init(&env, memory, sizeof memory);
    s = channel ? IVMC_OK : connect();
    if (s == IVMC_OK)
        s = ivmc_xen_guest_memory_offer(&window, &lent);
    begun = s == IVMC_OK;
    env.status = s;
    if (begun)
        vfs_Files_read_at_begin(&call, &files, r->token, r->offset, r->want,
                                &lent, r->place, &env);
}

/* How many came. A connection that fails is given up. */
static uint32_t finish(void)
{
    uint32_t got = begun ? vfs_Files_read_at_finish(&call) : 0;

    begun = false;
    if (env.status != IVMC_OK && channel) {
        ivmc_channel_close(channel);
        channel = NULL;
    }
    return got;
}

/* What was begun is this, or of no use. */
static uint32_t get(const struct request *r)
{
    bool old = channel != NULL;
    uint32_t got;

    if (begun && memcmp(r, &ahead, sizeof ahead) != 0) {
        ivmc_call_cancel(&call);
        begun = false;
    }
    if (!begun)
        begin(r);
    got = finish();
    if (env.status != IVMC_PEER_GONE || !old)
        return got;
    /* Since the last build vfsback may have been started anew. */
    begin(r);
    return finish();
}

const void *source_read(const struct domb_Image *file, uint64_t offset,
                        uint32_t want, enum domb_Refusal *why)
{
    static struct request last;
    struct request r = {file->token, offset, want, vfs_WINDOW - last.place};
    bool follows = r.token == last.token && offset == last.offset + last.want;
    uint32_t got = get(&r);

    *why = env.status == IVMC_OK ? domb_short_read : domb_no_answer;
    if (env.status != IVMC_OK)
        ivmc_guest_print("domb: vfsback: status %d\n", (int)env.status);
    if (env.status != IVMC_OK || got != want)
        return NULL;
    last = r;
    offset += want;
    if (follows && offset < file->size) {
        want = (uint32_t)(file->size - offset < vfs_WINDOW ? file->size - offset
                                                           : vfs_WINDOW);
        ahead = (struct request){r.token, offset, want, vfs_WINDOW - r.place};
        begin(&ahead);
    }
    return window.at + r.place;
}
