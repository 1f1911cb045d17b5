/* Whether a quote and a log can be believed, and what they say then. */
#ifndef VERIFY_JUDGE_H
#define VERIFY_JUDGE_H

#include "attest.h"
#include "console.h"
#include "reference.h"
#include "replay.h"

/* What is given: octets as they came, none of them believed but the key. */
struct judge_given {
    unsigned char key[CONSOLE_KEY];
    unsigned char nonce[32];
    const void *quote, *log;
    size_t quote_len, log_len;
    const struct reference *reference; /* NULL: nothing is compared */
    bool other;                        /* not the domain that asked, but what */
    uint32_t domid;                    /* was built last under this number */
};

/* What was found. */
struct judge_found {
    struct attest_Statement said;
    struct replay replay;
    struct replay_domain domain;
    char why[160]; /* it cannot be believed */
};

/* Stops at the first thing that is wrong: false, and f->why says which. */
bool judge(struct judge_found *f, const struct judge_given *g);

#endif /* VERIFY_JUDGE_H */
