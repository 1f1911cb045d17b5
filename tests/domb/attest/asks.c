/*
 * domb-asks: a guest that asks the builder what it was built from. On its
 * command line the builder's number and a nonce of 64 digits; prints the
 * quote's octets as lines "quote N DIGITS".
 */
#include <string.h>

#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "attest.h"

#define WITNESS_KEY UINT64_C(1) /* after the builder itself */
#define LARGEST     4096u
#define PAGES       2u
#define LINE        49u    /* octets: a quote is four */
#define REGISTERS   0xc00u /* of modules and of domains */

static _Alignas(
    4096) unsigned char shared[IVMC_XEN_GUEST_MEMORY(PAGES, LARGEST)];
static unsigned char memory[attest_Witness_MEMORY(LARGEST)];

static uint8_t digit(char c)
{
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* "NUMBER NONCE": the address of the number, and the nonce. */
static bool parse(const char *line, char address[32], uint8_t nonce[32])
{
    char number[8] = "";
    size_t n;

    for (n = 0; n < sizeof number - 1 && line[n] != ' '; n++)
        number[n] = line[n];
    if (strlen(line) < n + 65)
        return false;
    ivmc_guest_format(address, 32, "xen:%s/domb", number);
    for (line += n + 1, n = 0; n < 32; n++)
        nonce[n] = (uint8_t)(digit(line[2 * n]) << 4 | digit(line[2 * n + 1]));
    return true;
}

static void print_quote(const struct attest_Quote *quote)
{
    const unsigned char *octets = (const unsigned char *)quote;
    char text[2 * LINE + 1];
    uint32_t line, n;

    _Static_assert(sizeof *quote == 4 * LINE, "lines");
    for (line = 0; line < 4; line++, octets += LINE) {
        for (n = 0; n < LINE; n++)
            ivmc_guest_format(text + 2 * n, 3, "%x%x", octets[n] >> 4,
                              octets[n] & 15);
        ivmc_guest_print("quote %u %s\n", line, text);
    }
}

static enum ivmc_status ask(struct ivmc_channel *channel,
                            const uint8_t nonce[32])
{
    struct ivmc_object witness;
    struct attest_Quote quote;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    (void)attest_Witness_bind(channel, WITNESS_KEY, &witness, &env);
    if (env.status == IVMC_OK)
        attest_Witness_sign(&witness, nonce, REGISTERS, &quote, &env);
    if (env.status == IVMC_OK)
        print_quote(&quote);
    return env.status;
}

int guest_main(const char *command_line)
{
    const struct ivmc_xen_guest_options options = {
        .max_message = LARGEST, .peer_label = "system_u:system_r:domb_t"};
    struct ivmc_channel *channel;
    uint8_t nonce[32];
    char address[32];
    enum ivmc_status s;

    if (!parse(command_line, address, nonce))
        return 1;
    s = ivmc_xen_guest_connect(address, &options, PAGES, shared, sizeof shared,
                               &channel);
    if (s == IVMC_OK) {
        s = ask(channel, nonce);
        ivmc_channel_close(channel);
    }
    ivmc_guest_print("asked: %s\n", ivmc_status_text(s));
    return s != IVMC_OK;
}
