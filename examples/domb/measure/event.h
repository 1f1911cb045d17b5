/*
 * The event log's layout, in memory as it is read: the crypto-agile format of
 * TCG's PC Client Platform Firmware Profile, 10.2, with SHA-256 alone. First
 * the event that tells the format, then events that are all of one size.
 */
#ifndef DOMB_EVENT_H
#define DOMB_EVENT_H

#include <stdint.h>

#include "measure.h"

#define EVENT_NO_ACTION 0x3u /* EV_NO_ACTION: extends nothing */
#define EVENT_TAG       0x6u /* EV_EVENT_TAG: a tag, a length, octets */
#define EVENT_SHA256    0xbu /* TPM_ALG_SHA256 */

/* TCG_PCR_EVENT with TCG_EfiSpecIdEvent. */
struct event_head {
    uint32_t number, type;
    unsigned char digest[20]; /* zero */
    uint32_t size;            /* of what follows */
    char signature[16];       /* "Spec ID Event03" */
    uint32_t platform;
    uint8_t minor, major, errata;
    uint8_t words; /* 2: of 64 bits */
    uint32_t algorithms;
    uint16_t algorithm, digest_size;
    uint8_t vendor_size;
} __attribute__((packed));

/* Whose digest it is. */
enum event_tag { EVENT_KERNEL = 1, EVENT_RAMDISK, EVENT_CONFIG, EVENT_MODULE };

/* TCG_PCR_EVENT2 with TCG_PCClientTaggedEvent; of a module all of the domain
   is zero. */
struct event {
    uint32_t number, type, digests;
    uint16_t algorithm;
    unsigned char digest[MEASURE_DIGEST];
    uint32_t size; /* of what follows */
    uint32_t tag, tag_size;
    unsigned char handle[MEASURE_HANDLE];
    uint32_t domid;
} __attribute__((packed));

#define EVENT_TAG_SIZE 20u /* handle and domid */

_Static_assert(sizeof(struct event_head) == 65, "TCG_EfiSpecIdEvent");
_Static_assert(sizeof(struct event) == 78, "TCG_PCR_EVENT2");

#endif /* DOMB_EVENT_H */
