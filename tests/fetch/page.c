/*
 * The page channel itself, watched: hello lines, frames and their contents,
 * both ways, of every length, for sides that wait and for servers of many.
 * The counters of the side lines are the only words that are looked at again.
 */
#include <stdio.h>
#include <stdlib.h>

#include "oracle.h"
#include "rig.h"

static struct rig rig;

/* From the first hello on. */
static void watch(struct page_zero *zero, size_t size)
{
    oracle_watch(0, zero, size);
    oracle_except(&zero->client_side, 256);
}

static void expect(struct rig_end *e, uint64_t seed, uint32_t len)
{
    enum ivmc_status s;
    uint32_t got;

    got = rig_receive(e, seed, &s);
    if (s != IVMC_OK || got != len)
        ck_abort_msg("%s: %u octets of %u", ivmc_status_name(s), got, len);
}

static void both_ways(const struct rig_options *o, uint32_t most)
{
    uint64_t seed = 0;
    uint32_t len;

    rig_open(&rig, o);
    for (len = IVMC_HEADER_SIZE; len <= most; len += 1 + len / 8, seed++) {
        oracle_forget();
        ck_assert(rig_send(&rig.client, IVMC_KIND_REQUEST, len, seed) ==
                  IVMC_OK);
        expect(&rig.server, seed, len);
        ck_assert(rig_send(&rig.server, IVMC_KIND_REPLY, len, seed) == IVMC_OK);
        expect(&rig.client, seed, len);
    }
    rig_close(&rig);
}

/* ---- a server of many -------------------------------------------------------------- */

static void collected(const struct rig_options *o, uint32_t most)
{
    static _Alignas(8) unsigned char memory[1 << 16];
    struct ivmc_items items = {.count = 0};
    struct ivmc_deadline d = ivmc_deadline_in(1000);
    struct ivmc_arena arena;
    struct ivmc_dec in;
    enum ivmc_status s;
    uint64_t seed = 0;
    uint32_t len;

    rig_open(&rig, o);
    rig.server.c.base.ops = &page_many_ops;
    for (len = IVMC_HEADER_SIZE; len <= most; len += 1 + len / 4, seed++) {
        oracle_forget();
        ck_assert(rig_send(&rig.client, IVMC_KIND_REQUEST, len, seed) ==
                  IVMC_OK);
        s = page_collect(&rig.server.c);
        ck_assert(s == IVMC_OK && rig.server.c.header.length == len);
        ivmc_arena_init(&arena, memory, sizeof memory);
        ck_assert(rig.server.c.base.ops->body(&rig.server.c.base, &arena, &in,
                                              &items, &d) == IVMC_OK);
        while (in.pos < in.end)
            (void)ivmc_get_u8(&in);
        ck_assert(ivmc_dec_finish(&in) == IVMC_OK);
        rig.server.c.base.ops->release(&rig.server.c.base);
        page_let_go(&rig.server.c);
    }
    rig_close(&rig);
}

int main(void)
{
    both_ways(&(struct rig_options){1, 128, 512, false, false, watch}, 512);
    both_ways(&(struct rig_options){16, 128, 20000, true, false, watch}, 20000);
    collected(&(struct rig_options){16, 128, 20000, true, false, watch}, 20000);
    return oracle_verdict("pages");
}
