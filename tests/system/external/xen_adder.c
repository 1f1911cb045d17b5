/*
 * xen_adder ADDRESS: the sum from an adder in another domain, made outside the
 * source tree; or the status with which that ended.
 */
#include <stdio.h>

#include <ivmc/xen.h>

#include "adder.h"

int main(int argc, char **argv)
{
    static unsigned char memory[1024];
    struct ivmc_channel *channel;
    struct ivmc_object adder;
    struct ivmc_env env;
    int32_t sum = 0;

    if (argc != 2)
        return 1;
    ivmc_env_init(&env, memory, sizeof memory);
    env.status = ivmc_xen_connect(argv[1], NULL, &channel);
    if (env.status == IVMC_OK)
        Adder_bind(channel, IVMC_ROOT_KEY, &adder, &env);
    if (env.status == IVMC_OK)
        sum = Adder_add(&adder, 2, 3, &env);
    if (env.status != IVMC_OK) {
        puts(ivmc_status_name(env.status));
        return 0;
    }
    printf("%d\n", sum);
    ivmc_channel_close(channel);
    return 0;
}
