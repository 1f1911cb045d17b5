/* Replies with wrong fields and wrong bodies. */
#include <string.h>

#include "impostor.h"

#define OCTETS(text) (text), sizeof(text) - 1

struct field_case {
    const char *name;
    uint16_t kind;
    uint32_t at, width;
    uint64_t value;
    enum ivmc_status status; /* of the call */
    enum ivmc_status next;   /* of the call after it */
};

/* A violation of the protocol ends the connection; a lie ends the call. */
#define ENDS  IVMC_BAD_MESSAGE, IVMC_PEER_GONE
#define LIES  IVMC_BAD_MESSAGE, IVMC_OK
#define STRAY IVMC_TIMEOUT, IVMC_OK

enum { REPLY = IVMC_KIND_REPLY, STATUS = IVMC_KIND_STATUS };

static const struct field_case fields[] = {
    {"reply: length 0", REPLY, AT_LENGTH, 4, 0, ENDS},
    {"reply: length one below a header", REPLY, AT_LENGTH, 4, 39, ENDS},
    {"reply: length above the limit", REPLY, AT_LENGTH, 4, 65537, ENDS},
    {"reply: length 2^31", REPLY, AT_LENGTH, 4, 0x80000000, ENDS},
    {"reply: length 2^32-1", REPLY, AT_LENGTH, 4, UINT32_MAX, ENDS},
    {"reply: kind 0", REPLY, AT_KIND, 2, 0, ENDS},
    {"reply: kind request", REPLY, AT_KIND, 2, 1, LIES},
    {"reply: kind one-way", REPLY, AT_KIND, 2, 2, LIES},
    {"reply: exception of an operation without", REPLY, AT_KIND, 2, 4, LIES},
    {"reply: status with a body", REPLY, AT_KIND, 2, 5, ENDS},
    {"reply: kind bind", REPLY, AT_KIND, 2, 6, ENDS},
    {"reply: kind callback", REPLY, AT_KIND, 2, 7, LIES},
    {"reply: kind 8", REPLY, AT_KIND, 2, 8, ENDS},
    {"reply: one item that does not come", REPLY, AT_ITEMS, 2, 1, ENDS},
    {"reply: one item too many", REPLY, AT_ITEMS, 2, 9, ENDS},
    {"reply: call id 0", REPLY, AT_CALL, 8, 0, ENDS},
    {"reply: call id of an earlier call", REPLY, AT_CALL, 8, 1, STRAY},
    {"reply: call id of a later call", REPLY, AT_CALL, 8, 3, STRAY},
    {"reply: call id 2^64-1", REPLY, AT_CALL, 8, UINT64_MAX, STRAY},
    {"reply: other epoch", REPLY, AT_EPOCH, 4, 1, STRAY},
    {"reply: other slot", REPLY, AT_SLOT, 4, 2, LIES},
    {"reply: slot 0", REPLY, AT_SLOT, 4, 0, LIES},
    {"reply: other operation", REPLY, AT_OP, 4, probe_Peer_OP_echo, LIES},
    {"reply: status set", REPLY, AT_STATUS, 4, 1, ENDS},
    {"reply: other key", REPLY, AT_KEY, 8, 1, LIES},
    {"status: OK", STATUS, AT_STATUS, 4, 0, ENDS},
    {"status: exception", STATUS, AT_STATUS, 4, 1, ENDS},
    {"status: first that is none", STATUS, AT_STATUS, 4, 17, ENDS},
    {"status: 2^32-1", STATUS, AT_STATUS, 4, UINT32_MAX, ENDS},
};

static void play_field(struct impostor *i, struct frame *f)
{
    const struct field_case *c = i->script;
    struct frame reply;

    if (c->kind == STATUS)
        impostor_reply(&reply, f, STATUS, "", 0);
    else
        impostor_sum(&reply, f);
    frame_patch(&reply, c->at, c->width, c->value);
    evil_send(&i->evil, &reply);
}

