/*
 * A guest that is against all others: by hypercalls of its own, and by calls
 * of the builder and of vfsback. Its command line: the numbers of the builder
 * and of another guest, and a frame of each. A line each on its console, and
 * "stranger: refused all" if that is so.
 */
#define __XEN_TOOLS__ 1 /* domctl.h is for tools */
#include "guest.h"

#include <string.h>

#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>
#include <xen/domctl.h>
#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/memory.h>
#include <xen/xsm/flask_op.h>

#include "attest.h"
#include "domb.h"
#include "vfs.h"

#define LARGEST 4096u
#define PAGES   2u

static bool good = true;

static void check(const char *name, bool passed)
{
    ivmc_guest_print("stranger: %s: %s\n", name,
                     passed ? "as it should be" : "WRONG");
    if (!passed)
        good = false;
}

/* ---- hypercalls on another domain -------------------------------------------------- */

static _Alignas(GUEST_PAGE) unsigned char page[GUEST_PAGE];

static long map_frame(uint16_t domid, uint64_t frame, uint64_t flags)
{
    return guest_hypercall(__HYPERVISOR_update_va_mapping_otherdomain,
                           guest_address(page), frame * GUEST_PAGE | flags,
                           UVMF_INVLPG | UVMF_LOCAL, domid);
}

static long domctl(uint32_t command, uint16_t domid)
{
    static struct xen_domctl op;

    memset(&op, 0, sizeof op);
    op.cmd = command;
    op.domain = domid;
    op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    return guest_hypercall(__HYPERVISOR_domctl, guest_address(&op), 0, 0, 0);
}

static long pin(uint16_t domid, uint64_t frame)
{
    struct mmuext_op op = {.cmd = MMUEXT_PIN_L4_TABLE, .arg1.mfn = frame};

    return guest_hypercall(__HYPERVISOR_mmuext_op, guest_address(&op), 1, 0,
                           domid);
}

static long populate(uint16_t domid)
{
    xen_pfn_t frame = 0;
    struct xen_memory_reservation r = {.nr_extents = 1, .domid = domid};

    set_xen_guest_handle(r.extent_start, &frame);
    return guest_hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap,
                           guest_address(&r), 0, 0);
}

static bool has_grant(uint16_t domid, uint32_t ref)
{
    struct gnttab_map_grant_ref map = {.host_addr = guest_address(page),
                                       .flags = GNTMAP_host_map,
                                       .ref = ref,
                                       .dom = domid};

    return guest_hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref,
                           guest_address(&map), 1, 0) == 0 &&
           map.status == GNTST_okay;
}

static bool has_any_grant(uint16_t domid)
{
    uint32_t ref;

    for (ref = 0; ref < 64; ref++)
        if (has_grant(domid, ref))
            return true;
    return false;
}

static long flask(uint32_t command, uint16_t domid)
{
    struct xen_flask_op op = {.cmd = command};

    op.interface_version = XEN_FLASK_INTERFACE_VERSION;
    if (command == FLASK_RELABEL_DOMAIN) {
        op.u.relabel.domid = domid;
        op.u.relabel.sid = 3; /* Dom0's */
    }
    return guest_hypercall(__HYPERVISOR_xsm_op, guest_address(&op), 0, 0, 0);
}

static void attack(const char *whom, uint16_t domid, uint64_t frame)
{
    static const uint32_t commands[] = {
        XEN_DOMCTL_getdomaininfo,    XEN_DOMCTL_pausedomain,
        XEN_DOMCTL_unpausedomain,    XEN_DOMCTL_destroydomain,
        XEN_DOMCTL_getvcpucontext,   XEN_DOMCTL_setvcpucontext,
        XEN_DOMCTL_hypercall_init,   XEN_DOMCTL_max_mem,
        XEN_DOMCTL_setdebugging,     XEN_DOMCTL_sendtrigger,
        XEN_DOMCTL_gdbsx_guestmemio,
    };
    bool controlled = false;
    size_t i;

    ivmc_guest_print("stranger: against %s\n", whom);
    check("map a frame to read", map_frame(domid, frame, 0x65) != 0);
    check("map a frame to write", map_frame(domid, frame, 0x67) != 0);
    check("map it as an own one", map_frame(DOMID_SELF, frame, 0x67) != 0);
    check("pin a page table", pin(domid, frame) != 0);
    check("add memory", populate(domid) != 1);
    check("map what was not granted", !has_any_grant(domid));
    check("give it another label", flask(FLASK_RELABEL_DOMAIN, domid) != 0);
    for (i = 0; i < sizeof commands / sizeof *commands; i++)
        if (domctl(commands[i], domid) == 0)
            controlled = true;
    check("control it", !controlled);
}

