/* Bodies that are not exactly one valid value, in requests and binds. */
#include <string.h>

#include "hostile.h"

#define OCTETS(text) (text), sizeof(text) - 1

struct body_case {
    const char *name;
    uint16_t kind;
    uint32_t op;
    const char *octets;
    uint32_t len;
    enum outcome outcome;
    enum ivmc_status status;
};

enum { ADD = 2, ECHO = 3, LATER = 8 };

#define IDENTITY  "\x13\0\0\0IDL:probe/Peer:1.0\0"
#define BIND_REST "\0\0\x0b\0\0\0\x0b\x02\0\0\0\0\0\0"

static const struct body_case cases[] = {
    {"body: empty", IVMC_KIND_REQUEST, ADD, OCTETS(""), ANSWERED,
     IVMC_BAD_MESSAGE},
    {"body: one octet short", IVMC_KIND_REQUEST, ADD,
     OCTETS("\x28\0\0\0\x02\0\0"), ANSWERED, IVMC_BAD_MESSAGE},
    {"body: one octet over", IVMC_KIND_REQUEST, ADD,
     OCTETS("\x28\0\0\0\x02\0\0\0\0"), ANSWERED, IVMC_BAD_MESSAGE},
    {"string: length 0", IVMC_KIND_REQUEST, ECHO, OCTETS("\0\0\0\0\0\0\0\0"),
     ANSWERED, IVMC_BAD_MESSAGE},
    {"string: no NUL", IVMC_KIND_REQUEST, ECHO,
     OCTETS("\x04\0\0\0abcd\0\0\0\0"), ANSWERED, IVMC_BAD_MESSAGE},
    {"string: NUL within", IVMC_KIND_REQUEST, ECHO,
     OCTETS("\x04\0\0\0a\0c\0\0\0\0\0"), ANSWERED, IVMC_BAD_MESSAGE},
    {"string: beyond the message", IVMC_KIND_REQUEST, ECHO,
     OCTETS("\x40\0\0\0abc\0\0\0\0\0"), ANSWERED, IVMC_BAD_MESSAGE},
    {"string: length 2^31", IVMC_KIND_REQUEST, ECHO,
     OCTETS("\0\0\0\x80"
            "abc\0\0\0\0\0"),
     ANSWERED, IVMC_BAD_MESSAGE},
    {"string: length 2^32-1", IVMC_KIND_REQUEST, ECHO,
     OCTETS("\xff\xff\xff\xff"
            "abc\0\0\0\0\0"),
     ANSWERED, IVMC_BAD_MESSAGE},
    {"padding not zero", IVMC_KIND_REQUEST, ECHO,
     OCTETS("\x01\0\0\0\0\0\x01\0\0\0\0\0"), ANSWERED, IVMC_BAD_MESSAGE},
    {"sequence: one more than there is", IVMC_KIND_REQUEST, ECHO,
     OCTETS("\x01\0\0\0\0\0\0\0\x03\0\0\0ab"), ANSWERED, IVMC_BAD_MESSAGE},
    {"sequence: one less than there is", IVMC_KIND_REQUEST, ECHO,
     OCTETS("\x01\0\0\0\0\0\0\0\x01\0\0\0ab"), ANSWERED, IVMC_BAD_MESSAGE},
    {"sequence: length 2^31", IVMC_KIND_REQUEST, ECHO,
     OCTETS("\x01\0\0\0\0\0\0\0\0\0\0\x80"), ANSWERED, IVMC_BAD_MESSAGE},
    {"sequence: length 2^32-1", IVMC_KIND_REQUEST, ECHO,
     OCTETS("\x01\0\0\0\0\0\0\0\xff\xff\xff\xff"), ANSWERED, IVMC_BAD_MESSAGE},
    {"one-way: bad body", IVMC_KIND_ONEWAY, ADD, OCTETS("x"), UNANSWERED,
     IVMC_OK},
    {"one-way: of an operation with a result", IVMC_KIND_ONEWAY, ADD,
     OCTETS("\x28\0\0\0\x02\0\0\0"), UNANSWERED, IVMC_OK},
    {"one-way: of a deferred operation", IVMC_KIND_ONEWAY, LATER,
     OCTETS("\x01\0\0\0"), UNANSWERED, IVMC_OK},
    {"bind: empty", IVMC_KIND_BIND, 0, OCTETS(""), ANSWERED, IVMC_BAD_MESSAGE},
    {"bind: cut short", IVMC_KIND_BIND, 0, OCTETS(IDENTITY "\0\x01\0"),
     ANSWERED, IVMC_BAD_MESSAGE},
    {"bind: octets over", IVMC_KIND_BIND, 0,
     OCTETS(IDENTITY "\0\x01\0" BIND_REST "\0"), ANSWERED, IVMC_BAD_MESSAGE},
    {"bind: identity without NUL", IVMC_KIND_BIND, 0,
     OCTETS("\x12\0\0\0IDL:probe/Peer:1.0\x01\0" BIND_REST), ANSWERED,
     IVMC_BAD_MESSAGE},
    {"bind: identity of length 2^32-1", IVMC_KIND_BIND, 0,
     OCTETS("\xff\xff\xff\xff"
            "IDL:probe/Peer:1.0\0\x01\0" BIND_REST),
     ANSWERED, IVMC_BAD_MESSAGE},
    {"bind: unknown interface", IVMC_KIND_BIND, 0,
     OCTETS("\x13\0\0\0IDL:probe/Pear:1.0\0\0\x01\0" BIND_REST), ANSWERED,
     IVMC_BAD_INTERFACE},
    {"bind: other major version", IVMC_KIND_BIND, 0,
     OCTETS(IDENTITY "\0\x02\0" BIND_REST), ANSWERED, IVMC_BAD_INTERFACE},
    {"bind: more operations", IVMC_KIND_BIND, 0,
     OCTETS(IDENTITY "\0\x01\0\0\0\x0c\0\0\0\x0b\x02\0\0\0\0\0\0"), ANSWERED,
     IVMC_BAD_INTERFACE},
    {"bind: 2^32-1 operations", IVMC_KIND_BIND, 0,
     OCTETS(IDENTITY "\0\x01\0\0\0\xff\xff\xff\xff\x0b\x02\0\0\0\0\0\0"),
     ANSWERED, IVMC_BAD_INTERFACE},
    {"bind: no operation, another seed", IVMC_KIND_BIND, 0,
     OCTETS(IDENTITY "\0\x01\0\0\0\0\0\0\0\x0b\x02\0\0\0\0\0\0"), ANSWERED,
     IVMC_BAD_INTERFACE},
    {"bind: other signature", IVMC_KIND_BIND, 0,
     OCTETS(IDENTITY "\0\x01\0\0\0\x0b\0\0\0\x0c\x02\0\0\0\0\0\0"), ANSWERED,
     IVMC_BAD_INTERFACE},
};

