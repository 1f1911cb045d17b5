/*
 * References to objects and regions, alone and in sequences, that are not
 * quite; all without items.
 */
#include <string.h>

#include "hostile.h"

/* Where things stand in the request that `meet` makes. */
enum {
    ONE_IDENTITY = AT_BODY, /* IDL:probe/Peer:1.0 and NUL */
    ONE_PADDING = AT_BODY + 23,
    ONE_KEY = AT_BODY + 24,
    ONE_ADDRESS = AT_BODY + 32, /* unix:/x and NUL */
    COUNT = AT_BODY + 44,
    NIL_IDENTITY = AT_BODY + 48, /* NUL */
    NIL_KEY = AT_BODY + 56,
    NIL_ADDRESS = AT_BODY + 64,
    LAST_IDENTITY = AT_BODY + 72, /* IDL:probe/Peer:1.0 and NUL */
    LAST_ADDRESS = AT_BODY + 104, /* NUL */
    END = AT_BODY + 109
};

static void request(struct scene *s, struct frame *f, uint32_t op)
{
    frame_begin(f, IVMC_KIND_REQUEST);
    frame_address(f, s->evil.epoch, s->slot, op);
}

static void meet(struct scene *s, struct frame *f)
{
    request(s, f, probe_Peer_OP_meet);
    frame_put_reference(f, probe_Peer_IDENTITY, 1, "unix:/x");
    frame_put_references(f);
    ck_assert_uint_eq(f->len, END);
}

/* The cases are about what they say only if this one is accepted. */
static void is_accepted(struct scene *s, struct frame *f, const char *what)
{
    evil_send(&s->evil, f);
    ck_assert_msg(evil_receive(&s->evil, f), "%s: closed", what);
    ck_assert_msg(frame_field(f, AT_KIND, 2) == IVMC_KIND_REPLY, "%s: refused",
                  what);
}

static void is_refused(struct scene *s, const struct frame *f, const char *what)
{
    evil_send(&s->evil, f);
    scene_expect(s, ANSWERED, IVMC_BAD_MESSAGE, what);
}

struct reference_case {
    const char *name;
    uint32_t at, width;
    uint64_t value;
};

static const struct reference_case cases[] = {
    {"reference: identity of length 0", ONE_IDENTITY, 4, 0},
    {"reference: identity without NUL", ONE_IDENTITY, 4, 18},
    {"reference: identity with a NUL within", ONE_IDENTITY + 7, 1, 0},
    {"reference: identity beyond the message", ONE_IDENTITY, 4, 200},
    {"reference: identity of length 2^31", ONE_IDENTITY, 4, 0x80000000},
    {"reference: identity of length 2^32-1", ONE_IDENTITY, 4, UINT32_MAX},
    {"reference: padding not zero", ONE_PADDING, 1, 1},
    {"reference: address of length 0", ONE_ADDRESS, 4, 0},
    {"reference: address without NUL", ONE_ADDRESS + 11, 1, 'y'},
    {"reference: address of length 2^32-1", ONE_ADDRESS, 4, UINT32_MAX},
    {"references: none promised", COUNT, 4, 0},
    {"references: one promised", COUNT, 4, 1},
    {"references: three promised", COUNT, 4, 3},
    {"references: 2^16 promised", COUNT, 4, 0x10000},
    {"references: 2^31 promised", COUNT, 4, 0x80000000},
    {"references: 2^32-1 promised", COUNT, 4, UINT32_MAX},
    {"references: nil with a key", NIL_KEY, 8, 1},
    {"references: nil with the largest key", NIL_KEY, 8, UINT64_MAX},
    {"references: nil without its NUL", NIL_IDENTITY + 4, 1, 'x'},
    {"references: nil with an address", NIL_ADDRESS, 4, 2},
    {"references: last identity without NUL", LAST_IDENTITY + 22, 1, 'x'},
    {"references: last address without NUL", LAST_ADDRESS + 4, 1, 'x'},
};

