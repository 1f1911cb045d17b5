/* The smallest client: binds and calls each operation once. */
#include "bench.h"
#include "settle.h"
#include "transport.h"

int main(int argc, char **argv)
{
    static unsigned char memory[4096], octets[64];
    struct bench_Payload payload = {sizeof octets, octets};
    struct ivmc_channel *channel;
    struct ivmc_object rpc;
    struct ivmc_env env;

    if (argc < 2 || connect_to(argv[1], &channel) != IVMC_OK)
        return 1;
    ivmc_env_init(&env, memory, sizeof memory);
    if (bench_Rpc_bind(channel, IVMC_ROOT_KEY, &rpc, &env) != IVMC_OK)
        return 1;
    bench_Rpc_ping(&rpc, &env);
    if (bench_Rpc_lookup(&rpc, 1, 2, 3.0, "four", &env) != 7 ||
        bench_Rpc_put(&rpc, &payload, &env) != sizeof octets ||
        env.status != IVMC_OK)
        return 1;
    settle();
    return 0;
}
