/*
 * The octets of a peer that knows the protocol and does not keep to it:
 * messages put together by hand, from protocol.7, not from the runtime.
 */
#ifndef FRAME_H
#define FRAME_H

#include <stdint.h>

#define FRAME_MAX 1024

struct frame {
    uint32_t len;
    unsigned char octets[FRAME_MAX];
};

/* Field positions of the header. */
enum {
    AT_LENGTH = 0,
    AT_KIND = 4,
    AT_ITEMS = 6,
    AT_CALL = 8,
    AT_EPOCH = 16,
    AT_SLOT = 20,
    AT_OP = 24,
    AT_STATUS = 28,
    AT_KEY = 32,
    AT_BODY = 40
};

/* And of a bind's body. */
enum {
    BIND_IDENTITY = AT_BODY,
    BIND_MAJOR = AT_BODY + 24,
    BIND_OPS = AT_BODY + 28,
    BIND_SIGNATURE = AT_BODY + 32,
    BIND_END = AT_BODY + 40
};

/* Little-endian, `width` octets at `at`. */
void frame_patch(struct frame *f, uint32_t at, uint32_t width, uint64_t value);
uint64_t frame_field(const struct frame *f, uint32_t at, uint32_t width);

/* A client's good hello. */
void frame_hello(struct frame *f);

/* A header of `kind` and `len` octets of body; the length is set. */
void frame_message(struct frame *f, uint16_t kind, const void *body,
                   uint32_t len);

/*
 * An empty request or reply of `kind`, to be filled: what is put stands
 * aligned, and the length is kept.
 */
void frame_begin(struct frame *f, uint16_t kind);
void frame_put_u32(struct frame *f, uint32_t value);
void frame_put_u64(struct frame *f, uint64_t value);
void frame_put_string(struct frame *f, const char *text);

/* It ends at octet `end`, and says so. */
void frame_cut(struct frame *f, uint32_t end);

/* A good bind of probe::Peer, of the root object. */
void frame_bind(struct frame *f, uint32_t epoch);

void frame_put_reference(struct frame *f, const char *identity, uint64_t key,
                         const char *address);

/* A region as it stands in a body; its item goes beside. */
void frame_put_region(struct frame *f, uint64_t size, uint32_t rights);

/* A sequence of two references: one to nothing, one without address. */
void frame_put_references(struct frame *f);

/* One of files, `count` as it says: one without a region, and one with. */
void frame_put_files(struct frame *f, uint32_t count, uint64_t size,
                     uint32_t rights);

/* A request of this operation; call id 7. */
void frame_address(struct frame *f, uint32_t epoch, uint32_t slot, uint32_t op);

/* A good request to add 40 and 2; call id 7. */
void frame_add(struct frame *f, uint32_t epoch, uint32_t slot);

#endif /* FRAME_H */
