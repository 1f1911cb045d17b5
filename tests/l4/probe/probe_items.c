/*
 * Capabilities and memory in messages.
 */
#include "probe.h"

#include <l4/re/c/dataspace.h>
#include <l4/re/c/mem_alloc.h>
#include <l4/re/c/rm.h>
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>

#include <stdio.h>
#include <string.h>

static void dataspace(void)
{
    l4_cap_idx_t ds = l4re_util_cap_alloc();
    void *start = NULL;
    long alloc = l4re_ma_alloc(65536, ds, 0);
    int attach =
        l4re_rm_attach(&start, 65536, L4RE_RM_F_SEARCH_ADDR | L4RE_RM_F_RW, ds,
                       0, L4_PAGESHIFT);

    printf("T22 dataspace alloc=%ld attach=%d addr=%p size=%lu\n", alloc,
           attach, start, l4re_ds_size(ds));
    if (attach != 0)
        return;
    memset(start, 1, 65536);
    printf("  detach=%d\n", l4re_rm_detach(start));
}

void probe_items(struct probe *p)
{
    l4_umword_t kind = 0, first = 0;
    int r = lab_give(p->gate, l4re_env()->log, L4_CAP_FPAGE_RW, &kind);

    printf("T20 give cap in same task with LOCAL_ID: r=%d item type bits=%lx "
           "data=%lx (log=%lx)\n",
           r, kind, p->mr[1], l4re_env()->log);
    memset((void *)p->page, 0x5a, L4_PAGESIZE);
    r = lab_mem(p->gate, p->page, L4_PAGESHIFT, &first);
    printf("T21 mem fpage same task: r=%d word=%lx item=%lx\n", r, first,
           p->mr[1]);
    dataspace();
}
