/* A quote and a log that are good, to be harmed. */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "judge.h"
#include "machine.h"

struct evidence {
    struct attest_Quote quote;
    unsigned char log[8192];
    struct reference reference; /* that it meets */
    struct judge_given given;
};

/*
 * One module, three builds; domain 5 asked for these registers. The pointers
 * of `given` are into it.
 */
void evidence_make(struct evidence *e, uint32_t selection);

#define EVIDENCE_GOOD 0xc00u

#endif /* EVIDENCE_H */
