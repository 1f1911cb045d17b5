/*
 * The client's side of the probe's stubs.
 */
#include "lab.h"

#include <string.h>

static int call(l4_cap_idx_t server, l4_utcb_t *u, unsigned words,
                unsigned items)
{
    l4_msgtag_t tag = l4_msgtag(LAB_PROTO, words, items, 0);

    return l4_error_u(l4_ipc_call(server, u, tag, L4_IPC_NEVER), u);
}

int lab_add(l4_cap_idx_t server, long a, long b, long *sum)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    int r;

    mr[0] = LAB_ADD;
    mr[1] = (l4_umword_t)a;
    mr[2] = (l4_umword_t)b;
    r = call(server, u, 3, 0);
    if (r >= 0)
        *sum = (long)mr[0];
    return r;
}

int lab_blob(l4_cap_idx_t server, unsigned count, const l4_umword_t *words,
             l4_umword_t *sum)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    int r;

    mr[0] = LAB_BLOB;
    mr[1] = count;
    memcpy(mr + 2, words, count * sizeof *words);
    r = call(server, u, 2 + count, 0);
    if (r >= 0)
        *sum = mr[0];
    return r;
}

int lab_give(l4_cap_idx_t server, l4_cap_idx_t what, unsigned char rights,
             l4_umword_t *kind)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    int r;

    mr[0] = LAB_GIVE;
    mr[1] = l4_map_obj_control(0, L4_MAP_ITEM_MAP);
    mr[2] = l4_obj_fpage(what, 0, rights).raw;
    r = call(server, u, 1, 1);
    if (r >= 0)
        *kind = mr[0];
    return r;
}

int lab_mem(l4_cap_idx_t server, l4_addr_t page, unsigned order,
            l4_umword_t *first)
{
    l4_utcb_t *u = l4_utcb();
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    int r;

    mr[0] = LAB_MEM;
    mr[1] = l4_map_control(0, 0, L4_MAP_ITEM_MAP);
    mr[2] = l4_fpage(page, order, L4_FPAGE_RW).raw;
    r = call(server, u, 1, 1);
    if (r >= 0)
        *first = mr[0];
    return r;
}
