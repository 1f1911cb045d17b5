#ifndef SEEDED_H
#define SEEDED_H

#include <stdint.h>

struct seeded {
    uint32_t len;
    unsigned char octets[60];
};

int seeded_decode(const struct seeded *shared, void *to, uint32_t cap);

#endif /* SEEDED_H */
