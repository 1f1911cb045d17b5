/* Reading, writing and bending a domain that somebody else built. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attack.h"

/* What libxc's functions return, as an errno. */
static int outcome(int result)
{
    return result < 0 ? errno : 0;
}

/* ---- memory ------------------------------------------------------------- */

/* With an array of errors the call gives an address, whatever happened. */
static int map(const struct target *t, int protection)
{
    xen_pfn_t frame = t->frame;
    int error = 0;
    void *at = xenforeignmemory_map(t->memory, t->domid, protection, 1, &frame,
                                    &error);

    if (!at)
        return errno;
    xenforeignmemory_unmap(t->memory, at, 1);
    return -error;
}

static int map_to_read(const struct target *t)
{
    return map(t, PROT_READ);
}

static int map_to_write(const struct target *t)
{
    return map(t, PROT_READ | PROT_WRITE);
}

static int copy_page(const struct target *t)
{
    static const char page[4096];

    return outcome(xc_copy_to_domain_page(t->xc, t->domid, t->frame, page));
}

/*
 * By the machine's addresses, as far as Dom0's kernel lets its root map them:
 * its own memory it denies, and Xen denies it that of others. Only a look
 * shows that; what is there is not all the same.
 */
static int look_at_machine_memory(off_t at)
{
    const volatile unsigned char *page;
    int fd = open("/dev/mem", O_RDONLY | O_CLOEXEC), i;

    if (fd < 0)
        return errno;
    page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, at);
    if (page == MAP_FAILED)
        return errno;
    for (i = 1; i < 4096; i++)
        if (page[i] != page[0])
            return 0;
    return EFAULT;
}

/* In a process of its own: the look may be its end. */
static int map_machine_memory(const struct target *t)
{
    int status;
    pid_t pid = fork();

    if (pid < 0)
        return 0;
    if (pid == 0)
        _exit(look_at_machine_memory((off_t)t->frame << 12));
    if (waitpid(pid, &status, 0) != pid)
        return 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EFAULT;
}

static int map_grant_table(const struct target *t)
{
    void *at = NULL;
    xenforeignmemory_resource_handle *resource = xenforeignmemory_map_resource(
        t->memory, (domid_t)t->domid, XENMEM_resource_grant_table,
        XENMEM_resource_grant_table_id_shared, 0, 1, &at,
        PROT_READ | PROT_WRITE, 0);

    if (!resource)
        return errno;
    xenforeignmemory_unmap_resource(t->memory, resource);
    return 0;
}

/* A debugger reads and writes a domain's memory by its own addresses. */
static int read_as_debugger(const struct target *t)
{
    static unsigned char page[4096];
    struct xen_domctl control;

    memset(&control, 0, sizeof control);
    control.cmd = XEN_DOMCTL_gdbsx_guestmemio;
    control.domain = (domid_t)t->domid;
    control.u.gdbsx_guest_memio.gva = UINT64_C(0xffffffff81000000);
    control.u.gdbsx_guest_memio.len = sizeof page;
    control.u.gdbsx_guest_memio.uva = (uintptr_t)page;
    return outcome(xc_domctl(t->xc, &control));
}

static int ask_frame_types(const struct target *t)
{
    xen_pfn_t frame = t->frame;
    struct xen_domctl control;

    memset(&control, 0, sizeof control);
    control.cmd = XEN_DOMCTL_getpageframeinfo3;
    control.domain = (domid_t)t->domid;
    control.u.getpageframeinfo3.num = 1;
    set_xen_guest_handle_raw(control.u.getpageframeinfo3.array, &frame);
    return outcome(xc_domctl(t->xc, &control));
}

static int add_memory(const struct target *t)
{
    xen_pfn_t frame = 0;

    return outcome(
        xc_domain_populate_physmap_exact(t->xc, t->domid, 1, 0, 0, &frame));
}

static int take_memory(const struct target *t)
{
    xen_pfn_t frame = t->frame;

    return outcome(
        xc_domain_decrease_reservation_exact(t->xc, t->domid, 1, 0, &frame));
}

