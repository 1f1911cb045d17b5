/* Every field of the header, on an otherwise good request. */
#include "hostile.h"

struct header_case {
    const char *name;
    uint32_t at, width;
    uint64_t value;
    enum outcome outcome;
    enum ivmc_status status;
};

#define OPS (probe_Peer_OP_drop + 1) /* operations of the interface */

static const struct header_case cases[] = {
    {"length 0", AT_LENGTH, 4, 0, CLOSED, IVMC_BAD_MESSAGE},
    {"length 1", AT_LENGTH, 4, 1, CLOSED, IVMC_BAD_MESSAGE},
    {"length one below a header", AT_LENGTH, 4, 39, CLOSED, IVMC_BAD_MESSAGE},
    {"length one above the limit", AT_LENGTH, 4, 65537, CLOSED,
     IVMC_BAD_MESSAGE},
    {"length 2^31", AT_LENGTH, 4, 0x80000000, CLOSED, IVMC_BAD_MESSAGE},
    {"length 2^32-1", AT_LENGTH, 4, 0xffffffff, CLOSED, IVMC_BAD_MESSAGE},
    {"kind 0", AT_KIND, 2, 0, CLOSED, IVMC_BAD_MESSAGE},
    {"kind reply", AT_KIND, 2, 3, CLOSED, IVMC_BAD_MESSAGE},
    {"kind exception", AT_KIND, 2, 4, CLOSED, IVMC_BAD_MESSAGE},
    {"kind status", AT_KIND, 2, 5, CLOSED, IVMC_BAD_MESSAGE},
    {"kind bind with a slot", AT_KIND, 2, 6, CLOSED, IVMC_BAD_MESSAGE},
    {"kind callback", AT_KIND, 2, 7, CLOSED, IVMC_BAD_MESSAGE},
    {"kind 8", AT_KIND, 2, 8, CLOSED, IVMC_BAD_MESSAGE},
    {"kind 65535", AT_KIND, 2, 65535, CLOSED, IVMC_BAD_MESSAGE},
    {"one item that does not come", AT_ITEMS, 2, 1, CLOSED, IVMC_BAD_MESSAGE},
    {"most items, none comes", AT_ITEMS, 2, 8, CLOSED, IVMC_BAD_MESSAGE},
    {"one item too many", AT_ITEMS, 2, 9, CLOSED, IVMC_BAD_MESSAGE},
    {"items 65535", AT_ITEMS, 2, 65535, CLOSED, IVMC_BAD_MESSAGE},
    {"call id 0", AT_CALL, 8, 0, CLOSED, IVMC_BAD_MESSAGE},
    {"epoch 0", AT_EPOCH, 4, 0, CLOSED, IVMC_BAD_MESSAGE},
    {"epoch of another", AT_EPOCH, 4, 0x31415926, CLOSED, IVMC_BAD_MESSAGE},
    {"slot 0", AT_SLOT, 4, 0, CLOSED, IVMC_BAD_MESSAGE},
    {"slot not bound", AT_SLOT, 4, 2, ANSWERED, IVMC_BAD_INTERFACE},
    {"slot of no channel", AT_SLOT, 4, 33, ANSWERED, IVMC_BAD_INTERFACE},
    {"slot 2^32-1", AT_SLOT, 4, 0xffffffff, ANSWERED, IVMC_BAD_INTERFACE},
    {"operation one too high", AT_OP, 4, OPS, ANSWERED, IVMC_BAD_OPERATION},
    {"operation 2^31", AT_OP, 4, 0x80000000, ANSWERED, IVMC_BAD_OPERATION},
    {"operation 2^32-1", AT_OP, 4, 0xffffffff, ANSWERED, IVMC_BAD_OPERATION},
    {"status in a request", AT_STATUS, 4, 9, CLOSED, IVMC_BAD_MESSAGE},
    {"status 2^32-1", AT_STATUS, 4, 0xffffffff, CLOSED, IVMC_BAD_MESSAGE},
    {"key of nobody", AT_KEY, 8, 3, ANSWERED, IVMC_BAD_OBJECT},
    {"key of another generation", AT_KEY, 8, UINT64_C(1) << 32, ANSWERED,
     IVMC_BAD_OBJECT},
    {"key 2^64-1", AT_KEY, 8, UINT64_MAX, ANSWERED, IVMC_BAD_OBJECT},
};

START_TEST(wrong_field)
{
    const struct header_case *c = &cases[_i];
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    scene_add(&s, &f);
    frame_patch(&f, c->at, c->width, c->value);
    evil_send(&s.evil, &f);
    scene_expect(&s, c->outcome, c->status, c->name);
    scene_close(&s, c->name);
}
END_TEST

/* Every octet of header and body, each with every bit flipped in turn. */
START_TEST(each_bit)
{
    struct scene s;
    struct frame f;
    uint32_t bit;

    scene_open(&s, NULL);
    for (bit = 0; bit < (AT_BODY + 8) * 8; bit++) {
        scene_connect(&s);
        scene_add(&s, &f);
        f.octets[bit / 8] ^= (unsigned char)(1u << bit % 8);
        evil_send(&s.evil, &f);
        s.evil.ops->finish(&s.evil);
        /* Answered or closed, never stuck. */
        ck_assert_msg(s.evil.ops->is_closed(&s.evil), "bit %u: stuck",
                      (unsigned)bit);
        evil_close(&s.evil);
    }
    scene_close(&s, "each bit");
}
END_TEST

TCase *cases_header(void)
{
    TCase *t = tcase_create("header");

    tcase_set_timeout(t, 30);
    tcase_add_loop_test(t, wrong_field, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, each_bit);
    return t;
}
