/*
 * "serve one", "serve many", "offer ADDRESS", "ask ADDRESS", "call ADDRESS",
 * "vault ADDRESS";
 * "spin " before any;
 * "require LABEL " before one that serves or calls: the peer must have it.
 */
#include "guest.h"

#include <string.h>

#include "control.h"
#include "servant.h"

static const char *label; /* NULL: any */

static bool begins(const char **text, const char *word)
{
    size_t len = strlen(word);

    if (memcmp(*text, word, len) != 0)
        return false;
    *text += len;
    return true;
}

/* The word that `text` begins with, and what follows it. */
static const char *take_word(const char **text)
{
    static char word[IVMC_XEN_LABEL_MAX];
    size_t i = 0;

    while (**text != '\0' && **text != ' ' && i + 1 < sizeof word)
        word[i++] = *(*text)++;
    if (**text == ' ')
        ++*text;
    return word;
}

static enum ivmc_status connect(const char *address,
                                struct ivmc_channel **channel)
{
    static _Alignas(4096) unsigned char shared[IVMC_XEN_GUEST_MEMORY(1, 1024)];
    const struct ivmc_xen_guest_options options = {.max_message = 1024,
                                                   .peer_label = label};

    return ivmc_xen_guest_connect(address, &options, 1, shared, sizeof shared,
                                  channel);
}

/* Calls until one fails, and says how. */
static enum ivmc_status call(const char *address)
{
    unsigned char memory[256];
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    enum ivmc_status s;

    ivmc_env_init(&env, memory, sizeof memory);
    s = connect(address, &channel);
    if (s == IVMC_OK)
        s = probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env);
    ivmc_guest_print("calling: %s\n", ivmc_status_name(s));
    while (s == IVMC_OK) {
        probe_Peer_add(&peer, 1, 2, &env);
        s = env.status;
    }
    return s;
}

/* Binds the vault, whose interface wants a label. */
static void open_vault(const char *address)
{
    unsigned char memory[256];
    struct ivmc_channel *channel;
    struct ivmc_object vault;
    struct ivmc_env env;
    enum ivmc_status s;

    ivmc_env_init(&env, memory, sizeof memory);
    s = connect(address, &channel);
    if (s == IVMC_OK)
        s = control_Vault_bind(channel, PEER_OBJECTS + 1, &vault, &env);
    if (s == IVMC_OK && control_Vault_content(&vault, &env) != GUEST_CONTENT)
        s = IVMC_BAD_MESSAGE;
    ivmc_guest_print("vault: %s\n", ivmc_status_name(s));
}

int guest_main(const char *command_line)
{
    enum ivmc_status s;

    guest_spins = begins(&command_line, "spin ");
    if (begins(&command_line, "require "))
        label = take_word(&command_line);
    if (begins(&command_line, "serve ")) {
        s = guest_server(begins(&command_line, "many"), label);
        ivmc_guest_print("%s\n", ivmc_status_name(s));
        return 1;
    }
    if (begins(&command_line, "call ")) {
        s = call(command_line);
        ivmc_guest_print("%s\n", ivmc_status_name(s));
        return 1;
    }
    if (begins(&command_line, "vault ")) {
        open_vault(command_line);
        return 0;
    }
    guest_asks = begins(&command_line, "ask ");
    if (!guest_asks && !begins(&command_line, "offer "))
        return 1;
    guest_address_of_server = command_line;
    guest_cases();
    ivmc_guest_print("all cases passed\n");
    return 0;
}
