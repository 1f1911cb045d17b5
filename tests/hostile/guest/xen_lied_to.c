/*
 * xen-lied-to ADDRESS: a client in Dom0 of the server in impostor.c, which
 * tells each of its lies once, in their order there.
 */
#include <stdio.h>

#include <ivmc/xen.h>

static const struct lie {
    const char *name;
    bool ask;
    enum ivmc_status seen_as;
} lies[] = {
    {"another nonce", false, IVMC_BAD_MESSAGE},
    {"no epoch", false, IVMC_BAD_MESSAGE},
    {"larger messages", false, IVMC_BAD_MESSAGE},
    {"tiny messages", false, IVMC_BAD_MESSAGE},
    {"other halves", false, IVMC_BAD_MESSAGE},
    {"more pages", false, IVMC_BAD_MESSAGE},
    {"another magic", false, IVMC_BAD_MESSAGE},
    {"words behind", false, IVMC_BAD_MESSAGE},
    {"taken away", false, IVMC_REFUSED},
    {"a grant of nothing", true, IVMC_PEER_GONE},
    {"a grant of the builder's", true, IVMC_PEER_GONE},
    /* What is no offer may yet become one. */
    {"no offer", true, IVMC_TIMEOUT},
    {"nothing", true, IVMC_TIMEOUT},
    {"a number too large", true, IVMC_TIMEOUT},
    {"what was asked", true, IVMC_TIMEOUT},
};

int main(int argc, char **argv)
{
    struct ivmc_xen_options o = {
        .max_message = 1024, .timeout_ms = 3000, .pages = 2};
    struct ivmc_channel *channel;
    enum ivmc_status s;
    int failed = 0;
    size_t i;

    if (argc != 2)
        return 2;
    for (i = 0; i < sizeof lies / sizeof *lies; i++) {
        o.ask = lies[i].ask;
        s = ivmc_xen_connect(argv[1], &o, &channel);
        if (s != lies[i].seen_as || channel)
            failed = 1;
        printf("%s: %s\n", lies[i].name, ivmc_status_name(s));
    }
    return failed;
}
