/* Adds in its own process, by way of stubs made outside the source tree. */
#include <stdio.h>

#include <ivmc/local.h>

#include "adder.h"

#define LARGEST 1024

static int32_t add(void *servant, int32_t a, int32_t b, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return a + b;
}

int main(void)
{
    static unsigned char octets[1 << 16] __attribute__((aligned(8)));
    static unsigned char memory[2][LARGEST];
    static struct ivmc_local local;
    const struct Adder_epv epv = {add};
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    struct ivmc_object adder;
    struct ivmc_env env;
    uint64_t key;
    int32_t sum;

    if (ivmc_local_memory(LARGEST) > sizeof octets)
        return 1;
    ivmc_server_init(&server, servants, 1, memory[0], sizeof memory[0]);
    Adder_serve(&server, &epv, NULL, &key);
    ivmc_local_open(&local, &server, octets, LARGEST);
    ivmc_env_init(&env, memory[1], sizeof memory[1]);
    Adder_bind(&local.client, key, &adder, &env);
    sum = Adder_add(&adder, 2, 3, &env);
    if (env.status != IVMC_OK) {
        fprintf(stderr, "%s\n", ivmc_status_text(env.status));
        return 1;
    }
    printf("%d\n", sum);
    ivmc_channel_close(&local.client);
    return 0;
}
