/* What tests of malicious peers have in common, whatever the transport. */
#ifndef COMMON_H
#define COMMON_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>

#include <ivmc/status.h>

#define VICTIM_MESSAGE 65536u

/* Fails the test with names instead of numbers; `what` tells the case. */
#define ck_status(got, wanted, what)                                           \
    do {                                                                       \
        enum ivmc_status got_ = (got), wanted_ = (wanted);                     \
                                                                               \
        ck_assert_msg(got_ == wanted_, "%s: %s instead of %s", what,           \
                      ivmc_status_name(got_), ivmc_status_name(wanted_));      \
    } while (0)

/* What this process holds that a peer might make it leak. */
struct holdings {
    unsigned descriptors;
    unsigned mappings; /* shared ones: regions, channels */
};

struct holdings holdings_now(void);
bool holdings_are(struct holdings wanted);

/* Waits, for a second at most, until they are as they were. */
void holdings_come_back(struct holdings wanted, const char *what);

/* Lets this process open no more than `more` descriptors; back to before. */
void descriptors_limit(unsigned more);
void descriptors_unlimit(void);

uint64_t now_ms(void);
void pause_ms(unsigned ms);

#endif /* COMMON_H */
