/*
 * The event log's layout, in memory as it is read: the crypto-agile format of
 * TCG's PC Client Platform Firmware Profile, 10.2, with SHA-256 alone. First
 * the event that tells the format, then events that are all of one size.
 */
#ifndef DOMB_EVENT_H
#define DOMB_EVENT_H

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

/* What was measured. */
enum event_tag { EVENT_KERNEL = 1, EVENT_RAMDISK, EVENT_CONFIG, EVENT_MODULE };

/*
 * TCG_PCR_EVENT2 with TCG_PCClientTaggedEvent. The register is extended with
 * the digest of the tagged event, as the TCG has it, so that nobody can change
 * whose it is. Of a module all of the domain is zero.
 */
struct event {
    uint32_t number, type, digests;
    uint16_t algorithm;
    unsigned char digest[MEASURE_DIGEST]; /* of all from the tag on */
    uint32_t size;                        /* of the same */
    uint32_t tag, tag_size;
    unsigned char handle[MEASURE_HANDLE];
    uint32_t domid;
    unsigned char image[MEASURE_DIGEST];
} __attribute__((packed));

#define EVENT_SIZE     60u /* from the tag on */
#define EVENT_TAG_SIZE 52u /* from the handle on */

_Static_assert(sizeof(struct event_head) == 65, "TCG_EfiSpecIdEvent");
_Static_assert(sizeof(struct event) == 50 + EVENT_SIZE, "TCG_PCR_EVENT2");

/* What each log begins with. */
extern const struct event_head event_head;

/* The digest that an event should have. */
void event_digest(const struct event *e, unsigned char digest[MEASURE_DIGEST]);

#endif /* DOMB_EVENT_H */
