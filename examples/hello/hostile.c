/*
 * hello-hostile ADDRESS: what a hostile client may try against hello-server,
 * over a raw Unix stream socket, and how the server answers. Exits with 0
 * when every attempt was refused.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <ivmc/codec.h>
#include <ivmc/message.h>

#include "hello.h"

struct attempt {
    const char *what;
    uint32_t length;      /* as the header claims it; 0: the truth */
    uint32_t name_length; /* as the body claims it */
    const char *name;
    uint32_t name_octets; /* really sent */
    uint32_t op;
};

static const struct attempt attempts[] = {
    {"a message that claims 4 GiB", UINT32_MAX, 6, "World", 6, 0},
    {"a message shorter than its header", 8, 6, "World", 6, 0},
    {"a name that claims 4 GiB", 0, UINT32_MAX, "World", 6, 0},
    {"a name longer than its bound", 0, 65,
     "0123456789012345678901234567890123456789012345678901234567890123", 65, 0},
    {"a name without its NUL", 0, 5, "World", 5, 0},
    {"a name with a NUL inside", 0, 6, "Wo\0ld", 6, 0},
    {"an empty name without even a NUL", 0, 0, "", 0, 0},
    {"octets behind the last parameter", 0, 6, "World\0\0\0", 9, 0},
    {"an operation that does not exist", 0, 6, "World", 6, 77},
};

static int connect_raw(const char *address)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    const struct timeval patience = {.tv_sec = 5};
    int fd;

    if (strncmp(address, "unix:", 5) != 0 ||
        strlen(address + 5) >= sizeof name.sun_path)
        return -1;
    strcpy(name.sun_path, address + 5);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (const struct sockaddr *)&name, sizeof name) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool send_all(int fd, const void *octets, size_t len)
{
    return send(fd, octets, len, MSG_NOSIGNAL) == (ssize_t)len;
}

static bool receive_all(int fd, void *octets, size_t len)
{
    return recv(fd, octets, len, MSG_WAITALL) == (ssize_t)len;
}

/* The hello, then a good bind: what follows is slot 1 of a live connection. */
static bool shake_hands(int fd, uint32_t *epoch)
{
    const struct ivmc_hello mine = {
        .version = IVMC_PROTOCOL_VERSION, .max_message = 4096};
    unsigned char octets[IVMC_HELLO_SIZE];
    struct ivmc_hello theirs;

    ivmc_hello_store(octets, &mine);
    if (!send_all(fd, octets, sizeof octets) ||
        !receive_all(fd, octets, sizeof octets) ||
        ivmc_hello_load(&theirs, octets) != IVMC_OK)
        return false;
    *epoch = theirs.epoch;
    return true;
}

/* Sends one request as `a` has it. */
static bool send_attempt(int fd, const struct attempt *a, uint32_t epoch)
{
    unsigned char octets[IVMC_HEADER_SIZE + 128] = {0};
    const uint32_t len = IVMC_HEADER_SIZE + 4 + a->name_octets;
    const struct ivmc_header h = {
        .length = a->length ? a->length : len,
        .kind = IVMC_KIND_REQUEST,
        .call_id = 2,
        .epoch = epoch,
        .slot = 1,
        .op = a->op,
    };

    ivmc_header_store(octets, &h);
    ivmc_store_u32(octets + IVMC_HEADER_SIZE, a->name_length);
    memcpy(octets + IVMC_HEADER_SIZE + 4, a->name, a->name_octets);
    return send_all(fd, octets, len);
}

/* Binds as a good client does, by the octets of ivmc_protocol(7). */
static bool bind_greeter(int fd, uint32_t epoch)
{
    unsigned char octets[IVMC_HEADER_SIZE + 256];
    struct ivmc_header h = {
        .kind = IVMC_KIND_BIND, .call_id = 1, .epoch = epoch};
    struct ivmc_enc e;

    ivmc_enc_init(&e, octets + IVMC_HEADER_SIZE, 256);
    ivmc_put_string(&e, hello_Greeter_IDENTITY, 0);
    ivmc_put_u16(&e, 1);
    ivmc_put_u16(&e, 0);
    ivmc_put_u32(&e, 0); /* no operations: compatible with every version */
    ivmc_put_u64(&e, UINT64_C(0xcbf29ce484222325));
    h.length = IVMC_HEADER_SIZE + e.pos;
    ivmc_header_store(octets, &h);
    return send_all(fd, octets, h.length) &&
           receive_all(fd, octets, IVMC_HEADER_SIZE + 4) &&
           ivmc_header_load(&h, octets, 4096) && h.kind == IVMC_KIND_REPLY;
}

/* How the server answered: a status, or the end of the connection. */
static bool is_refused(int fd, const char *what)
{
    unsigned char octets[IVMC_HEADER_SIZE];
    struct ivmc_header h;

    if (!receive_all(fd, octets, sizeof octets)) {
        printf("%-40s connection closed\n", what);
        return true;
    }
    if (!ivmc_header_load(&h, octets, 4096) || h.kind != IVMC_KIND_STATUS) {
        printf("%-40s ACCEPTED\n", what);
        return false;
    }
    printf("%-40s %s\n", what,
           ivmc_status_name((enum ivmc_status)h.status));
    return true;
}

static bool try_attempt(const char *address, const struct attempt *a)
{
    uint32_t epoch;
    bool refused = false;
    int fd = connect_raw(address);

    if (fd < 0 || !shake_hands(fd, &epoch) || !bind_greeter(fd, epoch) ||
        !send_attempt(fd, a, epoch))
        fprintf(stderr, "hello-hostile: cannot even try at %s\n", address);
    else
        refused = is_refused(fd, a->what);
    if (fd >= 0)
        close(fd);
    return refused;
}

int main(int argc, char **argv)
{
    bool ok = true;
    size_t i;

    if (argc != 2) {
        fprintf(stderr, "usage: hello-hostile unix:/PATH\n");
        return 2;
    }
    for (i = 0; i < sizeof attempts / sizeof attempts[0]; i++)
        ok = try_attempt(argv[1], &attempts[i]) && ok;
    return ok ? 0 : 1;
}
