/*
 * Measuring: SHA-256 of all that goes into a domain, and the log of it. The
 * builder hashes what it copied, never what others can still change, and
 * appends when the domain is whole.
 */
#ifndef DOMB_MEASURE_H
#define DOMB_MEASURE_H

#include <bearssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEASURE_DIGEST 32
#define MEASURE_HANDLE 16

/* SHA-256, octet by octet as they come. */
struct measure {
    br_sha256_context sha;
};

void measure_begin(struct measure *m);
void measure_update(struct measure *m, const void *octets, size_t len);
void measure_end(struct measure *m, unsigned char digest[MEASURE_DIGEST]);

/*
 * What a domain is beside its files: SHA-256 of its pages, 4 octets, least
 * first, and of its command line, which has no NUL.
 */
void measure_config(uint32_t pages, const void *command_line, size_t len,
                    unsigned char digest[MEASURE_DIGEST]);

/* What became of a register: SHA-256 of its value and the digest. */
void measure_extend(unsigned char value[MEASURE_DIGEST],
                    const unsigned char digest[MEASURE_DIGEST]);

/* ---- the event log ---------------------------------------------------------- */

/* A domain that was built; `ramdisk` is all zero when there is none. */
struct log_domain {
    uint16_t domid;
    unsigned char handle[MEASURE_HANDLE];
    unsigned char kernel[MEASURE_DIGEST];
    unsigned char ramdisk[MEASURE_DIGEST];
    unsigned char config[MEASURE_DIGEST];
};

/*
 * Whether a domain can still be recorded. Full, it stays: nothing is removed,
 * and nothing more is built until DomB is booted again.
 */
bool log_room(void);

/*
 * Records a domain, after log_room said yes, and extends register 11. Gives
 * the number of its first event, counted from 0.
 */
uint32_t log_build(const struct log_domain *d);

#endif /* DOMB_MEASURE_H */
