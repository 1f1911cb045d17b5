/* Packets that are not one whole reply (DICE's defect D7). */
#include <string.h>

#include "impostor_sockets.h"

struct packet_case {
    const char *name;
    uint32_t len; /* of the packet; the header says 44 */
};

static const struct packet_case packets[] = {
    {"reply packet of one octet", 1},
    {"reply packet below a header", 39},
    {"reply packet of a header alone", 40},
    {"reply packet one octet short", 43},
    {"reply packet one octet long", 45},
    {"reply packet of two messages", 88},
    {"reply packet of the largest size", VICTIM_MESSAGE},
    {"reply packet above the limit", VICTIM_MESSAGE + 1},
};

static void play_packet(struct impostor *i, struct frame *f)
{
    static unsigned char octets[VICTIM_MESSAGE + 1];
    const struct packet_case *c = i->script;
    struct frame reply;

    impostor_sum(&reply, f);
    memset(octets, 0, sizeof octets);
    memcpy(octets, reply.octets, reply.len);
    memcpy(octets + reply.len, reply.octets, reply.len);
    raw_send(i->evil.fd, octets, c->len);
}

START_TEST(wrong_packet)
{
    const struct packet_case *c = &packets[_i];
    static struct dupe d;

    dupe_open(&d, play_packet, c);
    dupe_next_call(&d, IVMC_BAD_MESSAGE, c->name);
    dupe_next_call(&d, IVMC_PEER_GONE, c->name);
    dupe_close(&d, c->name);
}
END_TEST

TCase *cases_reply_packets(void)
{
    TCase *t = tcase_create("reply packets");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_packet, 0, sizeof packets / sizeof *packets);
    return t;
}
