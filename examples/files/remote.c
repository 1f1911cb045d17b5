#include "remote.h"

#include <stdio.h>
#include <stdlib.h>

#include "anywhere.h"

#define LARGEST (files_CHUNK + 8192u)

bool remote_open(struct remote *r, const char *address)
{
    enum ivmc_status s = IVMC_LIMIT;

    r->memory = malloc(files_Store_MEMORY(LARGEST));
    if (r->memory == NULL)
        goto fail;
    ivmc_env_init(&r->env, r->memory, files_Store_MEMORY(LARGEST));
    s = anywhere_connect(address, LARGEST, &r->channel);
    if (s != IVMC_OK)
        goto free_memory;
    s = files_Store_bind(r->channel, IVMC_ROOT_KEY, &r->store, &r->env);
    if (s != IVMC_OK)
        goto close_channel;
    return true;

close_channel:
    ivmc_channel_close(r->channel);
free_memory:
    free(r->memory);
fail:
    fprintf(stderr, "%s: %s\n", address, ivmc_status_text(s));
    return false;
}

void remote_close(struct remote *r)
{
    ivmc_channel_close(r->channel);
    free(r->memory);
}

bool remote_ok(const struct remote *r, const char *path)
{
    const struct files_Failed *failed = files_Failed_caught(&r->env);

    if (r->env.status == IVMC_OK)
        return true;
    if (files_NotFound_caught(&r->env))
        fprintf(stderr, "%s: no such file at the server\n", path);
    else if (files_Denied_caught(&r->env))
        fprintf(stderr, "%s: the server does not allow it\n", path);
    else if (failed)
        fprintf(stderr, "%s: %s\n", path, failed->reason);
    else
        fprintf(stderr, "%s: %s\n", path, ivmc_status_text(r->env.status));
    return false;
}
