/* "DOMID": attacks the server "probe" of that domain. */
#include "attack.h"

#include <string.h>

#include <ivmc/xen_guest.h>

#include "probe.h"

uint16_t victim, own;
char inbox[XEN_PATH_MAX];

static char address[32];

void check(bool good, const char *attack, const char *what)
{
    if (good)
        return;
    ivmc_guest_print("FAILED: %s: %s\n", attack, what);
    ivmc_guest_end(true);
}

bool soon(bool (*condition)(void *), void *context)
{
    uint64_t end = ivmc_guest_now() + UINT64_C(5000000000);

    while (!condition(context)) {
        if (ivmc_guest_now() >= end)
            return false;
        ivmc_guest_wait(NULL, 0, ivmc_guest_now() + 5000000);
    }
    return true;
}

enum ivmc_status put(const char *name, const char *value)
{
    char path[512];

    ivmc_guest_format(path, sizeof path, "%s/%s", inbox, name);
    return ivmc_guest_store_write(path, value);
}

static enum ivmc_status call(void)
{
    static _Alignas(
        4096) unsigned char shared[IVMC_XEN_GUEST_MEMORY(2, MESSAGE)];
    const struct ivmc_xen_guest_options options = {.timeout_ms = 10000};
    unsigned char memory[256];
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    enum ivmc_status s;

    ivmc_env_init(&env, memory, sizeof memory);
    s = ivmc_xen_guest_connect(address, &options, 2, shared, sizeof shared,
                               &channel);
    if (s != IVMC_OK)
        return s;
    s = probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env);
    if (s == IVMC_OK && probe_Peer_add(&peer, 2, 3, &env) != 5)
        s = env.status;
    ivmc_channel_close(channel);
    return s;
}

void good_call(const char *attack)
{
    enum ivmc_status s = call();

    /* Its inbox may just have been made anew. */
    if (s == IVMC_PEER_GONE || s == IVMC_REFUSED) {
        ivmc_guest_wait(NULL, 0, ivmc_guest_now() + 500000000);
        s = call();
    }
    check(s == IVMC_OK, attack, ivmc_status_name(s));
}

static uint16_t number(const char *text)
{
    uint16_t n = 0;

    for (; *text >= '0' && *text <= '9'; text++)
        n = (uint16_t)(n * 10 + (*text - '0'));
    return n;
}

int guest_main(const char *command_line)
{
    char text[8];

    victim = number(command_line);
    if (ivmc_guest_store_read("domid", text, sizeof text, NULL) != IVMC_OK)
        return 1;
    own = number(text);
    xen_inbox_path(inbox, victim, "probe");
    ivmc_guest_format(address, sizeof address, "xen:%u/probe", victim);
    good_call("none");
    attack_offers();
    attack_inbox();
    ivmc_guest_print("all attacks failed\n");
    return 0;
}
