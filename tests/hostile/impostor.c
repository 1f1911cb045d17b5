#include "impostor.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "unit.h"

bool impostor_is_packets(void)
{
    return HOSTILE_TYPE == SOCK_SEQPACKET;
}

bool impostor_has_items(void)
{
    return HOSTILE_DOMAIN == AF_UNIX;
}

static void tcp_pair(int fd[2])
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    socklen_t len = sizeof in;
    int l = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_eq(bind(l, (struct sockaddr *)&in, sizeof in), 0);
    ck_assert_int_eq(listen(l, 1), 0);
    ck_assert_int_eq(getsockname(l, (struct sockaddr *)&in, &len), 0);
    fd[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(fd[0], (struct sockaddr *)&in, sizeof in), 0);
    fd[1] = accept4(l, NULL, NULL, SOCK_CLOEXEC);
    ck_assert_int_ge(fd[1], 0);
    close(l);
}

void impostor_pair(int fd[2])
{
    struct timeval t = {2, 0};

    if (HOSTILE_DOMAIN == AF_UNIX)
        ck_assert_int_eq(
            socketpair(AF_UNIX, HOSTILE_TYPE | SOCK_CLOEXEC, 0, fd), 0);
    else
        tcp_pair(fd);
    setsockopt(fd[1], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
}

void impostor_reply(struct frame *reply, const struct frame *f, uint16_t kind,
                    const void *body, uint32_t len)
{
    struct frame r;

    frame_message(&r, kind, body, len);
    memcpy(r.octets + AT_CALL, f->octets + AT_CALL, 8);
    memcpy(r.octets + AT_EPOCH, f->octets + AT_EPOCH, 12);
    memcpy(r.octets + AT_KEY, f->octets + AT_KEY, 8);
    *reply = r;
}

void impostor_sum(struct frame *reply, const struct frame *f)
{
    unsigned char sum[4] = {42, 0, 0, 0};

    impostor_reply(reply, f, IVMC_KIND_REPLY, sum, sizeof sum);
}

void impostor_slot(struct frame *reply, const struct frame *f)
{
    unsigned char slot[4] = {1, 0, 0, 0};

    impostor_reply(reply, f, IVMC_KIND_REPLY, slot, sizeof slot);
}

static void answer_hello(int fd)
{
    struct frame f;

    if (!evil_receive_hello(fd, &f))
        return;
    frame_patch(&f, 12, 4, 0x600d); /* an epoch */
    evil_send(fd, f.octets, f.len);
}

static void *run(void *context)
{
    struct impostor *i = context;
    struct frame f, reply;

    answer_hello(i->fd);
    if (evil_receive(i->fd, &f)) {
        impostor_slot(&reply, &f);
        evil_send(i->fd, reply.octets, reply.len);
        if (evil_receive(i->fd, &f))
            i->play(i, &f);
        while (i->fd >= 0 && evil_receive(i->fd, &f)) {
            impostor_sum(&reply, &f);
            evil_send(i->fd, reply.octets, reply.len);
        }
    }
    if (i->fd >= 0)
        close(i->fd);
    return NULL;
}

void dupe_open(struct dupe *d, impostor_play *play, const void *script)
{
    struct ivmc_socket_options o = {0};
    int fd[2];

    memset(d, 0, sizeof *d);
    d->descriptors = open_descriptors();
    impostor_pair(fd);
    d->impostor.fd = fd[1];
    d->impostor.play = play;
    d->impostor.script = script;
    ck_assert_int_eq(
        pthread_create(&d->impostor.thread, NULL, run, &d->impostor), 0);
    o.max_message = VICTIM_MESSAGE;
    o.timeout_ms = 2000;
    ck_status(ivmc_socket_adopt(fd[0], false, &o, &d->channel), IVMC_OK,
              "connect");
    ivmc_env_init(&d->env, d->memory, sizeof d->memory);
    d->env.timeout_ms = 2000;
    ck_status(probe_Peer_bind(d->channel, IVMC_ROOT_KEY, &d->peer, &d->env),
              IVMC_OK, "bind");
    d->env.timeout_ms = CLIENT_DEADLINE_MS;
}

void dupe_next_call(struct dupe *d, enum ivmc_status status, const char *what)
{
    int32_t sum = probe_Peer_add(&d->peer, 40, 2, &d->env);

    ck_status(d->env.status, status, what);
    ck_assert_int_eq(sum, status == IVMC_OK ? 42 : 0);
}

void dupe_close(struct dupe *d, const char *what)
{
    ivmc_channel_close(d->channel);
    pthread_join(d->impostor.thread, NULL);
    descriptors_come_back(d->descriptors, what);
}

Suite *unit_suite(void)
{
    Suite *s = suite_create("hostile servers: " HOSTILE_NAME);

    suite_add_tcase(s, cases_server_hello());
    suite_add_tcase(s, cases_replies());
    suite_add_tcase(s, cases_late());
    return s;
}
