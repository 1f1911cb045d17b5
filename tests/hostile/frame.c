#include "frame.h"

#include <string.h>

#include "probe.h"

#define KIND_REQUEST 1
#define KIND_BIND    6

void frame_patch(struct frame *f, uint32_t at, uint32_t width, uint64_t value)
{
    uint32_t i;

    for (i = 0; i < width; i++)
        f->octets[at + i] = (unsigned char)(value >> (8 * i) & 0xff);
}

uint64_t frame_field(const struct frame *f, uint32_t at, uint32_t width)
{
    uint64_t value = 0;

    while (width--)
        value = value << 8 | f->octets[at + width];
    return value;
}

void frame_hello(struct frame *f)
{
    memset(f, 0, sizeof *f);
    memcpy(f->octets, "IVMC", 4);
    frame_patch(f, 4, 2, 1);     /* version */
    frame_patch(f, 8, 4, 65536); /* largest message */
    f->len = 32;
}

void frame_message(struct frame *f, uint16_t kind, const void *body,
                   uint32_t len)
{
    memset(f, 0, sizeof *f);
    f->len = AT_BODY + len;
    frame_patch(f, AT_LENGTH, 4, f->len);
    frame_patch(f, AT_KIND, 2, kind);
    if (len)
        memcpy(f->octets + AT_BODY, body, len);
}

void frame_begin(struct frame *f, uint16_t kind)
{
    frame_message(f, kind, "", 0);
}

/* Room for `len` octets, aligned to `align` as the body counts. */
static unsigned char *grow(struct frame *f, uint32_t len, uint32_t align)
{
    unsigned char *at;

    while (f->len % align)
        f->octets[f->len++] = 0;
    at = f->octets + f->len;
    f->len += len;
    frame_patch(f, AT_LENGTH, 4, f->len);
    return at;
}

void frame_put_u32(struct frame *f, uint32_t value)
{
    uint32_t at = (uint32_t)(grow(f, 4, 4) - f->octets);

    frame_patch(f, at, 4, value);
}

void frame_put_u64(struct frame *f, uint64_t value)
{
    uint32_t at = (uint32_t)(grow(f, 8, 8) - f->octets);

    frame_patch(f, at, 8, value);
}

void frame_put_string(struct frame *f, const char *text)
{
    uint32_t len = (uint32_t)strlen(text) + 1;

    frame_put_u32(f, len);
    memcpy(grow(f, len, 1), text, len);
}

void frame_put_reference(struct frame *f, const char *identity, uint64_t key,
                         const char *address)
{
    frame_put_string(f, identity);
    frame_put_u64(f, key);
    frame_put_string(f, address);
}

void frame_put_region(struct frame *f, uint64_t size, uint32_t rights)
{
    frame_put_u64(f, size);
    frame_put_u32(f, rights);
}

void frame_put_references(struct frame *f)
{
    frame_put_u32(f, 2);
    frame_put_reference(f, "", 0, "");
    frame_put_reference(f, probe_Peer_IDENTITY, 2, "");
}

void frame_put_files(struct frame *f, uint32_t count, uint64_t size,
                     uint32_t rights)
{
    frame_put_u32(f, count);
    frame_put_string(f, "first");
    frame_put_region(f, 0, 0);
    frame_put_string(f, "second");
    frame_put_region(f, size, rights);
}

void frame_cut(struct frame *f, uint32_t end)
{
    f->len = end;
    frame_patch(f, AT_LENGTH, 4, end);
}

void frame_bind(struct frame *f, uint32_t epoch)
{
    static const char identity[] = "IDL:probe/Peer:1.0"; /* 19 with NUL */
    const struct ivmc_view *peer = &probe_Peer_skeleton.views[0];
    unsigned char body[BIND_END - AT_BODY] = {0};

    body[0] = sizeof identity;
    memcpy(body + 4, identity, sizeof identity);
    frame_message(f, KIND_BIND, body, sizeof body);
    frame_patch(f, AT_CALL, 8, 1);
    frame_patch(f, AT_EPOCH, 4, epoch);
    frame_patch(f, BIND_MAJOR, 2, 1);
    /* What only the compiler knows. */
    frame_patch(f, BIND_OPS, 4, peer->op_count);
    frame_patch(f, BIND_SIGNATURE, 8, peer->signatures[peer->op_count - 1]);
}

void frame_address(struct frame *f, uint32_t epoch, uint32_t slot, uint32_t op)
{
    frame_patch(f, AT_CALL, 8, 7);
    frame_patch(f, AT_EPOCH, 4, epoch);
    frame_patch(f, AT_SLOT, 4, slot);
    frame_patch(f, AT_OP, 4, op);
}

void frame_add(struct frame *f, uint32_t epoch, uint32_t slot)
{
    static const unsigned char body[] = {40, 0, 0, 0, 2, 0, 0, 0};

    frame_message(f, KIND_REQUEST, body, sizeof body);
    frame_address(f, epoch, slot, probe_Peer_OP_add);
}
