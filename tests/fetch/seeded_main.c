/* Status 0 when the oracle sees the double fetch of seeded.c. */
#include <stdio.h>
#include <string.h>

#include "oracle.h"
#include "seeded.h"

int main(void)
{
    static struct seeded shared;
    unsigned char copy[sizeof shared + 256];

    shared.len = 8;
    oracle_watch(0, &shared, sizeof shared);
    seeded_decode(&shared, copy, 256);
    if (oracle_twice() != 0 && oracle_first_twice() == &shared.len)
        return 0;
    printf("error: the oracle is blind: %zu octets fetched, %zu twice\n",
           oracle_fetched(), oracle_twice());
    return 1;
}