START_TEST(wrong_body)
{
    const struct body_case *c = &cases[_i];
    struct scene s;
    struct frame f;

    scene_open(&s, NULL);
    scene_connect(&s);
    frame_message(&f, c->kind, c->octets, c->len);
    frame_patch(&f, AT_CALL, 8, 9);
    frame_patch(&f, AT_EPOCH, 4, s.epoch);
    frame_patch(&f, AT_OP, 4, c->op);
    if (c->kind != IVMC_KIND_BIND)
        frame_patch(&f, AT_SLOT, 4, s.slot);
    evil_send(s.fd, f.octets, f.len);
    scene_expect(&s, c->outcome, c->status, c->name);
    scene_close(&s, c->name);
}
END_TEST

/* Bound again and again, an interface keeps its slot. */
START_TEST(bound_for_ever)
{
    struct scene s;
    struct frame f;
    int i;

    scene_open(&s, NULL);
    scene_connect(&s);
    for (i = 0; i < 200; i++) {
        frame_bind(&f, s.epoch);
        evil_send(s.fd, f.octets, f.len);
        ck_assert(evil_receive(s.fd, &f));
        ck_assert_uint_eq(frame_field(&f, AT_BODY, 4), s.slot);
    }
    scene_expect(&s, UNANSWERED, IVMC_OK, "bound for ever");
    scene_close(&s, "bound for ever");
}
END_TEST

TCase *cases_body(void)
{
    TCase *t = tcase_create("body");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_body, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, bound_for_ever);
    return t;
}
