/* hello-server ADDRESS: serves hello::Greeter to any number of clients. */
#include <stdio.h>

#include "anywhere.h"
#include "servant.h"

#define LARGEST 4096

int main(int argc, char **argv)
{
    static unsigned char memory[hello_Greeter_MEMORY(LARGEST)];
    struct greeter greeter = {0};
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    uint64_t key;
    enum ivmc_status s;

    if (argc != 2) {
        fprintf(stderr, "usage: hello-server ADDRESS\n");
        return 2;
    }
    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    s = hello_Greeter_serve(&server, &greeter_epv, &greeter, &key);
    if (s == IVMC_OK)
        s = anywhere_serve(&server, "hello-server", argv + 1, LARGEST);
    return s == IVMC_OK ? 0 : 1;
}
