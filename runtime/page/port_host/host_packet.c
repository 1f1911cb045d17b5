/*
 * The packets of the handshake. The client's brings the pages, the server's
 * answer says whether it took them and how it wants to be woken:
 *
 *      0  "IVMC"
 *      4  u16 version   1
 *      6  u16 status    client: 0; server: 0, or why not
 *      8  u32 bell      client: 0; server: 0 futex, 1 eventfd, which it brings
 *     12  u32           0
 */
#include <string.h>

#include "host.h"
#include "items.h"

enum ivmc_status host_send_packet(int fd, enum ivmc_status status,
                                  uint32_t bell, int passed)
{
    unsigned char octets[HOST_PACKET] = {'I', 'V', 'M', 'C'};
    struct ivmc_items items = {.count = passed >= 0 ? 1 : 0};

    ivmc_store_u16(octets + 4, PAGE_VERSION);
    ivmc_store_u16(octets + 6, (uint16_t)status);
    ivmc_store_u32(octets + 8, bell);
    items.item[0].handle = passed;
    return host_send(fd, octets, sizeof octets, &items) ? IVMC_OK
                                                        : IVMC_PEER_GONE;
}

static bool load_packet(struct host_packet *k, const unsigned char *octets)
{
    uint16_t status = ivmc_load_u16(octets + 6);

    k->status = (enum ivmc_status)status;
    k->bell = ivmc_load_u32(octets + 8);
    return memcmp(octets, "IVMC", 4) == 0 && status < IVMC_STATUS_COUNT &&
           ivmc_load_u32(octets + 12) == 0 && k->bell <= HOST_BELL_EVENT;
}

enum ivmc_status host_receive_packet(int fd, struct host_packet *k)
{
    unsigned char octets[HOST_PACKET];
    struct ivmc_items items = {.count = 0};
    enum ivmc_status s = host_receive(fd, octets, sizeof octets, &items);

    k->passed = -1;
    if (s != IVMC_OK)
        return s;
    if (!load_packet(k, octets) || items.count > 1) {
        ivmc_items_close(&items);
        return IVMC_BAD_MESSAGE;
    }
    if (items.count == 1)
        k->passed = (int)items.item[0].handle;
    if (ivmc_load_u16(octets + 4) != PAGE_VERSION && k->status == IVMC_OK)
        k->status = IVMC_REFUSED;
    return IVMC_OK;
}

void host_refuse(int fd, enum ivmc_status status)
{
    (void)host_send_packet(fd, status, 0, -1);
}
