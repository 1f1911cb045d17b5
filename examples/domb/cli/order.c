#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ivmc/sockets.h>

#include "names.h"
#include "tokens.h"
#include "toolstack.h"

/* ---- tokens for files --------------------------------------------------------- */

struct tokens {
    struct ivmc_channel *channel;
    struct ivmc_object keeper;
    struct ivmc_env env;
    unsigned char memory[tokens_Keeper_MEMORY(2048)];
};

static bool tokens_open(struct tokens *t)
{
    const char *address = getenv("DOMB_TOKENS");
    enum ivmc_status s;

    if (!address)
        address = TOKENS_ADDRESS;
    ivmc_env_init(&t->env, t->memory, sizeof t->memory);
    s = ivmc_socket_connect(address, NULL, &t->channel);
    if (s == IVMC_OK)
        s = tokens_Keeper_bind(t->channel, IVMC_ROOT_KEY, &t->keeper, &t->env);
    if (s != IVMC_OK)
        say("vfsback at %s: %s; start it: systemctl start vfsback", address,
            ivmc_status_text(s));
    return s == IVMC_OK;
}

/* Links are followed here, by whoever asks; vfsback follows none. */
static bool mint(struct tokens *t, const char *path, struct domb_Image *image)
{
    struct tokens_File file = {0, 0};
    const struct tokens_Refused *refused;
    char real[PATH_MAX];

    if (!path)
        return true;
    if (!realpath(path, real)) {
        say("%s: %s", path, strerror(errno));
        return false;
    }
    tokens_Keeper_mint(&t->keeper, real, &file, &t->env);
    refused = tokens_Refused_caught(&t->env);
    if (t->env.status != IVMC_OK) {
        say("%s: vfsback: %s", real,
            refused ? refused->reason : ivmc_status_text(t->env.status));
        return false;
    }
    image->token = file.token;
    image->size = file.size;
    return true;
}

static void forget(struct tokens *t, const struct domb_Image *image)
{
    if (image->token != 0)
        tokens_Keeper_forget(&t->keeper, image->token, &t->env);
}

/* ---- refusals ----------------------------------------------------------------- */

/* Why, and what can be done. */
static const char *const refusals[] = {
    [domb_own_domain] = "that domain is the builder itself; name another",
    [domb_not_building] =
        "the domain is not one that is to be built; leave `seclabel` out of "
        "its configuration",
    [domb_not_paused] = "the domain is not paused, or was ended meanwhile; "
                        "create it anew",
    [domb_not_empty] = "the domain has memory already; create it anew",
    [domb_bad_image] =
        "the kernel is no ELF file that Xen can start; give the uncompressed "
        "vmlinux of a kernel with Xen's notes",
    [domb_too_small] = "kernel and ramdisk do not fit into the domain; raise "
                       "`memory` in its configuration",
    [domb_short_read] = "a file became shorter while it was read; leave files "
                        "alone until the domain is built, and try again",
    [domb_no_answer] = "the builder got no answer from vfsback; start it "
                       "(systemctl start vfsback), with this policy's label",
    [domb_wrong_digest] = "a file has not the digest that was demanded; "
                          "compare with sha256sum and domb-refhash",
    [domb_no_memory] = "Xen gives the domain no more memory; look at xl info "
                       "and `maxmem`",
    [domb_log_full] = "the builder's event log is full; boot the machine anew",
    [domb_hypervisor] = "Xen refused it; see what its policy denied with "
                        "xl dmesg",
};

static void explain(const struct ivmc_env *env)
{
    const struct domb_Refused *refused = domb_Refused_caught(env);

    if (!refused)
        say("the builder: %s; look at its console: xl console domb",
            ivmc_status_text(env->status));
    else if (refused->detail != 0)
        say("not built: %s (%s)", refusals[refused->why],
            strerror(-refused->detail));
    else
        say("not built: %s", refusals[refused->why]);
}

/* ---- an order ----------------------------------------------------------------- */

static bool build(const struct domb_Spec *spec, struct domb_Built *built)
{
    struct builder builder;
    struct ivmc_object object;
    bool done = false;

    if (!builder_open(&builder))
        return false;
    if (domb_Builder_bind(builder.channel, IVMC_ROOT_KEY, &object,
                          &builder.env) == IVMC_OK) {
        domb_Builder_build(&object, spec, built, &builder.env);
        done = builder.env.status == IVMC_OK;
    }
    if (!done)
        explain(&builder.env);
    builder_close(&builder);
    return done;
}

#define COMMAND_LINE_MOST 1023u

static bool fill(struct domb_Spec *spec, const struct order *order,
                 uint8_t command_line[COMMAND_LINE_MOST])
{
    size_t len = strlen(order->command_line);

    memset(spec, 0, sizeof *spec);
    if (len > COMMAND_LINE_MOST) {
        say("the command line has %zu octets; a kernel takes %u", len,
            COMMAND_LINE_MOST);
        return false;
    }
    spec->domid = order->domid;
    spec->pages = order->pages;
    spec->console_port = order->console_port;
    spec->store_port = order->store_port;
    memcpy(spec->kernel.expected, order->kernel_wanted, 32);
    memcpy(spec->ramdisk.expected, order->ramdisk_wanted, 32);
    spec->command_line.len = (uint32_t)len;
    spec->command_line.data = command_line;
    memcpy(command_line, order->command_line, len);
    return true;
}

bool order_build(const struct order *order, struct domb_Built *built)
{
    uint8_t command_line[COMMAND_LINE_MOST];
    struct domb_Spec spec;
    struct tokens tokens;
    bool done;

    if (!fill(&spec, order, command_line) || !tokens_open(&tokens))
        return false;
    done = mint(&tokens, order->kernel, &spec.kernel) &&
           mint(&tokens, order->ramdisk, &spec.ramdisk) && build(&spec, built);
    forget(&tokens, &spec.kernel);
    forget(&tokens, &spec.ramdisk);
    ivmc_channel_close(tokens.channel);
    return done;
}

/* ---- digests ------------------------------------------------------------------- */

static void tell(const char *what, const uint8_t digest[32])
{
    char text[65];
    size_t i;

    for (i = 0; i < 32; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    say("  %-8s %s", what, text);
}

void order_tell(const struct order *order, const struct domb_Built *built)
{
    say("built domain %u, event %u of the log", order->domid, built->log_index);
    tell("kernel", built->kernel);
    if (order->ramdisk)
        tell("ramdisk", built->ramdisk);
    tell("config", built->config);
}

static int digit_of(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

bool digest_of(uint8_t digest[32], const char *text)
{
    size_t i;

    if (strlen(text) != 64)
        return false;
    for (i = 0; i < 32; i++) {
        int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        digest[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}
