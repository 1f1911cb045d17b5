/*
 * xen-most ADDRESS: the largest channel there is, with a server of victim.idl
 * elsewhere: pages that this domain grants, as many as its kernel lets it, and
 * then one more; and as many of the server's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <ivmc/xen.h>

#include "victim.h"

#define MOST    1024u
#define LARGEST 65536u
#define TRIES   500

static void expect(const char *what, enum ivmc_status got,
                   enum ivmc_status wanted)
{
    printf("%s: %s\n", what, ivmc_status_name(got));
    if (got != wanted)
        exit(1);
}

static enum ivmc_status reach(const char *address, uint32_t pages, bool ask,
                              struct ivmc_channel **channel)
{
    const struct ivmc_xen_options o = {
        .max_message = LARGEST, .pages = pages, .ask = ask};

    return ivmc_xen_connect(address, &o, channel);
}

/*
 * As before, but tries again: the pages of the channel before come back when
 * the server has let go of them, and it may have room for one client.
 */
static enum ivmc_status reach_soon(const char *address, bool ask,
                                   struct ivmc_channel **channel)
{
    const struct timespec little = {0, 20000000};
    enum ivmc_status s;
    int n = 0;

    while ((s = reach(address, MOST, ask, channel)) != IVMC_OK && n++ < TRIES)
        nanosleep(&little, NULL);
    return s;
}

static enum ivmc_status call(struct ivmc_channel *channel)
{
    static unsigned char memory[2 * LARGEST];
    static uint8_t octets[40000];
    const victim_Octets data = {sizeof octets, octets};
    struct ivmc_object target;
    victim_Octets back;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    memset(octets, 7, sizeof octets);
    (void)victim_Target_bind(channel, IVMC_ROOT_KEY, &target, &env);
    if (env.status == IVMC_OK)
        victim_Target_echo(&target, &data, &back, &env);
    if (env.status == IVMC_OK &&
        (back.len != sizeof octets ||
         memcmp(back.data, octets, sizeof octets) != 0))
        return IVMC_BAD_MESSAGE;
    return env.status;
}

int main(int argc, char **argv)
{
    struct ivmc_channel *channel, *other;
    enum ivmc_status s;

    if (argc != 2)
        return 1;
    expect("offering", reach_soon(argv[1], false, &channel), IVMC_OK);
    expect("a call", call(channel), IVMC_OK);
    s = reach(argv[1], 1, false, &other);
    expect("one page more", s, IVMC_LIMIT);
    expect("a call", call(channel), IVMC_OK);
    ivmc_channel_close(channel);
    expect("asking", reach_soon(argv[1], true, &channel), IVMC_OK);
    expect("a call", call(channel), IVMC_OK);
    ivmc_channel_close(channel);
    expect("offering", reach_soon(argv[1], false, &channel), IVMC_OK);
    expect("a call", call(channel), IVMC_OK);
    ivmc_channel_close(channel);
    return 0;
}
