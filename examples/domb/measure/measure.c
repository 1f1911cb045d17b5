/* SHA-256, by BearSSL. */
#include "measure.h"

void measure_begin(struct measure *m)
{
    br_sha256_init(&m->sha);
}

void measure_update(struct measure *m, const void *octets, size_t len)
{
    br_sha256_update(&m->sha, octets, len);
}

void measure_end(struct measure *m, unsigned char digest[MEASURE_DIGEST])
{
    br_sha256_out(&m->sha, digest);
}

void measure_config(uint32_t pages, const void *command_line, size_t len,
                    unsigned char digest[MEASURE_DIGEST])
{
    struct measure m;

    measure_begin(&m);
    measure_update(&m, &pages, sizeof pages);
    measure_update(&m, command_line, len);
    measure_end(&m, digest);
}

void measure_extend(unsigned char value[MEASURE_DIGEST],
                    const unsigned char digest[MEASURE_DIGEST])
{
    struct measure m;

    measure_begin(&m);
    measure_update(&m, value, MEASURE_DIGEST);
    measure_update(&m, digest, MEASURE_DIGEST);
    measure_end(&m, value);
}
