/* What the two ends do. */
#include "back.h"

/* ---- the server ------------------------------------------------------------------- */

static int32_t count(void *servant, const struct ivmc_objref *who,
                     int32_t limit, struct ivmc_env *env)
{
    static struct ivmc_callbacks callbacks;
    struct ivmc_server *server = servant;
    unsigned char memory[256];
    struct ivmc_object watcher;
    struct ivmc_env calls;
    struct ivmc_channel *c = server->serving->channel;
    int32_t n = 0;

    /* The one client's channel is known when it calls. */
    if (!c->callbacks)
        ivmc_callbacks_enable(&callbacks, c, server);
    c = ivmc_callback_channel(env);
    if (!c) {
        ivmc_env_fail(env, IVMC_REFUSED);
        return 0;
    }
    ivmc_env_init(&calls, memory, sizeof memory);
    (void)back_Watcher_bind(c, who->key, &watcher, &calls);
    while (calls.status == IVMC_OK && n != limit)
        n = back_Watcher_next(&watcher, n, &calls);
    if (calls.status != IVMC_OK)
        ivmc_env_fail(env, calls.status);
    return n;
}

void back_offer_worker(struct ivmc_server *server)
{
    static const struct back_Worker_epv epv = {count};
    static unsigned char memory[4 * BACK_MESSAGE];
    static struct ivmc_servant servants[1];
    uint64_t key;

    ivmc_server_init(server, servants, 1, memory, sizeof memory);
    (void)back_Worker_serve(server, &epv, server, &key);
}

/* ---- the client ------------------------------------------------------------------- */

static int32_t next(void *servant, int32_t n, struct ivmc_env *env)
{
    (void)env;
    ++*(int32_t *)servant;
    return n + 1;
}

enum ivmc_status back_call(struct ivmc_channel *channel)
{
    static const struct back_Watcher_epv epv = {next};
    static unsigned char memory[4 * BACK_MESSAGE], results[256];
    static struct ivmc_callbacks callbacks;
    static struct ivmc_servant servants[1];
    static struct ivmc_server server;
    struct ivmc_object worker;
    struct ivmc_objref self;
    struct ivmc_env env;
    int32_t times = 0;
    uint64_t key;
    int i;

    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    (void)back_Watcher_serve(&server, &epv, &times, &key);
    ivmc_callbacks_accept(&callbacks, channel, &server);
    ivmc_env_init(&env, results, sizeof results);
    (void)back_Worker_bind(channel, IVMC_ROOT_KEY, &worker, &env);
    for (i = 0; i < 2 && env.status == IVMC_OK; i++) {
        self = ivmc_server_reference(&server, key);
        if (back_Worker_count(&worker, &self, BACK_TIMES, &env) != BACK_TIMES &&
            env.status == IVMC_OK)
            return IVMC_BAD_MESSAGE;
    }
    return env.status == IVMC_OK && times != 2 * BACK_TIMES ? IVMC_BAD_MESSAGE
                                                            : env.status;
}
