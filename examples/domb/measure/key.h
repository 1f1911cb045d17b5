/*
 * The key that quotes are signed with: ECDSA on P-256, made when DomB starts,
 * known to nobody else, gone with DomB.
 */
#ifndef DOMB_KEY_H
#define DOMB_KEY_H

#include <stdbool.h>

#include "measure.h"

#define KEY_PUBLIC 65 /* octets: 4, x, y */
#define KEY_PROOF  64 /* r, s */

/* False: the processor gives no random numbers, and there is no key. */
bool key_make(unsigned char public_half[KEY_PUBLIC]);

/* False: there is no key. */
bool key_sign(const unsigned char digest[MEASURE_DIGEST],
              unsigned char proof[KEY_PROOF]);

#endif /* DOMB_KEY_H */
