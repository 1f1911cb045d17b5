/* "serve", "offer ADDRESS", "ask ADDRESS". */
#include "guest.h"

#include <string.h>

static bool begins(const char **text, const char *word)
{
    size_t len = strlen(word);

    if (memcmp(*text, word, len) != 0)
        return false;
    *text += len;
    return true;
}

int guest_main(const char *command_line)
{
    enum ivmc_status s;

    if (begins(&command_line, "serve")) {
        s = guest_server();
        ivmc_guest_print("%s\n", ivmc_status_name(s));
        return 1;
    }
    guest_asks = begins(&command_line, "ask ");
    if (!guest_asks && !begins(&command_line, "offer "))
        return 1;
    guest_address_of_server = command_line;
    guest_cases();
    ivmc_guest_print("all cases passed\n");
    return 0;
}
