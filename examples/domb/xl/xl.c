/*
 * libdomb-xl.so: before xl's own libraries (LD_PRELOAD) it takes the place of
 * those functions of libxenguest that load a kernel, make memory and write
 * page tables. What they were to do is remembered, and DomB does it; libxl
 * has created the domain before and goes on with it after. See domb-xl(1).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenctrl.h>
#include <xenguest.h>

#include "toolstack.h"

/* In place of libxenguest's function of this name. */
#define INSTEAD __attribute__((visibility("default")))

#define PAGES_A_MIB 256u

static char *kernel, *ramdisk; /* of the domain that is being created */
static uint32_t mib;

/* ---- what libxl wants ----------------------------------------------------------- */

static int remember(char **where, const char *path)
{
    free(*where);
    *where = strdup(path);
    return *where ? 0 : -1;
}

INSTEAD int xc_dom_kernel_file(struct xc_dom_image *dom, const char *path)
{
    (void)dom;
    free(ramdisk);
    ramdisk = NULL;
    return remember(&kernel, path);
}

INSTEAD int xc_dom_module_file(struct xc_dom_image *dom, const char *path,
                               const char *command_line)
{
    (void)dom;
    (void)command_line;
    return remember(&ramdisk, path);
}

/* What a boot loader like pygrub leaves has no name that vfsback could read. */
static int refuse_loader(void)
{
    say("kernel and ramdisk must be files in Dom0; leave `bootloader` out of "
        "the configuration, and name them by `kernel` and `ramdisk`");
    errno = EINVAL;
    return -1;
}

INSTEAD int xc_dom_kernel_mem(struct xc_dom_image *dom, const void *octets,
                              size_t len)
{
    (void)dom;
    (void)octets;
    (void)len;
    return refuse_loader();
}

INSTEAD int xc_dom_module_mem(struct xc_dom_image *dom, const void *octets,
                              size_t len, const char *command_line)
{
    (void)dom;
    (void)octets;
    (void)len;
    (void)command_line;
    return refuse_loader();
}

INSTEAD int xc_dom_boot_xen_init(struct xc_dom_image *dom, xc_interface *xc,
                                 uint32_t domid)
{
    dom->xch = xc;
    dom->guest_domid = domid;
    return 0;
}

INSTEAD int xc_dom_mem_init(struct xc_dom_image *dom, unsigned size)
{
    (void)dom;
    mib = size;
    return 0;
}

/* The first that libxl does to a domain that is not PV. */
INSTEAD int xc_hvm_param_set(xc_interface *xc, uint32_t domid, uint32_t what,
                             uint64_t value)
{
    (void)xc;
    (void)domid;
    (void)what;
    (void)value;
    say("only PV domains are built; say type=\"pv\" in the configuration");
    errno = EOPNOTSUPP;
    return -1;
}

/* ---- what DomB does later, all at once -------------------------------------------- */

INSTEAD int xc_dom_parse_image(struct xc_dom_image *dom)
{
    (void)dom;
    return 0;
}

INSTEAD int xc_dom_boot_mem_init(struct xc_dom_image *dom)
{
    (void)dom;
    return 0;
}

INSTEAD int xc_dom_build_image(struct xc_dom_image *dom)
{
    (void)dom;
    return 0;
}

INSTEAD int xc_dom_gnttab_init(struct xc_dom_image *dom)
{
    (void)dom;
    return 0;
}

/* ---- now --------------------------------------------------------------------------- */

static bool demanded(uint8_t digest[32], const char *variable)
{
    const char *text = getenv(variable);

    if (!text || digest_of(digest, text))
        return true;
    say("%s: a digest has 64 hexadecimal digits", variable);
    return false;
}

/* libxl looks the frames of the two rings up by their places in the domain. */
static int hand_over(struct xc_dom_image *dom, const struct domb_Built *built)
{
    dom->pv_p2m = xc_dom_malloc(dom, 2 * sizeof *dom->pv_p2m);
    if (!dom->pv_p2m)
        return -1;
    dom->pv_p2m[0] = built->console_frame;
    dom->pv_p2m[1] = built->store_frame;
    dom->rambase_pfn = 0;
    dom->p2m_size = dom->total_pages = 2;
    dom->console_pfn = 0;
    dom->xenstore_pfn = 1;
    return 0;
}

INSTEAD int xc_dom_boot_image(struct xc_dom_image *dom)
{
    struct order order = {
        .domid = (uint16_t)dom->guest_domid,
        .pages = mib * PAGES_A_MIB,
        .kernel = kernel,
        .ramdisk = ramdisk,
        .command_line = dom->cmdline ? dom->cmdline : "",
        .console_port = dom->console_evtchn,
        .store_port = dom->xenstore_evtchn,
    };
    struct domb_Built built;

    errno = EINVAL;
    if (!demanded(order.kernel_wanted, "DOMB_KERNEL_DIGEST") ||
        !demanded(order.ramdisk_wanted, "DOMB_RAMDISK_DIGEST") ||
        !order_build(&order, &built))
        return -1;
    order_tell(&order, &built);
    return hand_over(dom, &built);
}
