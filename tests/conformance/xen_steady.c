/*
 * xen-steady ADDRESS SECONDS: small calls to a server of victim.idl for so
 * long; says how long the longest took, in milliseconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <ivmc/xen.h>

#include "victim.h"

static uint64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    static unsigned char memory[1024];
    uint64_t end, from, longest = 0;
    struct ivmc_channel *channel;
    struct ivmc_object target;
    struct ivmc_env env;

    if (argc != 3)
        return 2;
    ivmc_env_init(&env, memory, sizeof memory);
    env.status = ivmc_xen_connect(argv[1], NULL, &channel);
    if (env.status == IVMC_OK)
        (void)victim_Target_bind(channel, IVMC_ROOT_KEY, &target, &env);
    printf("calling\n");
    fflush(stdout);
    end = now_ms() + 1000 * strtoul(argv[2], NULL, 10);
    for (from = now_ms(); from < end && env.status == IVMC_OK;) {
        uint64_t after;

        (void)victim_Target_add(&target, 1, 2, &env);
        after = now_ms();
        if (after - from > longest)
            longest = after - from;
        from = after;
    }
    printf("%s, the longest: %u ms\n", ivmc_status_name(env.status),
           (unsigned)longest);
    return env.status != IVMC_OK;
}
