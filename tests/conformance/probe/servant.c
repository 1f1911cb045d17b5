#include "servant.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static void note(void *state, uint32_t what, struct ivmc_env *env)
{
    struct servant *s = state;

    (void)env;
    s->noted += what;
}

static uint32_t noted(void *state, struct ivmc_env *env)
{
    const struct servant *s = state;

    (void)env;
    return s->noted;
}

static int32_t add(void *state, int32_t a, int32_t b, struct ivmc_env *env)
{
    (void)state;
    (void)env;
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

static void echo(void *state, const char *lead, const struct probe_Octets *data,
                 struct probe_Octets *result, struct ivmc_env *env)
{
    (void)state;
    (void)lead;
    (void)env;
    *result = *data;
}

static void fill(void *state, uint32_t len, struct probe_Octets *result,
                 struct ivmc_env *env)
{
    (void)state;
    result->data = ivmc_env_alloc(env, len);
    if (!result->data)
        return;
    result->len = len;
    memset(result->data, 0x5a, len);
}

static void refuse(void *state, int32_t why, struct ivmc_env *env)
{
    struct probe_Refusal refusal = {why, "refused as asked"};

    (void)state;
    probe_Refusal_raise(env, &refusal);
}

static void fail(void *state, uint32_t status, struct ivmc_env *env)
{
    (void)state;
    ivmc_env_fail(env, (enum ivmc_status)status);
}

static void nap(void *state, uint32_t ms, struct ivmc_env *env)
{
    struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};

    (void)state;
    (void)env;
    nanosleep(&t, NULL);
}

static uint32_t later(void *state, uint32_t tag, struct ivmc_env *env)
{
    struct servant *s = state;

    if (s->later_count == SERVANT_LATER) {
        ivmc_env_fail(env, IVMC_LIMIT);
        return 0;
    }
    ivmc_defer(env, &s->later[s->later_count]);
    s->tags[s->later_count++] = tag;
    return 0;
}

/* The number of those that could still be answered. */
static uint32_t flush(void *state, struct ivmc_env *env)
{
    struct servant *s = state;
    uint32_t answered = 0;

    (void)env;
    while (s->later_count) {
        s->later_count--;
        if (probe_Peer_later_reply(&s->later[s->later_count],
                                   s->tags[s->later_count]) == IVMC_OK)
            answered++;
    }
    return answered;
}

int number_file(uint32_t number)
{
    int fd = memfd_create("number", MFD_CLOEXEC);

    if (fd >= 0 && write(fd, &number, sizeof number) != sizeof number) {
        close(fd);
        fd = -1;
    }
    return fd;
}

uint32_t file_number(int fd)
{
    uint32_t number = 0;

    if (pread(fd, &number, sizeof number, 0) != sizeof number)
        number = 0;
    return number;
}

static void pass(void *state, const struct ivmc_region *file,
                 struct ivmc_region *result, struct ivmc_env *env)
{
    struct servant *s = state;
    uint32_t number;

    (void)env;
    if (file->handle == IVMC_NO_HANDLE)
        return; /* nothing for nothing */
    if (s->given != IVMC_NO_HANDLE)
        close((int)s->given);
    number = file_number((int)file->handle);
    s->given = number ? number_file(number + 1) : IVMC_NO_HANDLE;
    result->size = sizeof(uint32_t);
    result->rights = IVMC_READ;
    result->handle = number ? s->given : INT_MAX;
}

static void meet(void *state, const struct ivmc_objref *one,
                 const struct probe_Peers *others, struct probe_Peers *result,
                 struct ivmc_env *env)
{
    uint32_t i;

    (void)state;
    result->data =
        ivmc_env_alloc(env, (others->len + 1) * sizeof *result->data);
    if (!result->data)
        return;
    result->len = others->len + 1;
    result->data[0] = *one;
    for (i = 0; i < others->len; i++)
        result->data[i + 1] = others->data[i];
}

static void turn(void *state, const struct probe_Files *given,
                 struct probe_Files *result, struct ivmc_env *env)
{
    uint32_t i;

    (void)state;
    result->data = ivmc_env_alloc(env, given->len * sizeof *result->data);
    if (!result->data)
        return;
    result->len = given->len;
    for (i = 0; i < given->len; i++)
        result->data[i] = given->data[given->len - 1 - i];
}

static uint32_t digest(void *state, const char *lead,
                       const struct ivmc_shared *data, struct ivmc_env *env)
{
    uint32_t sum = 0;
    uint32_t i;

    (void)state;
    (void)lead;
    (void)env;
    for (i = 0; i < data->len; i++)
        sum = sum * 31 + data->data[i];
    return sum;
}

static void behind(void *state, const struct probe_Octets *data, uint32_t *word,
                   struct probe_Octets *result, struct ivmc_env *env)
{
    (void)state;
    (void)env;
    *result = *data;
    *word += 1;
}

static void drop(void *state, uint64_t key, struct ivmc_env *env)
{
    const struct servant *s = state;
    enum ivmc_status status = ivmc_server_remove(s->server, key);

    if (status != IVMC_OK)
        ivmc_env_fail(env, status);
}

static const struct probe_Peer_epv epv = {
    .note = note,
    .noted = noted,
    .add = add,
    .echo = echo,
    .fill = fill,
    .refuse = refuse,
    .fail = fail,
    .nap = nap,
    .later = later,
    .flush = flush,
    .pass = pass,
    .meet = meet,
    .turn = turn,
    .digest = digest,
    .drop = drop,
    .behind = behind,
};

void peer_init(struct peer *peer, uint32_t max_message)
{
    size_t size = probe_Peer_MEMORY(max_message);
    int i;

    memset(peer, 0, sizeof *peer);
    peer->memory = malloc(size);
    if (!peer->memory)
        abort();
    ivmc_server_init(&peer->server, peer->places, PEER_OBJECTS, peer->memory,
                     size);
    for (i = 0; i < PEER_OBJECTS; i++) {
        peer->servants[i].given = IVMC_NO_HANDLE;
        peer->servants[i].server = &peer->server;
        if (ivmc_server_add(&peer->server, &probe_Peer_skeleton, &epv,
                            &peer->servants[i], &peer->keys[i]) != IVMC_OK)
            abort();
    }
}

void peer_done(struct peer *peer)
{
    int i;

    for (i = 0; i < PEER_OBJECTS; i++) {
        if (peer->servants[i].given != IVMC_NO_HANDLE)
            close((int)peer->servants[i].given);
    }
    free(peer->memory);
}
