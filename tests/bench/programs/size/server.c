/* The smallest server of many clients. */
#include "bench.h"
#include "transport.h"

static void ping(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
}

static uint64_t lookup(void *servant, uint32_t id, uint64_t stamp,
                       double weight, const char *name, struct ivmc_env *env)
{
    (void)servant;
    (void)weight;
    (void)env;
    return id + stamp + (name[0] != '\0' ? 4 : 0);
}

static uint32_t put(void *servant, const struct bench_Payload *data,
                    struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return data->len;
}

static const struct bench_Rpc_epv servant = {ping, lookup, put};

int main(int argc, char **argv)
{
    static unsigned char memory[16384];
    struct ivmc_servant place;
    struct ivmc_server server;
    uint64_t key;

    ivmc_server_init(&server, &place, 1, memory, sizeof memory);
    if (argc < 2 || bench_Rpc_serve(&server, &servant, NULL, &key) != IVMC_OK)
        return 1;
    return serve_at(argv[1], &server) == IVMC_OK ? 0 : 1;
}
