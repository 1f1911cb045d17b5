/* A domain of 2 MiB that has nothing to do. */
#include <ivmc/guest.h>

#define BALLAST (2u << 20)

static const volatile unsigned char ballast[BALLAST] = {1};

int guest_main(const char *command_line)
{
    (void)command_line;
    return ballast[0] + ballast[BALLAST - 1] == 1 ? 0 : 1;
}
