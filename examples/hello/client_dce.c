/* hello-client-dce ADDRESS NAME...: hello-client from the DCE description. */
#include <stdio.h>
#include <string.h>

#include "anywhere.h"
#include "hello_dce.h"

static enum ivmc_status greet_all(struct ivmc_object *greeter, char **names,
                                  struct ivmc_env *env)
{
    char name[64];
    char greeting[96];
    uint32_t count;

    for (; *names; names++) {
        if (strlen(*names) >= sizeof name)
            return IVMC_BAD_ARGUMENT;
        strcpy(name, *names);
        hello_dce_greet(greeter, name, greeting, env);
        if (env->status != IVMC_OK)
            return env->status;
        printf("%s\n", greeting);
    }
    count = hello_dce_count(greeter, env);
    if (env->status == IVMC_OK)
        printf("%u greeted so far\n", (unsigned)count);
    return env->status;
}

int main(int argc, char **argv)
{
    unsigned char memory[1024];
    struct ivmc_channel *channel;
    struct ivmc_object greeter;
    struct ivmc_env env;
    enum ivmc_status s;

    if (argc < 3) {
        fprintf(stderr, "usage: hello-client-dce ADDRESS NAME...\n");
        return 2;
    }
    ivmc_env_init(&env, memory, sizeof memory);
    s = anywhere_connect(argv[1], 0, &channel);
    if (s == IVMC_OK) {
        s = hello_dce_bind(channel, IVMC_ROOT_KEY, &greeter, &env);
        if (s == IVMC_OK)
            s = greet_all(&greeter, argv + 2, &env);
        ivmc_channel_close(channel);
    }
    if (s != IVMC_OK) {
        fprintf(stderr, "hello-client-dce: %s: %s\n", argv[1],
                ivmc_status_text(s));
        return 1;
    }
    return 0;
}
