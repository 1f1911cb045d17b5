/* The least a server links: an object, one operation, one connection. */
#include <ivmc/serve.h>

static void dispatch(struct ivmc_request *rq, uint32_t op)
{
    const char *text = ivmc_get_string(&rq->in, 31);
    uint32_t number = ivmc_get_u32(&rq->in);
    const char *result;

    if (op != 0 || !ivmc_request_ready(rq))
        return;

    result = number != 0 ? ivmc_env_string(&rq->env, text) : "";

    if (ivmc_reply_begin(rq))
        ivmc_put_string(&rq->out, result, 31);
}

static const uint64_t signatures[] = {UINT64_C(1)};
static const struct ivmc_view view = {"IDL:Echo:1.0", 1,   0, 1,
                                      signatures,     NULL};
static const struct ivmc_skeleton skeleton = {
    .views = &view, .view_count = 1, .op_count = 1, .dispatch = dispatch};

static const struct ivmc_channel_ops no_ops;

int main(void)
{
    unsigned char memory[64];
    struct ivmc_channel channel;
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    uint64_t key;

    ivmc_channel_init(&channel, &no_ops, 4096, 1);
    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    return ivmc_server_add(&server, &skeleton, NULL, NULL, &key) == IVMC_OK &&
           ivmc_serve(&server, &channel) == IVMC_OK;
}