static int change_tables(const struct target *t)
{
    struct mmuext_op op = {.cmd = MMUEXT_PIN_L4_TABLE};

    op.arg1.mfn = t->frame;
    return outcome(xc_mmuext_op(t->xc, &op, 1, (domid_t)t->domid));
}

static int log_what_is_written(const struct target *t)
{
    return outcome(xc_shadow_control(
        t->xc, t->domid, XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, NULL, 0));
}

static int write_hypercall_page(const struct target *t)
{
    struct xen_domctl control;

    memset(&control, 0, sizeof control);
    control.cmd = XEN_DOMCTL_hypercall_init;
    control.domain = (domid_t)t->domid;
    control.u.hypercall_init.gmfn = t->frame;
    return outcome(xc_domctl(t->xc, &control));
}

/* ---- grants ------------------------------------------------------------- */

static int set_up_grants(const struct target *t)
{
    struct gnttab_setup_table setup = {.dom = (domid_t)t->domid,
                                       .nr_frames = 0};
    int result =
        xc_gnttab_op(t->xc, GNTTABOP_setup_table, &setup, sizeof setup, 1);

    if (result < 0)
        return errno;
    return setup.status == GNTST_okay ? 0 : EPERM;
}

/* A reference that the domain never gave to anybody. */
static int map_grant(const struct target *t)
{
    void *at = xengnttab_map_grant_ref(t->grants, t->domid, 300, PROT_READ);

    if (!at)
        return errno;
    xengnttab_unmap(t->grants, at, 1);
    return 0;
}

/* ---- registers ---------------------------------------------------------- */

static int read_registers(const struct target *t)
{
    static vcpu_guest_context_any_t context;

    return outcome(xc_vcpu_getcontext(t->xc, t->domid, 0, &context));
}

static int write_registers(const struct target *t)
{
    static vcpu_guest_context_any_t context;

    return outcome(xc_vcpu_setcontext(t->xc, t->domid, 0, &context));
}

static int debug(const struct target *t)
{
    return outcome(xc_domain_setdebugging(t->xc, t->domid, 1));
}

static int inject_nmi(const struct target *t)
{
    return outcome(
        xc_domain_send_trigger(t->xc, t->domid, XEN_DOMCTL_SENDTRIGGER_NMI, 0));
}

/* ---- what would open the rest -------------------------------------------- */

static int relabel(const struct target *t)
{
    return outcome(xc_flask_relabel_domain(t->xc, t->domid, t->building));
}

static int make_it_ours(const struct target *t)
{
    return outcome(xc_domain_set_target(t->xc, 0, t->domid));
}

static int set_parameter(const struct target *t)
{
    return outcome(xc_set_hvm_param(t->xc, t->domid, HVM_PARAM_IOREQ_PFN, 1));
}

static int give_device_memory(const struct target *t)
{
    return outcome(xc_domain_iomem_permission(t->xc, t->domid, 0xfee00, 1, 1));
}

const struct attack attacks_on_domain[] = {
    {"map a page to read", map_to_read, EACCES},
    {"map a page to write", map_to_write, EACCES},
    {"copy a page into it", copy_page, 0},
    {"map a page of the machine's", map_machine_memory, 0},
    {"map its grant table", map_grant_table, EACCES},
    {"read it as a debugger", read_as_debugger, EACCES},
    {"ask for the types of its frames", ask_frame_types, EACCES},
    {"add memory", add_memory, 0},
    {"take memory away", take_memory, 0},
    {"pin a page table", change_tables, EACCES},
    {"log what it writes", log_what_is_written, 0},
    {"write its hypercall page", write_hypercall_page, EACCES},
    {"set up its grant table", set_up_grants, 0},
    {"map what it did not grant", map_grant, 0},
    {"read its registers", read_registers, EACCES},
    {"write its registers", write_registers, EACCES},
    {"debug it", debug, EACCES},
    {"inject an NMI", inject_nmi, EACCES},
    {"relabel it", relabel, EACCES},
    {"become its device model", make_it_ours, 0},
    {"set a parameter", set_parameter, 0},
    {"give it the interrupt controller", give_device_memory, 0},
    {NULL, NULL, 0},
};
