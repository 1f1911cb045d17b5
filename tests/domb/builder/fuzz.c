/*
 * Any kernel, any request, any failure: a domain, or a refusal that leaves
 * nothing. The input is
 *
 *     0  u16  the pages, from 1024 on; of a domain that may not have as many
 *             as it asks for, 2^24 at most, if the low bit of 7 is set
 *     2  u8   bits: superpages; the size is not the file's; a hypercall fails;
 *             a call of the files fails; the file changes all the while
 *     3  u8   which call
 *     4  u32  the ramdisk's size, modulo 64 KiB or, with that bit, 8 GiB
 *     8       the kernel
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"

#define FIXED   8u
#define MEMORY  8192u /* frames of the machine */
#define LARGEST 65536u

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void die(const char *what)
{
    fprintf(stderr, "fuzz: %s\n", what);
    abort();
}

static void prepare(struct rig *r, const uint8_t *octets, size_t size)
{
    static unsigned char ramdisk[LARGEST];
    uint16_t pages;
    uint32_t len;

    memcpy(&pages, octets, 2);
    memcpy(&len, octets + 4, 4);
    r->spec = (struct domb_Spec){.domid = HOST_DOMID,
                                 .pages = 1024u + pages % (MEMORY / 2),
                                 .kernel = {.token = 1, .size = size - FIXED},
                                 .ramdisk = {.token = 2, .size = len % LARGEST},
                                 .console_port = 2,
                                 .store_port = 1};
    host_open(MEMORY);
    host.limit = r->spec.pages;
    if ((octets[7] & 1) != 0) {
        r->spec.pages = 1024u + pages * 255u;
        r->spec.ramdisk.size = len * UINT64_C(2);
    }
    host.asked = r->spec.pages;
    files_open(octets + FIXED, size - FIXED, ramdisk, LARGEST);
    host.superpages = (octets[2] & 1) != 0;
    if ((octets[2] & 2) != 0)
        r->spec.kernel.size += octets[3];
    if ((octets[2] & 4) != 0)
        host.fail_at = octets[3];
    if ((octets[2] & 8) != 0)
        files.fail_at = octets[3] % 8u;
    files.changing = (octets[2] & 16) != 0;
    test_log.full = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
    static struct rig r;
    bool built;

    if (size < FIXED)
        return 0;
    prepare(&r, octets, size);
    built = rig_build(&r);
    if (host.fault)
        die(host.fault);
    if (host.shown > 0)
        die("pages are still mapped");
    if (built && r.spec.pages > host.limit)
        die("more memory than there is");
    if (built != host.relabelled)
        die("handed over or not, but not as was said");
    if (test_log.count != r.logged + (built ? 1 : 0))
        die("recorded or not, but not as was said");
    return 0;
}
