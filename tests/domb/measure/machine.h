/*
 * DomB's servants on a machine that the test makes up: which domains there
 * are, who calls, and whether the processor has random numbers.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include "attest.h"
#include "guard.h"
#include "log.h"
#include "scene.h"
#include "servants.h"

#define MACHINE_OWN 1 /* DomB's number */
#define MACHINE_UP  8 /* numbers below have a place */

struct machine {
    bool exists[MACHINE_UP];
    bool hidden[MACHINE_UP]; /* it exists, and may not be looked at */
    unsigned char handle[MACHINE_UP][MEASURE_HANDLE];
    uint16_t caller;
    bool nobody;    /* the caller is gone */
    bool rdrand;    /* its numbers are the same in each run */
    char text[512]; /* the console's */
};

extern struct machine machine;

/* Dom0 and DomB run, Dom0 calls. Starts attestation and offers both. */
void machine_open(bool rdrand);
void machine_close(void);

extern struct scene machine_scene;
extern struct ivmc_object machine_witness, machine_modules;

/* A domain appears, and what its files' digests begin with; it is recorded. */
uint32_t machine_build(uint16_t domid, unsigned char kernel);

/* All of the log, by pieces; how long it is. */
uint32_t machine_log(unsigned char *to, uint32_t cap);

#endif /* MACHINE_H */
