/* Servers whose answer to a client's pages is wrong, or does not come. */
#include <string.h>
#include <unistd.h>

#include "impostor_page.h"
#include "raw.h"

enum where { PACKET, HELLO };

struct answer_case {
    const char *name;
    enum where where;
    size_t at, width;
    uint64_t value;
    enum ivmc_status status;
};

#define AT(field) offsetof(struct page_hello, field)
#define BAD       IVMC_BAD_MESSAGE

static const struct answer_case cases[] = {
    {"page answer: other magic", PACKET, 0, 1, 'X', BAD},
    {"page answer: version 0", PACKET, 4, 2, 0, IVMC_REFUSED},
    {"page answer: version 2", PACKET, 4, 2, 2, IVMC_REFUSED},
    {"page answer: refused", PACKET, 6, 2, IVMC_REFUSED, IVMC_REFUSED},
    {"page answer: status that is none", PACKET, 6, 2, 0x100, BAD},
    {"page answer: a bell that does not come", PACKET, 8, 4, 1, BAD},
    {"page answer: a bell that is none", PACKET, 8, 4, 2, BAD},
    {"page answer: rest not zero", PACKET, 12, 4, 1, BAD},
    {"page answer: hello of other magic", HELLO, AT(magic), 4, 1, BAD},
    {"page answer: hello of version 2", HELLO, AT(version), 2, 2, BAD},
    {"page answer: first zero set", HELLO, AT(zero), 2, 1, BAD},
    {"page answer: other pages", HELLO, AT(pages), 4, RAW_PAGES + 1, BAD},
    {"page answer: no pages", HELLO, AT(pages), 4, 0, BAD},
    {"page answer: other client's half", HELLO, AT(client_half), 4, 512, BAD},
    {"page answer: client's half 2^32-64", HELLO, AT(client_half), 4,
     0xffffffc0, BAD},
    {"page answer: other server's half", HELLO, AT(server_half), 4, 512, BAD},
    {"page answer: largest message 39", HELLO, AT(max_message), 4, 39, BAD},
    {"page answer: more than the client's largest", HELLO, AT(max_message), 4,
     VICTIM_MESSAGE + 1, BAD},
    {"page answer: epoch 0", HELLO, AT(epoch), 4, 0, BAD},
    {"page answer: second zero set", HELLO, AT(zero_too), 4, 1, BAD},
    {"page answer: other nonce", HELLO, AT(nonce), 8, 1, BAD},
    {"page answer: not open", HELLO, AT(state), 4, PAGE_ABSENT, BAD},
    {"page answer: closed", HELLO, AT(state), 4, PAGE_CLOSED, BAD},
    {"page answer: rest of the hello", HELLO, AT(rest) + 16, 4, 1, BAD},
};

static void answer(struct raw_page *p, int socket, const void *script)
{
    const struct answer_case *c = script;
    unsigned char packet[RAW_PACKET];

    raw_page_serve(p, socket, 0x600d);
    raw_page_good_packet(packet);
    if (c->where == PACKET)
        memcpy(packet + c->at, &c->value, c->width);
    else
        memcpy((unsigned char *)p->own_hello + c->at, &c->value, c->width);
    raw_send_copies(socket, packet, sizeof packet, -1, 0);
}

START_TEST(wrong_answer)
{
    const struct answer_case *c = &cases[_i];
    struct holdings before = holdings_now();
    struct ivmc_channel *channel;
    struct raw_page p;

    ck_status(impostor_page_pair(&p, answer, c, &channel), c->status, c->name);
    ck_assert_ptr_null(channel);
    raw_page_close(&p);
    holdings_come_back(before, c->name);
}
END_TEST

/* ---- packets of other sizes, with other descriptors --------------------- */

struct packet_case {
    const char *name;
    uint32_t len;
    unsigned descriptors;
    enum ivmc_status status;
};

static const struct packet_case packets[] = {
    {"page answer: one octet", 1, 0, BAD},
    {"page answer: one octet short", RAW_PACKET - 1, 0, BAD},
    {"page answer: one octet long", RAW_PACKET + 1, 0, BAD},
    {"page answer: a descriptor that is no bell", RAW_PACKET, 1, BAD},
    {"page answer: eight descriptors", RAW_PACKET, 8, BAD},
    {"page answer: none, and gone", 0, 0, IVMC_PEER_GONE},
};

static void answer_packet(struct raw_page *p, int socket, const void *script)
{
    const struct packet_case *c = script;
    unsigned char packet[RAW_PACKET + 1] = {0};

    raw_page_serve(p, socket, 0x600d);
    raw_page_good_packet(packet);
    if (c->len)
        raw_send_copies(socket, packet, c->len, 0, c->descriptors);
    else
        raw_page_close(p);
}

START_TEST(wrong_packet)
{
    const struct packet_case *c = &packets[_i];
    struct holdings before = holdings_now();
    struct ivmc_channel *channel;
    struct raw_page p;

    ck_status(impostor_page_pair(&p, answer_packet, c, &channel), c->status,
              c->name);
    if (c->len)
        raw_page_close(&p);
    holdings_come_back(before, c->name);
}
END_TEST

TCase *cases_page_answer(void)
{
    TCase *t = tcase_create("page answer");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_answer, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(t, wrong_packet, 0, sizeof packets / sizeof *packets);
    return t;
}
