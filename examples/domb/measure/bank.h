/*
 * The registers. These two functions are all that the rest knows of them: a
 * TPM of the machine can stand behind them instead of bank.c. Who cannot do
 * what is asked ends the domain: a register that was not extended is a lie.
 */
#ifndef DOMB_BANK_H
#define DOMB_BANK_H

#include <stdint.h>

#include "measure.h"

#define BANK_REGISTERS 24

#define BANK_MODULES 10 /* of Dom0's kernel */
#define BANK_DOMAINS 11 /* built */

/* `number` is below BANK_REGISTERS. */
void bank_extend(uint32_t number, const unsigned char digest[MEASURE_DIGEST]);
void bank_read(uint32_t number, unsigned char value[MEASURE_DIGEST]);

#endif /* DOMB_BANK_H */
