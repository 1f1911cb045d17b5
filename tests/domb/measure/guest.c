/*
 * Measuring in a guest of its own, on a real hypervisor: BearSSL as Debian
 * compiles it, without a C library; a key from the processor; a quote. With
 * "hash MIB" it says how long SHA-256 of so much takes, alone.
 */
#include <string.h>

#include <ivmc/guest.h>

#include "attest.h"
#include "key.h"
#include "log.h"
#include "servants.h"

#define BLOCK 4096u

static void check(bool good, const char *what)
{
    if (good)
        return;
    ivmc_guest_print("FAILED: %s\n", what);
    ivmc_guest_end(true);
}

#define CHECK(what) check(what, #what)

static void digests(void)
{
    static const unsigned char expected[MEASURE_DIGEST] = {
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
        0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
        0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    unsigned char digest[MEASURE_DIGEST];
    struct measure m;

    /* FIPS 180-4's first example. */
    measure_begin(&m);
    measure_update(&m, "abc", 3);
    measure_end(&m, digest);
    CHECK(memcmp(digest, expected, sizeof digest) == 0);
}

static void signatures(void)
{
    static const unsigned char digest[MEASURE_DIGEST] = {1, 2, 3};
    unsigned char point[KEY_PUBLIC], other[KEY_PUBLIC], proof[KEY_PROOF];
    br_ec_public_key key = {BR_EC_secp256r1, point, sizeof point};

    CHECK(!key_sign(digest, proof));
    CHECK(key_make(other) && key_make(point));
    CHECK(memcmp(point, other, sizeof point) != 0);
    CHECK(key_sign(digest, proof));
    CHECK(br_ecdsa_i31_vrfy_raw(&br_ec_p256_m31, digest, sizeof digest, &key,
                                proof, sizeof proof) == 1);
    proof[5] ^= 1;
    CHECK(br_ecdsa_i31_vrfy_raw(&br_ec_p256_m31, digest, sizeof digest, &key,
                                proof, sizeof proof) == 0);
}

/* Both servants' code has to link, and to be reached. */
static void servants(void)
{
    static unsigned char memory[attest_Witness_MEMORY(4096)];
    static const struct attest_world world = {.own = 1};
    struct ivmc_servant places[2];
    struct ivmc_server server;
    uint64_t key;

    ivmc_server_init(&server, places, 2, memory, sizeof memory);
    CHECK(attest_serve(&server, &world, &key) == IVMC_OK);
    CHECK(guard_serve(&server, &world, &key) == IVMC_OK);
    CHECK(log_room() && log_events() == 0);
}

static void hash(unsigned long mib)
{
    static unsigned char block[BLOCK];
    unsigned long left = mib << 20;
    unsigned char digest[MEASURE_DIGEST];
    uint64_t start = ivmc_guest_now();
    struct measure m;

    measure_begin(&m);
    for (; left > 0; left -= BLOCK)
        measure_update(&m, block, BLOCK);
    measure_end(&m, digest);
    ivmc_guest_print("sha-256 of %lu MiB: %lu ns\n", mib,
                     (unsigned long)(ivmc_guest_now() - start));
}

int guest_main(const char *command_line)
{
    unsigned long mib = 0;

    if (memcmp(command_line, "hash ", 5) == 0) {
        for (command_line += 5; *command_line != '\0'; command_line++)
            mib = mib * 10 + (unsigned long)(*command_line - '0');
        hash(mib);
        return 0;
    }
    digests();
    signatures();
    attest_start();
    servants();
    ivmc_guest_print("all is well\n");
    return 0;
}
