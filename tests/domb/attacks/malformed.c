/*
 * Requests that no stub of ours would send. Each is a good one for a domain
 * that must not be changed, and then spoilt: cut, lengthened, octets changed,
 * for other operations, slots and objects.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ivmc/run.h>

#include "calls.h"

#define REQUESTS 10000u
#define FIXED    116u /* octets before those of the command line */
#define MOST     2000u

/* The same in each run. */
static uint32_t draw(uint32_t below)
{
    static uint64_t state = 20080305;

    state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

/* A good request: see domb::Spec. The rest are zero. */
static uint32_t good_body(unsigned char body[MOST], uint16_t domid,
                          const struct domb_Image *kernel)
{
    memset(body, 0, MOST);
    ivmc_store_u16(body, domid);
    ivmc_store_u32(body + 4, 4096);
    ivmc_store_u64(body + 8, kernel->token);
    ivmc_store_u64(body + 16, kernel->size);
    ivmc_store_u32(body + 104, 1);
    ivmc_store_u32(body + 108, 2);
    ivmc_store_u32(body + 112, 8);
    memcpy(body + FIXED, "not here", 8);
    return FIXED + 8;
}

static uint32_t spoil(unsigned char body[MOST], uint32_t len)
{
    static const uint32_t places[] = {0, 4, 8, 16, 24, 56, 64, 104, 108, 112};
    static const uint32_t values[] = {
        0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 4096, 32752, 1023, 1024};
    uint32_t times = 1 + draw(3);

    while (times-- > 0) {
        switch (draw(5)) {
        case 0: /* a number becomes a special one */
            ivmc_store_u32(body + places[draw(10)], values[draw(9)]);
            break;
        case 1: /* any octet */
            body[draw(len ? len : 1)] = (unsigned char)draw(256);
            break;
        case 2:
            len = draw(len + 1);
            break;
        case 3:
            len = len + 1 + draw(MOST - len);
            break;
        default: /* a number becomes any */
            ivmc_store_u32(body + places[draw(10)],
                           draw(0x7fffffff) * 2 + draw(2));
            break;
        }
        if (len >= MOST)
            len = MOST - 1;
    }
    return len;
}

/* True when the builder said no, in whatever way. */
static bool refused(struct stage *s, const unsigned char *body, uint32_t len)
{
    struct ivmc_object object = s->object;
    struct ivmc_call call;
    bool result;

    if (draw(20) == 0)
        object.slot = draw(4);
    if (draw(20) == 0)
        object.key = draw(8);
    ivmc_call_begin(&call, &object, draw(20) == 0 ? draw(100) : 0,
                    &s->builder.env);
    ivmc_put_plain(&call.out, 1, body, len, 1);
    result = ivmc_call_invoke(&call);
    if (!result)
        (void)ivmc_call_raised(&call, 0, domb_Refused_ID,
                               sizeof(struct domb_Refused));
    (void)ivmc_call_end(&call);
    return !result;
}

void malformed(struct stage *s, const struct domb_Image *kernel, int count,
               char **domids)
{
    uint64_t before = stage_sum_of_domains(s);
    static unsigned char body[MOST];
    uint32_t i, len, accepted = 0, closed = 0;
    bool there = true;

    for (i = 0; i < REQUESTS && there; i++) {
        uint16_t domid = draw(8) == 0
                             ? s->builder_domid
                             : (uint16_t)atoi(domids[draw((uint32_t)count)]);

        len = spoil(body, good_body(body, domid, kernel));
        if (!refused(s, body, len))
            accepted++;
        /* Whoever breaks the protocol loses the connection. */
        if (s->builder.env.status == IVMC_PEER_GONE) {
            there = stage_reconnect(s);
            closed++;
        }
    }
    printf("    %u requests, %u accepted, %u closed the connection\n", i,
           accepted, closed);
    check("malformed requests are refused", accepted == 0 && there);
    check("no domain has changed", stage_sum_of_domains(s) == before);
}
