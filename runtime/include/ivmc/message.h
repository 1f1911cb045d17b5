/*
 * The header of a message and the hello of a connection: octets, as in
 * ivmc_protocol(7). All fields little-endian.
 *
 *      0  u32 length         octets of the message, header included
 *      4  u16 kind           enum ivmc_kind
 *      6  u16 items          things that travel beside the octets
 *      8  u64 call id        chosen by the client, never reused in an epoch
 *     16  u32 epoch          of the connection, from the hello
 *     20  u32 slot           the bound interface; 0 = connection itself
 *     24  u32 operation number in the bound interface's flattened list
 *     28  u32 status of a status reply, index of an exception; else 0
 *     32  u64 object key
 *     40  body, 8-aligned
 */
#ifndef IVMC_MESSAGE_H
#define IVMC_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ivmc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IVMC_HEADER_SIZE 40
#define IVMC_HELLO_SIZE 32
#define IVMC_PROTOCOL_VERSION 1

enum ivmc_kind {
    IVMC_KIND_REQUEST = 1,
    IVMC_KIND_ONEWAY = 2,
    IVMC_KIND_REPLY = 3,
    IVMC_KIND_EXCEPTION = 4,
    IVMC_KIND_STATUS = 5,
    IVMC_KIND_BIND = 6,
    IVMC_KIND_CALLBACK = 7
};

struct ivmc_header {
    uint32_t length;
    uint16_t kind;
    uint16_t items;
    uint64_t call_id;
    uint32_t epoch;
    uint32_t slot;
    uint32_t op;
    uint32_t status;
    uint64_t key;
};

void ivmc_header_store(unsigned char octets[IVMC_HEADER_SIZE],
                       const struct ivmc_header *h);

/*
 * Reads a header from private memory. False when it cannot be one: a length
 * below the header's or above `max_message`, an unknown kind, more items than
 * IVMC_MAX_ITEMS, a field set that its kind does not use.
 */
bool ivmc_header_load(struct ivmc_header *h,
                      const unsigned char octets[IVMC_HEADER_SIZE],
                      uint32_t max_message);

/*
 * The first octets each way on a connection.
 *
 *      0  "IVMC"             magic
 *      4  u16 version        IVMC_PROTOCOL_VERSION
 *      6  u16 status         0, or the enum ivmc_status of a refusal
 *      8  u32 max_message    the largest the sender accepts, header included
 *     12  u32 epoch          client: 0; server: the connection's epoch, not 0
 *     16  16 octets          zero
 */
struct ivmc_hello {
    uint16_t version;
    uint16_t status;
    uint32_t max_message;
    uint32_t epoch;
};

void ivmc_hello_store(unsigned char octets[IVMC_HELLO_SIZE],
                      const struct ivmc_hello *hello);

/*
 * IVMC_OK; IVMC_BAD_MESSAGE when it is no hello; IVMC_REFUSED when the peer
 * refuses or speaks another version.
 */
enum ivmc_status ivmc_hello_load(struct ivmc_hello *hello,
                                 const unsigned char octets[IVMC_HELLO_SIZE]);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_MESSAGE_H */
