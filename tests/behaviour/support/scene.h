/*
 * One server and one client in one process, with a wire between them that can
 * be tampered with: what the tests of generated code play in.
 */
#ifndef SCENE_H
#define SCENE_H

#include <check.h>

#include <ivmc/local.h>
#include <ivmc/serve.h>

#define SCENE_SERVANTS 16
#define SCENE_MESSAGE  4096
#define SCENE_MEMORY   (16 * SCENE_MESSAGE)
#define SCENE_CALLS    8

/* What happens to one message on its way. */
enum scene_harm { SCENE_NONE, SCENE_FLIP, SCENE_CUT, SCENE_STORE };

struct scene_message {
    uint32_t length; /* header included */
    unsigned char octets[SCENE_MESSAGE];
};

/* The messages of one direction since the scene was opened or armed. */
struct scene_way {
    uint32_t count;                /* passed so far */
    uint32_t lengths[SCENE_CALLS]; /* of the first ones */
    struct scene_message last;
    enum scene_harm harm;
    uint32_t victim;          /* the message that is harmed */
    uint32_t at;              /* bit to flip, octets to leave, where to store */
    uint32_t value;           /* what to store */
    unsigned char *room;      /* what the sender writes into */
    void *exact[SCENE_CALLS]; /* the last bodies, in just their size */
    uint32_t next_exact;
};

struct scene {
    struct ivmc_local local;
    struct ivmc_server server;
    struct ivmc_servant servants[SCENE_SERVANTS];
    struct ivmc_env env; /* the client's */
    struct scene_way requests, replies;
    uint64_t key; /* of the first object */
};

/* Offers one object and connects to its server. */
void scene_open(struct scene *s, const struct ivmc_skeleton *skeleton,
                const void *epv, void *state);
void scene_close(struct scene *s);

/* What the client calls through. */
struct ivmc_channel *scene_channel(struct scene *s);

/* ck_assert leaves a mark at each call: too slow for what is played often. */
#define scene_check(condition)                                                 \
    do {                                                                       \
        if (!(condition))                                                      \
            ck_abort_msg("not so: %s", #condition);                            \
    } while (0)

/*
 * When set, bodies are decoded out of the memory that this gives, which holds
 * the `len` octets: shared memory that somebody watches. When `any`, the test
 * bears any octets there, in place of these.
 */
extern void *(*scene_shared)(const void *octets, size_t len, bool any);

/*
 * When set, told of memory that is lent to be written, which are arenas and
 * the rooms of messages, and of each message that leaves.
 */
extern void (*scene_lent)(void *memory, size_t size);
extern void (*scene_leaves)(const unsigned char *octets, size_t len);

/* Fails the test unless the last call ended like this. */
#define scene_expect(s, expected)                                              \
    do {                                                                       \
        if ((s)->env.status != (expected))                                     \
            ck_abort_msg("%s instead of %s",                                   \
                         ivmc_status_name((s)->env.status),                    \
                         ivmc_status_name(expected));                          \
    } while (0)

/*
 * Plays `play` again and again; it opens the scene, binds, calls
 * scene_armed, makes its calls, looks at whatever came, and closes. Each time
 * one message after scene_armed is harmed: every bit of it is flipped once,
 * and it ends after each of its octets. The sanitizers watch.
 */
void scene_attack(struct scene *s, void (*play)(struct scene *s));
void scene_armed(struct scene *s);

/* The next message of that way has `value` in its body, at octet `at`. */
void scene_lie(struct scene_way *way, uint32_t at, uint32_t value);

#endif /* SCENE_H */
