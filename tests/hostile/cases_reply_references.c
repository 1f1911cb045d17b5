/* Replies with references and regions that are not quite; without items. */
#include "impostor.h"

/* Where things stand in the body of the reply that `meet` makes. */
enum {
    COUNT = AT_BODY,
    NIL_IDENTITY = AT_BODY + 4, /* NUL */
    NIL_KEY = AT_BODY + 16,
    NIL_ADDRESS = AT_BODY + 24,
    LAST_IDENTITY = AT_BODY + 32, /* IDL:probe/Peer:1.0 and NUL */
    LAST_KEY = AT_BODY + 56,
    LAST_ADDRESS = AT_BODY + 64, /* NUL */
    END = AT_BODY + 69
};

struct reference_case {
    const char *name;
    uint32_t at, width;
    uint64_t value;
};

static const struct reference_case cases[] = {
    {"reply references: none promised", COUNT, 4, 0},
    {"reply references: one promised", COUNT, 4, 1},
    {"reply references: three promised", COUNT, 4, 3},
    {"reply references: 2^31 promised", COUNT, 4, 0x80000000},
    {"reply references: 2^32-1 promised", COUNT, 4, UINT32_MAX},
    {"reply references: nil with a key", NIL_KEY, 8, 1},
    {"reply references: nil with an address", NIL_ADDRESS, 4, 2},
    {"reply references: identity of length 0", NIL_IDENTITY, 4, 0},
    {"reply references: identity beyond the message", LAST_IDENTITY, 4, 38},
    {"reply references: identity of length 2^32-1", LAST_IDENTITY, 4,
     UINT32_MAX},
    {"reply references: identity without NUL", LAST_IDENTITY + 22, 1, 'x'},
    {"reply references: identity with a NUL within", LAST_IDENTITY + 8, 1, 0},
    {"reply references: padding not zero", LAST_KEY - 1, 1, 1},
    {"reply references: address of length 0", LAST_ADDRESS, 4, 0},
    {"reply references: address without NUL", END - 1, 1, 'x'},
};

static void meet(struct frame *reply, const struct frame *f)
{
    impostor_reply(reply, f, IVMC_KIND_REPLY, "", 0);
    frame_put_references(reply);
    ck_assert_uint_eq(reply->len, END);
}

/* First as it should be: the case is about what it says. */
static void play_reference(struct impostor *i, struct frame *f)
{
    const struct reference_case *c = i->script;
    struct frame reply;

    meet(&reply, f);
    evil_send(&i->evil, &reply);
    if (!evil_receive(&i->evil, f))
        return;
    meet(&reply, f);
    frame_patch(&reply, c->at, c->width, c->value);
    evil_send(&i->evil, &reply);
}

START_TEST(wrong_reference)
{
    const struct reference_case *c = &cases[_i];
    struct probe_Peers none = {0, NULL}, met;
    struct ivmc_objref nil = {"", "", 0};
    static struct dupe d;

    dupe_open(&d, play_reference, c);
    probe_Peer_meet(&d.peer, &nil, &none, &met, &d.env);
    ck_status(d.env.status, IVMC_OK, c->name);
    ck_assert_uint_eq(met.len, 2);
    probe_Peer_meet(&d.peer, &nil, &none, &met, &d.env);
    ck_status(d.env.status, IVMC_BAD_MESSAGE, c->name);
    ck_assert_uint_eq(met.len, 0);
    ck_assert_ptr_null(met.data);
    dupe_next_call(&d, IVMC_OK, c->name);
    dupe_close(&d, c->name);
}
END_TEST

static void play_cut(struct impostor *i, struct frame *f)
{
    struct frame reply;
    uint32_t end;

    for (end = AT_BODY; end < END; end++) {
        meet(&reply, f);
        frame_cut(&reply, end);
        evil_send(&i->evil, &reply);
        if (end + 1 < END && !evil_receive(&i->evil, f))
            return;
    }
}

START_TEST(cut_references)
{
    struct probe_Peers none = {0, NULL}, met;
    struct ivmc_objref nil = {"", "", 0};
    static struct dupe d;
    uint32_t end;

    dupe_open(&d, play_cut, NULL);
    for (end = AT_BODY; end < END; end++) {
        probe_Peer_meet(&d.peer, &nil, &none, &met, &d.env);
        ck_status(d.env.status, IVMC_BAD_MESSAGE, "reply references cut");
        ck_assert_uint_eq(met.len, 0);
    }
    dupe_next_call(&d, IVMC_OK, "reply references cut");
    dupe_close(&d, "reply references cut");
}
END_TEST

/* ---- regions ------------------------------------------------------------ */

struct region_case {
    const char *name;
    uint64_t size;
    uint32_t rights;
};

static const struct region_case regions[] = {
    {"reply region: its item does not come", 4, IVMC_READ},
    {"reply region: no rights to something", 4, 0},
    {"reply region: unknown rights", 4, 4},
    {"reply region: all rights there could be", UINT64_MAX, UINT32_MAX},
};

/* The region alone, then as that of the second of two files. */
static void play_region(struct impostor *i, struct frame *f)
{
    const struct region_case *c = i->script;
    struct frame reply;

    impostor_reply(&reply, f, IVMC_KIND_REPLY, "", 0);
    frame_put_region(&reply, c->size, c->rights);
    evil_send(&i->evil, &reply);
    if (!evil_receive(&i->evil, f))
        return;
    impostor_reply(&reply, f, IVMC_KIND_REPLY, "", 0);
    frame_put_files(&reply, 2, c->size, c->rights);
    evil_send(&i->evil, &reply);
}

START_TEST(wrong_region)
{
    const struct region_case *c = &regions[_i];
    struct ivmc_region none = {.handle = IVMC_NO_HANDLE}, back;
    struct probe_Files no_files = {0, NULL}, turned;
    static struct dupe d;

    dupe_open(&d, play_region, c);
    probe_Peer_pass(&d.peer, &none, &back, &d.env);
    ck_status(d.env.status, IVMC_BAD_MESSAGE, c->name);
    ck_assert_int_eq(back.handle, IVMC_NO_HANDLE);
    probe_Peer_turn(&d.peer, &no_files, &turned, &d.env);
    ck_status(d.env.status, IVMC_BAD_MESSAGE, c->name);
    ck_assert_uint_eq(turned.len, 0);
    dupe_next_call(&d, IVMC_OK, c->name);
    dupe_close(&d, c->name);
}
END_TEST

TCase *cases_reply_references(void)
{
    TCase *t = tcase_create("reply references");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_reference, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, cut_references);
    tcase_add_loop_test(t, wrong_region, 0, sizeof regions / sizeof *regions);
    return t;
}