START_TEST(wrong_field)
{
    const struct field_case *c = &fields[_i];
    static struct dupe d;

    dupe_open(&d, play_field, c);
    dupe_next_call(&d, c->status, c->name);
    d.env.timeout_ms = 2000;
    dupe_next_call(&d, c->next, c->name);
    dupe_close(&d, c->name);
}
END_TEST

/* ---- bodies ------------------------------------------------------------- */

enum called { ADD, FILL, REFUSE };

struct body_case {
    const char *name;
    enum called called;
    uint16_t kind;
    uint32_t exception;
    const char *octets;
    uint32_t len;
};

static const struct body_case bodies[] = {
    {"result: empty", ADD, REPLY, 0, OCTETS("")},
    {"result: one octet short", ADD, REPLY, 0, OCTETS("\x2a\0\0")},
    {"result: one octet over", ADD, REPLY, 0, OCTETS("\x2a\0\0\0\0")},
    {"result: length missing", FILL, REPLY, 0, OCTETS("")},
    {"result: one octet less than said", FILL, REPLY, 0,
     OCTETS("\x03\0\0\0ab")},
    {"result: one octet more than said", FILL, REPLY, 0,
     OCTETS("\x01\0\0\0ab")},
    {"result: length 2^31", FILL, REPLY, 0,
     OCTETS("\0\0\0\x80"
            "ab")},
    {"result: length 2^32-1", FILL, REPLY, 0, OCTETS("\xff\xff\xff\xff")},
    {"exception: index of none", REFUSE, IVMC_KIND_EXCEPTION, 1,
     OCTETS("\x01\0\0\0\x02\0\0\0a\0")},
    {"exception: index 2^32-1", REFUSE, IVMC_KIND_EXCEPTION, UINT32_MAX,
     OCTETS("\x01\0\0\0\x02\0\0\0a\0")},
    {"exception: empty", REFUSE, IVMC_KIND_EXCEPTION, 0, OCTETS("")},
    {"exception: string without NUL", REFUSE, IVMC_KIND_EXCEPTION, 0,
     OCTETS("\x01\0\0\0\x02\0\0\0ab")},
    {"exception: string of no octets", REFUSE, IVMC_KIND_EXCEPTION, 0,
     OCTETS("\x01\0\0\0\0\0\0\0")},
    {"exception: octets over", REFUSE, IVMC_KIND_EXCEPTION, 0,
     OCTETS("\x01\0\0\0\x02\0\0\0a\0\0")},
    {"result where nothing is due", REFUSE, REPLY, 0, OCTETS("\x01")},
};

static void play_body(struct impostor *i, struct frame *f)
{
    const struct body_case *c = i->script;
    struct frame reply;

    impostor_reply(&reply, f, c->kind, c->octets, c->len);
    frame_patch(&reply, AT_STATUS, 4, c->exception);
    evil_send(&i->evil, &reply);
}

START_TEST(wrong_body)
{
    const struct body_case *c = &bodies[_i];
    struct probe_Octets octets = {1, NULL};
    static struct dupe d;

    dupe_open(&d, play_body, c);
    switch (c->called) {
    case ADD:
        ck_assert_int_eq(probe_Peer_add(&d.peer, 1, 1, &d.env), 0);
        break;
    case FILL:
        probe_Peer_fill(&d.peer, 2, &octets, &d.env);
        ck_assert_uint_eq(octets.len, 0);
        ck_assert_ptr_null(octets.data);
        break;
    case REFUSE:
        probe_Peer_refuse(&d.peer, 1, &d.env);
        ck_assert_ptr_null(probe_Refusal_caught(&d.env));
        break;
    }
    ck_status(d.env.status, IVMC_BAD_MESSAGE, c->name);
    dupe_next_call(&d, IVMC_OK, c->name);
    dupe_close(&d, c->name);
}
END_TEST

TCase *cases_replies(void)
{
    TCase *t = tcase_create("replies");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_field, 0, sizeof fields / sizeof *fields);
    tcase_add_loop_test(t, wrong_body, 0, sizeof bodies / sizeof *bodies);
    return t;
}
