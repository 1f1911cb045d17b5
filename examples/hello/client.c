/* hello-client ADDRESS NAME...: greets each name at the server. */
#include <stdio.h>

#include "anywhere.h"
#include "hello.h"

static enum ivmc_status greet_all(struct ivmc_object *greeter, char **names,
                                  struct ivmc_env *env)
{
    const char *greeting;
    uint32_t count;

    for (; *names; names++) {
        hello_Greeter_greet(greeter, *names, &greeting, env);
        if (env->status != IVMC_OK)
            return env->status;
        printf("%s\n", greeting);
    }
    count = hello_Greeter_count(greeter, env);
    if (env->status == IVMC_OK)
        printf("%u greeted so far\n", (unsigned)count);
    return env->status;
}

int main(int argc, char **argv)
{
    unsigned char memory[1024]; /* what results borrow from */
    struct ivmc_channel *channel;
    struct ivmc_object greeter;
    struct ivmc_env env;
    enum ivmc_status s;

    if (argc < 3) {
        fprintf(stderr, "usage: hello-client ADDRESS NAME...\n");
        return 2;
    }
    ivmc_env_init(&env, memory, sizeof memory);
    s = anywhere_connect(argv[1], 0, &channel);
    if (s == IVMC_OK) {
        s = hello_Greeter_bind(channel, IVMC_ROOT_KEY, &greeter, &env);
        if (s == IVMC_OK)
            s = greet_all(&greeter, argv + 2, &env);
        ivmc_channel_close(channel);
    }
    if (s != IVMC_OK) {
        fprintf(stderr, "hello-client: %s: %s\n", argv[1], ivmc_status_text(s));
        return 1;
    }
    return 0;
}
