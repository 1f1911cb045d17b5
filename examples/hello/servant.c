#include "servant.h"

#include <stdio.h>

static void greet(void *servant, const char *name, const char **greeting,
                  struct ivmc_env *env)
{
    struct greeter *self = servant;
    char text[96];

    snprintf(text, sizeof text, "Hello, %s!", name);
    *greeting = ivmc_env_string(env, text);
    self->count++;
}

static uint32_t count(void *servant, struct ivmc_env *env)
{
    const struct greeter *self = servant;

    (void)env;
    return self->count;
}

const struct hello_Greeter_epv greeter_epv = {greet, count};