/* ---- the builder, who is reached by all --------------------------------------------- */

static _Alignas(
    4096) unsigned char shared[IVMC_XEN_GUEST_MEMORY(PAGES, LARGEST)];
static unsigned char memory[attest_Witness_MEMORY(LARGEST)];

static struct ivmc_channel *connect(const char *address)
{
    const struct ivmc_xen_guest_options options = {
        .max_message = LARGEST, .items = &ivmc_xen_guest_items};
    struct ivmc_channel *channel;
    enum ivmc_status s = ivmc_xen_guest_connect(
        address, &options, PAGES, shared, sizeof shared, &channel);

    ivmc_guest_print("stranger: %s: %s\n", address, ivmc_status_text(s));
    return s == IVMC_OK ? channel : NULL;
}

static void call_builder(uint16_t builder)
{
    static uint8_t bank[24][32];
    struct ivmc_object object;
    struct ivmc_channel *channel;
    struct ivmc_env env;
    char address[32];

    ivmc_env_init(&env, memory, sizeof memory);
    ivmc_guest_format(address, sizeof address, "xen:%u/domb", builder);
    channel = connect(address);
    if (!channel) {
        check("the builder is there", false);
        return;
    }
    check("have something built",
          domb_Builder_bind(channel, IVMC_ROOT_KEY, &object, &env) != IVMC_OK);
    check("ask the witness, as it may",
          attest_Witness_bind(channel, 1, &object, &env) == IVMC_OK);
    attest_Witness_registers(&object, bank, &env);
    check("and get an answer", env.status == IVMC_OK);
    ivmc_channel_close(channel);
}

/* ---- vfsback, who gives nothing without a token --------------------------------------- */

static _Alignas(4096) unsigned char room[IVMC_XEN_GUEST_REGION(vfs_WINDOW)];

static void read_files(void)
{
    struct ivmc_object files;
    struct ivmc_memory window;
    struct ivmc_region lent;
    struct ivmc_channel *channel;
    struct ivmc_env env;
    uint64_t token;
    uint32_t got = 0;

    ivmc_env_init(&env, memory, sizeof memory);
    channel = connect("xen:0/vfs");
    if (!channel || vfs_Files_bind(channel, IVMC_ROOT_KEY, &files, &env) ||
        ivmc_xen_guest_memory_create(&window, 0, room, sizeof room, vfs_WINDOW,
                                     IVMC_READ | IVMC_WRITE)) {
        check("vfsback is there", false);
        return;
    }
    for (token = 0; token < 200; token++) {
        (void)ivmc_xen_guest_memory_offer(&window, &lent);
        got |= vfs_Files_read_at(&files, token, 0, 4096, &lent, 0, &env);
    }
    check("read files of Dom0", got == 0 && env.status == IVMC_OK);
    ivmc_channel_close(channel);
}

/* ---- Xen ------------------------------------------------------------------------------- */

static void attack_xen(void)
{
    check("create a domain", domctl(XEN_DOMCTL_createdomain, 0) != 0);
    check("stop the enforcement", flask(FLASK_SETENFORCE, 0) != 0);
    check("change the policy", flask(FLASK_LOAD, 0) != 0);
    check("undo the latch", flask(FLASK_SETBOOL, 0) != 0);
}

static const char *number(const char *text, uint64_t *value)
{
    while (*text == ' ')
        text++;
    for (*value = 0; *text >= '0' && *text <= '9'; text++)
        *value = *value * 10 + (uint64_t)(*text - '0');
    return text;
}

int guest_main(const char *command_line)
{
    uint64_t builder, other, builder_frame, other_frame;

    command_line = number(command_line, &builder);
    command_line = number(command_line, &other);
    command_line = number(command_line, &builder_frame);
    (void)number(command_line, &other_frame);
    attack("Dom0", 0, 0x1000);
    attack("the builder", (uint16_t)builder, builder_frame);
    attack("another guest", (uint16_t)other, other_frame);
    attack_xen();
    call_builder((uint16_t)builder);
    read_files();
    ivmc_guest_print(good ? "stranger: refused all\n" : "stranger: FAILED\n");
    return good ? 0 : 1;
}
