#include "evil.h"

#include <check.h>

#include <ivmc/message.h>

void evil_send(struct evil *e, const struct frame *f)
{
    e->ops->send(e, f->octets, f->len);
}

bool evil_receive(struct evil *e, struct frame *f)
{
    return e->ops->receive(e, f);
}

uint32_t evil_bind(struct evil *e)
{
    struct frame f;

    frame_bind(&f, e->epoch);
    evil_send(e, &f);
    ck_assert(evil_receive(e, &f));
    ck_assert_uint_eq(frame_field(&f, AT_KIND, 2), IVMC_KIND_REPLY);
    return (uint32_t)frame_field(&f, AT_BODY, 4);
}

void evil_close(struct evil *e)
{
    if (e->ops)
        e->ops->close(e);
    e->ops = NULL;
}
