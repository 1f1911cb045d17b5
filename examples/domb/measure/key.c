/* P-256, by BearSSL; signatures need no chance (RFC 6979). */
#include "key.h"

#include <ivmc/guest.h>

#define SEED_WORDS 8

static unsigned char secret[BR_EC_KBUF_PRIV_MAX_SIZE];
static br_ec_private_key key; /* of no octets: there is none */

bool key_make(unsigned char public_half[KEY_PUBLIC])
{
    br_hmac_drbg_context drbg;
    uint64_t seed[SEED_WORDS];
    int n;

    for (n = 0; n < SEED_WORDS; n++)
        if (!ivmc_guest_rdrand(&seed[n]))
            return false;
    br_hmac_drbg_init(&drbg, &br_sha256_vtable, seed, sizeof seed);
    return br_ec_keygen(&drbg.vtable, &br_ec_p256_m31, &key, secret,
                        BR_EC_secp256r1) != 0 &&
           br_ec_compute_pub(&br_ec_p256_m31, NULL, public_half, &key) ==
               KEY_PUBLIC;
}

bool key_sign(const unsigned char digest[MEASURE_DIGEST],
              unsigned char proof[KEY_PROOF])
{
    return key.xlen != 0 &&
           br_ecdsa_i31_sign_raw(&br_ec_p256_m31, &br_sha256_vtable, digest,
                                 &key, proof) == KEY_PROOF;
}
