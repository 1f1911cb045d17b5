/* Files come from vfsback in Dom0, through memory that we lend it. */
#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "source.h"
#include "vfs.h"

#define VFSBACK "xen:0/vfs"
#define LARGEST 1024u
#define PAGES   2u

static _Alignas(4096) unsigned char room[IVMC_XEN_GUEST_REGION(vfs_WINDOW)];
static _Alignas(
    4096) unsigned char shared[IVMC_XEN_GUEST_MEMORY(PAGES, LARGEST)];
static unsigned char memory[vfs_Files_MEMORY(LARGEST)];

static struct ivmc_memory window;
static struct ivmc_channel *channel;
static struct ivmc_object files;

static enum ivmc_status connect(struct ivmc_env *env)
{
    const struct ivmc_xen_guest_options options = {
        .max_message = LARGEST,
        .timeout_ms = 5000,
        .peer_label = "system_u:system_r:dom0_t",
        .items = &ivmc_xen_guest_items};
    enum ivmc_status s = IVMC_OK;

    if (!window.at)
        s = ivmc_xen_guest_memory_create(&window, 0, room, sizeof room,
                                         vfs_WINDOW, IVMC_READ | IVMC_WRITE);
    if (s == IVMC_OK)
        s = ivmc_xen_guest_connect(VFSBACK, &options, PAGES, shared,
                                   sizeof shared, &channel);
    if (s == IVMC_OK)
        s = vfs_Files_bind(channel, IVMC_ROOT_KEY, &files, env);
    return s;
}

/* Over the connection there is, or a new one; one that fails is given up. */
static enum ivmc_status read_at(uint64_t token, uint64_t offset, uint32_t want,
                                uint32_t *got)
{
    struct ivmc_region lent;
    struct ivmc_env env;
    enum ivmc_status s;

    ivmc_env_init(&env, memory, sizeof memory);
    s = channel ? IVMC_OK : connect(&env);
    if (s == IVMC_OK)
        s = ivmc_xen_guest_memory_offer(&window, &lent);
    if (s == IVMC_OK) {
        *got = vfs_Files_read_at(&files, token, offset, want, &lent, 0, &env);
        s = env.status;
    }
    if (s != IVMC_OK && channel) {
        ivmc_channel_close(channel);
        channel = NULL;
    }
    return s;
}

const void *source_read(uint64_t token, uint64_t offset, uint32_t want,
                        enum domb_Refusal *why)
{
    bool old = channel != NULL;
    uint32_t got = 0;
    enum ivmc_status s = read_at(token, offset, want, &got);

    /* Since the last build vfsback may have been started anew. */
    if (s == IVMC_PEER_GONE && old)
        s = read_at(token, offset, want, &got);
    *why = s == IVMC_OK ? domb_short_read : domb_no_answer;
    if (s != IVMC_OK)
        ivmc_guest_print("domb: vfsback: %s\n", ivmc_status_text(s));
    return s == IVMC_OK && got == want ? window.at : NULL;
}
