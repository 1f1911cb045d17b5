/* Bodies that are not exactly one valid value. */
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

enum {
    ADD = probe_Peer_OP_add,
    ECHO = probe_Peer_OP_echo,
    LATER = probe_Peer_OP_later
};

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
};

START_TEST(wrong_body)
{
    const struct body_case *c = &cases[_i];
    struct scene s;
    struct frame f;

    scene_begin(&s, NULL);
    frame_message(&f, c->kind, c->octets, c->len);
    frame_patch(&f, AT_CALL, 8, 9);
    frame_patch(&f, AT_EPOCH, 4, s.evil.epoch);
    frame_patch(&f, AT_OP, 4, c->op);
    frame_patch(&f, AT_SLOT, 4, s.slot);
    evil_send(&s.evil, &f);
    scene_expect(&s, c->outcome, c->status, c->name);
    scene_close(&s, c->name);
}
END_TEST

TCase *cases_body(void)
{
    TCase *t = tcase_create("body");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_body, 0, sizeof cases / sizeof *cases);
    return t;
}