START_TEST(wrong_reference)
{
    const struct reference_case *c = &cases[_i];
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    meet(&s, &f);
    is_accepted(&s, &f, c->name);
    meet(&s, &f);
    frame_patch(&f, c->at, c->width, c->value);
    is_refused(&s, &f, c->name);
    scene_close(&s, c->name);
}
END_TEST

START_TEST(cut_references)
{
    struct scene s;
    struct frame f;
    uint32_t end;

    scene_begin(&s, NULL);
    for (end = AT_BODY; end <= END + 1; end++) {
        meet(&s, &f);
        frame_cut(&f, end);
        if (end == END)
            is_accepted(&s, &f, "references cut short");
        else
            is_refused(&s, &f, "references cut short");
    }
    scene_close(&s, "references cut short");
}
END_TEST

/* Texts of 255 characters are the longest. */
START_TEST(long_texts)
{
    struct scene s;
    struct frame f;
    char text[257];
    int len, place;

    scene_begin(&s, NULL);
    for (len = 255; len <= 256; len++) {
        memset(text, 'a', sizeof text);
        text[len] = '\0';
        for (place = 0; place < 4; place++) {
            request(&s, &f, probe_Peer_OP_meet);
            frame_put_reference(&f, place == 0 ? text : "x", 1,
                                place == 1 ? text : "");
            frame_put_u32(&f, 1);
            frame_put_reference(&f, place == 2 ? text : "x", 1,
                                place == 3 ? text : "");
            if (len == 255)
                is_accepted(&s, &f, "texts of 255 characters");
            else
                is_refused(&s, &f, "texts of 256 characters");
        }
    }
    scene_close(&s, "long texts");
}
END_TEST

/* ---- regions without their items ---------------------------------------- */

struct region_case {
    const char *name;
    uint64_t size;
    uint32_t rights;
};

static const struct region_case regions[] = {
    {"region: its item does not come", 4, IVMC_READ},
    {"region: empty, its item does not come", 0, IVMC_READ | IVMC_WRITE},
    {"region: no rights to something", 4, 0},
    {"region: no rights to 2^64-1", UINT64_MAX, 0},
    {"region: unknown rights", 4, 4},
    {"region: known and unknown rights", 4, IVMC_READ | 0x80000000},
    {"region: all rights there could be", UINT64_MAX, UINT32_MAX},
};

START_TEST(wrong_region)
{
    const struct region_case *c = &regions[_i];
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    request(&s, &f, probe_Peer_OP_pass);
    frame_put_region(&f, c->size, c->rights);
    is_refused(&s, &f, c->name);
    frame_cut(&f, f.len - 4);
    is_refused(&s, &f, c->name);
    scene_close(&s, c->name);
}
END_TEST

static void turn(struct scene *s, struct frame *f, uint32_t count,
                 const struct region_case *c)
{
    request(s, f, probe_Peer_OP_turn);
    frame_put_files(f, count, c->size, c->rights);
}

/* And as the second of two, the first being none. */
START_TEST(wrong_file)
{
    static const struct region_case none = {"files: none", 0, 0};
    const struct region_case *c = &regions[_i];
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    turn(&s, &f, 2, &none);
    is_accepted(&s, &f, none.name);
    turn(&s, &f, 2, c);
    is_refused(&s, &f, c->name);
    turn(&s, &f, 1, &none);
    is_refused(&s, &f, "files: one too many");
    turn(&s, &f, UINT32_MAX, &none);
    is_refused(&s, &f, "files: 2^32-1 promised");
    scene_close(&s, c->name);
}
END_TEST

TCase *cases_references(void)
{
    TCase *t = tcase_create("references");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_reference, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, cut_references);
    tcase_add_test(t, long_texts);
    tcase_add_loop_test(t, wrong_region, 0, sizeof regions / sizeof *regions);
    tcase_add_loop_test(t, wrong_file, 0, sizeof regions / sizeof *regions);
    return t;
}
