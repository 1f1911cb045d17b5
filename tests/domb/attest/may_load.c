/*
 * domb-may-load NUMBER DIGEST: what Dom0's kernel is to ask before it loads a
 * module, and prints the verdict. Exit status 0 when there is one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ivmc/xen.h>

#include "guard.h"

#define MODULES_KEY UINT64_C(2) /* after the builder and the witness */

static const char *const verdicts[] = {
    [guard_allow] = "allow",
    [guard_domains_exist] = "domains exist",
    [guard_log_full] = "log full",
};

static bool read_digest(uint8_t digest[32], const char *text)
{
    char octet[3] = "";
    char *end;
    int n;

    if (strlen(text) != 64)
        return false;
    for (n = 0; n < 32; n++) {
        memcpy(octet, text + 2 * n, 2);
        digest[n] = (uint8_t)strtoul(octet, &end, 16);
        if (*end != '\0')
            return false;
    }
    return true;
}

static enum ivmc_status ask(struct ivmc_channel *channel,
                            const uint8_t digest[32])
{
    unsigned char memory[guard_Modules_MEMORY(4096)];
    struct ivmc_object modules;
    enum guard_Verdict verdict;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    (void)guard_Modules_bind(channel, MODULES_KEY, &modules, &env);
    if (env.status != IVMC_OK)
        return env.status;
    verdict = guard_Modules_may_load(&modules, digest, &env);
    if (env.status == IVMC_OK)
        printf("%s\n", verdicts[verdict]);
    return env.status;
}

int main(int argc, char **argv)
{
    const struct ivmc_xen_options options = {.max_message = 4096,
                                             .pages = 2,
                                             .peer_label =
                                                 "system_u:system_r:domb_t"};
    struct ivmc_channel *channel;
    char address[64];
    uint8_t digest[32];
    enum ivmc_status s;

    if (argc != 3 || !read_digest(digest, argv[2])) {
        fprintf(stderr, "usage: domb-may-load NUMBER DIGEST\n");
        return 2;
    }
    snprintf(address, sizeof address, "xen:%.16s/domb", argv[1]);
    s = ivmc_xen_connect(address, &options, &channel);
    if (s == IVMC_OK) {
        s = ask(channel, digest);
        ivmc_channel_close(channel);
    }
    if (s != IVMC_OK)
        fprintf(stderr, "domb-may-load: %s\n", ivmc_status_text(s));
    return s == IVMC_OK ? 0 : 1;
}
