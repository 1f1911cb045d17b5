/* libxenvchan, both ends in Dom0, blocking. */
#include <unistd.h>

#include <libxenvchan.h>
#include <xenstore.h>

#include "bare.h"
#include "dom0.h"

#define NODE "/local/domain/0/data/vchan"

void vchan_serve(void *unused)
{
    struct libxenvchan *v = libxenvchan_server_init(NULL, 0, NODE, 4096, 4096);
    unsigned char message[BARE_OCTETS];

    (void)unused;
    if (!v)
        fail("libxenvchan_server_init");
    v->blocking = -1; /* one bit, with a sign */
    while (libxenvchan_recv(v, message, BARE_OCTETS) == BARE_OCTETS &&
           libxenvchan_send(v, message, BARE_OCTETS) == BARE_OCTETS)
        continue;
}

void *vchan_open(void)
{
    struct libxenvchan *v;

    /* Its server may not be there yet. */
    while ((v = libxenvchan_client_init(NULL, 0, NODE)) == NULL)
        usleep(10000);
    v->blocking = -1; /* one bit, with a sign */
    return v;
}

void vchan_call(void *v)
{
    unsigned char message[BARE_OCTETS] = {0};

    if (libxenvchan_send(v, message, BARE_OCTETS) != BARE_OCTETS ||
        libxenvchan_recv(v, message, BARE_OCTETS) != BARE_OCTETS)
        fail("libxenvchan");
}
