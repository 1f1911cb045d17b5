/* Binds that are not exactly one, or ask for what there is not. */
#include "hostile.h"

#define OPS (probe_Peer_OP_drop + 1)

/* What a good bind becomes. */
enum change { SET, FLIP, END };

struct bind_case {
    const char *name;
    enum change change; /* END: it ends at `at` */
    uint32_t at, width;
    uint64_t value;
    enum ivmc_status status;
};

static const struct bind_case cases[] = {
    {"bind: empty", END, AT_BODY, 0, 0, IVMC_BAD_MESSAGE},
    {"bind: no version", END, BIND_MAJOR + 2, 0, 0, IVMC_BAD_MESSAGE},
    {"bind: half a signature", END, BIND_END - 4, 0, 0, IVMC_BAD_MESSAGE},
    {"bind: octets over", END, BIND_END + 1, 0, 0, IVMC_BAD_MESSAGE},
    {"bind: identity of length 0", SET, BIND_IDENTITY, 4, 0, IVMC_BAD_MESSAGE},
    {"bind: identity without NUL", SET, BIND_IDENTITY, 4, 18, IVMC_BAD_MESSAGE},
    {"bind: identity with a NUL within", SET, BIND_IDENTITY + 8, 1, 0,
     IVMC_BAD_MESSAGE},
    {"bind: identity beyond the message", SET, BIND_IDENTITY, 4, 37,
     IVMC_BAD_MESSAGE},
    {"bind: identity of length 2^32-1", SET, BIND_IDENTITY, 4, UINT32_MAX,
     IVMC_BAD_MESSAGE},
    {"bind: padding not zero", SET, BIND_MAJOR - 1, 1, 1, IVMC_BAD_MESSAGE},
    {"bind: unknown interface", SET, BIND_IDENTITY + 16, 1, 'a',
     IVMC_BAD_INTERFACE},
    {"bind: other major version", SET, BIND_MAJOR, 2, 2, IVMC_BAD_INTERFACE},
    {"bind: more operations", SET, BIND_OPS, 4, OPS + 1, IVMC_BAD_INTERFACE},
    {"bind: fewer, with the signature of all", SET, BIND_OPS, 4, OPS - 1,
     IVMC_BAD_INTERFACE},
    {"bind: 2^32-1 operations", SET, BIND_OPS, 4, UINT32_MAX,
     IVMC_BAD_INTERFACE},
    {"bind: no operation, another seed", SET, BIND_OPS, 4, 0,
     IVMC_BAD_INTERFACE},
    {"bind: signature 0", SET, BIND_SIGNATURE, 8, 0, IVMC_BAD_INTERFACE},
    {"bind: lowest bit of the signature", FLIP, BIND_SIGNATURE, 1, 1,
     IVMC_BAD_INTERFACE},
    {"bind: highest bit of the signature", FLIP, BIND_SIGNATURE + 7, 1, 0x80,
     IVMC_BAD_INTERFACE},
    {"bind: key of nobody", SET, AT_KEY, 8, PEER_OBJECTS, IVMC_BAD_OBJECT},
};

static void make(struct frame *f, const struct bind_case *c, uint32_t epoch)
{
    frame_bind(f, epoch);
    frame_patch(f, AT_CALL, 8, 9);
    switch (c->change) {
    case SET:
        frame_patch(f, c->at, c->width, c->value);
        break;
    case FLIP:
        frame_patch(f, c->at, c->width,
                    frame_field(f, c->at, c->width) ^ c->value);
        break;
    case END:
        f->len = c->at;
        frame_patch(f, AT_LENGTH, 4, f->len);
        break;
    }
}

START_TEST(wrong_bind)
{
    const struct bind_case *c = &cases[_i];
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    make(&f, c, s.evil.epoch);
    evil_send(&s.evil, &f);
    scene_expect(&s, ANSWERED, c->status, c->name);
    scene_close(&s, c->name);
}
END_TEST

/* Bound again and again, an interface keeps its slot. */
START_TEST(bound_for_ever)
{
    struct scene s;
    struct frame f;
    int i;

    scene_begin(&s, NULL);
    for (i = 0; i < 200; i++) {
        frame_bind(&f, s.evil.epoch);
        evil_send(&s.evil, &f);
        ck_assert(evil_receive(&s.evil, &f));
        ck_assert_uint_eq(frame_field(&f, AT_BODY, 4), s.slot);
    }
    scene_expect(&s, UNANSWERED, IVMC_OK, "bound for ever");
    scene_close(&s, "bound for ever");
}
END_TEST

TCase *cases_bind(void)
{
    TCase *t = tcase_create("bind");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_bind, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, bound_for_ever);
    return t;
}
