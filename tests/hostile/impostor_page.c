#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "impostor_page.h"
#include "raw.h"

#define EPOCH 0x600d

struct adoption {
    int fd;
    enum ivmc_status status;
    struct ivmc_channel *channel;
};

static void *adopt(void *context)
{
    struct ivmc_page_options o = {
        .max_message = VICTIM_MESSAGE, .timeout_ms = 2000, .pages = RAW_PAGES};
    struct adoption *a = context;

    a->status = ivmc_page_adopt(a->fd, false, &o, &a->channel);
    return NULL;
}

enum ivmc_status impostor_page_pair(struct raw_page *p,
                                    impostor_page_answer *answer,
                                    const void *script,
                                    struct ivmc_channel **channel)
{
    struct adoption a = {0};
    pthread_t thread;
    int fd[2];

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd),
                     0);
    a.fd = fd[0];
    ck_assert_int_eq(pthread_create(&thread, NULL, adopt, &a), 0);
    answer(p, fd[1], script);
    pthread_join(thread, NULL);
    *channel = a.channel;
    return a.status;
}

static void good_answer(struct raw_page *p, int socket, const void *script)
{
    unsigned char packet[RAW_PACKET];

    (void)script;
    raw_page_serve(p, socket, EPOCH);
    raw_page_good_packet(packet);
    raw_send_copies(socket, packet, sizeof packet, -1, 0);
}

static void open_pair(struct evil *e, struct ivmc_channel **channel)
{
    static struct raw_page p; /* one at a time */

    ck_status(impostor_page_pair(&p, good_answer, NULL, channel), IVMC_OK,
              "connect");
    raw_page_evil(e, &p);
}

static void cases(Suite *s)
{
    suite_add_tcase(s, cases_page_answer());
    suite_add_tcase(s, cases_page_replies());
    suite_add_tcase(s, cases_page_reply_items());
}

const struct impostor_transport impostor_transport = {
    .name = "hostile servers: page",
    .open = open_pair,
    .cases = cases,
};
