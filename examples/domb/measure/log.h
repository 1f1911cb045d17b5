/* The event log, for those who show it. What is recorded never changes. */
#ifndef DOMB_LOG_H
#define DOMB_LOG_H

#include "measure.h"

/* Before all else. */
void log_open(void);

/* Whether there is room for a module; then records it, in register 10. */
bool log_module(const unsigned char image[MEASURE_DIGEST]);

uint32_t log_events(void);

/* Its length in octets. */
uint32_t log_size(void);

/* At most `len` octets from `from` on; how many. */
uint32_t log_read(uint32_t from, void *to, uint32_t len);

/* The register that this domain has for itself: zero when it is not there. */
void log_own(uint32_t domid, const unsigned char handle[MEASURE_HANDLE],
             unsigned char own[MEASURE_DIGEST]);

#endif /* DOMB_LOG_H */
