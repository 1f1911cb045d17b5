/* Files: each octet is fetched once, and measured where it is to be used. */
#include "build.h"

#include <string.h>

#include "measure.h"
#include "source.h"

/* Copies what may change, and keeps the compiler from looking there again. */
static void pull(void *to, const void *from, size_t len)
{
    memcpy(to, from, len);
    __asm__ volatile("" : : "r"(to) : "memory");
}

/* Those that we have; `*len` ends where that changes. */
static const unsigned char *find_piece(const struct file *f, uint64_t offset,
                                       uint64_t *len)
{
    const struct piece *p;

    for (p = f->piece; p < f->piece + f->pieces; p++) {
        if (offset - p->at < p->len) {
            *len = least(*len, p->len - (offset - p->at));
            return p->octets + (offset - p->at);
        }
        if (p->at > offset)
            *len = least(*len, p->at - offset);
    }
    return NULL;
}

static const unsigned char *find_in_chunk(struct build *b, const struct file *f,
                                          uint64_t offset, uint64_t *len)
{
    enum domb_Refusal why;

    if (offset - b->chunk_at >= b->chunk_len) {
        b->chunk_at = offset;
        b->chunk_len = least(SOURCE_MOST, f->image->size - offset);
        b->chunk = source_read(f->image, offset, (uint32_t)b->chunk_len, &why);
        if (!b->chunk) {
            b->chunk_len = 0;
            (void)refuse(b, why, 0);
            return NULL;
        }
    }
    *len = least(*len, b->chunk_len - (offset - b->chunk_at));
    return b->chunk + (offset - b->chunk_at);
}

bool load_octets(struct build *b, const struct file *f, uint64_t offset,
                 uint64_t len, unsigned char *to)
{
    const unsigned char *from;
    uint64_t n;

    for (; len > 0; offset += n, to += n, len -= n) {
        n = len;
        from = find_piece(f, offset, &n);
        if (!from)
            from = find_in_chunk(b, f, offset, &n);
        if (!from)
            return false;
        pull(to, from, n);
    }
    return true;
}

/* Where the octets at `offset` belong; `*len` ends where that changes. */
static unsigned char *find_room(struct build *b, const struct file *f,
                                uint64_t offset, uint64_t *len)
{
    static unsigned char nowhere[TARGET_PAGE];
    const struct segment *s;
    unsigned char *at;
    uint64_t to;

    for (s = f->segment; s < f->segment + f->segments; s++) {
        if (offset - s->offset < s->len) {
            to = s->at + (offset - s->offset);
            *len = least(*len, s->len - (offset - s->offset));
            *len = least(*len, WINDOW_PAGES * PAGE - to % PAGE);
            at = memory_show(b, to / PAGE, pages_of(to % PAGE + *len));
            return at ? at + to % PAGE : NULL;
        }
        if (s->offset > offset)
            *len = least(*len, s->offset - offset);
    }
    *len = least(*len, sizeof nowhere);
    return nowhere;
}

/* What a segment has of memory and not of the file. */
static bool zero_rest(struct build *b, const struct file *f)
{
    const struct segment *s;

    for (s = f->segment; s < f->segment + f->segments; s++)
        if (!memory_zero(b, s->at + s->len, s->end))
            return false;
    return true;
}

static bool is_expected(const struct domb_Image *image,
                        const unsigned char digest[32])
{
    static const domb_Digest any;

    return memcmp(image->expected, any, sizeof any) == 0 ||
           memcmp(image->expected, digest, sizeof any) == 0;
}

bool load_file(struct build *b, const struct file *f, unsigned char digest[32])
{
    uint64_t size = f->image->size;
    struct measure m;
    unsigned char *to;
    uint64_t at, len;

    b->chunk_len = 0;
    measure_begin(&m);
    for (at = 0; at < size; at += len) {
        len = size - at;
        to = find_room(b, f, at, &len);
        if (!to || !load_octets(b, f, at, len, to))
            return false;
        measure_update(&m, to, len);
    }
    measure_end(&m, digest);
    if (!is_expected(f->image, digest))
        return refuse(b, domb_wrong_digest, 0);
    return zero_rest(b, f);
}
