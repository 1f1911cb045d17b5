/*
 * Cap'n Proto: the message is built where it lies, so encoding starts from
 * plain C, and it is read where it lies, with its bounds checked on the way.
 * "capnp" is the set-up of its guide: a builder that allocates its segments,
 * made flat for sending. "capnp-in-place" builds in one segment that was lent
 * once and lets the reader have it there: nothing is allocated or copied.
 */
#include <capnp/message.h>
#include <capnp/serialize.h>

#include "marshal/contender.h"
#include "records.capnp.h"

namespace
{

struct State {
    const plain *plains;
    const mixed *mixeds;
    unsigned count;
    kj::Array<capnp::word> scratch;
};

State *prepare(size_t count)
{
    State *s = new State;

    s->count = static_cast<unsigned>(count);
    s->scratch = kj::heapArray<capnp::word>(64 + count * 10);
    memset(s->scratch.begin(), 0, s->scratch.asBytes().size());
    return s;
}

void *prepare_plain(const plain *all, size_t count)
{
    State *s = prepare(count);

    s->plains = all;
    return s;
}

void *prepare_mixed(const mixed *all, size_t count)
{
    State *s = prepare(count);

    s->mixeds = all;
    return s;
}

void build(capnp::MessageBuilder &message, const plain *all, unsigned count)
{
    auto list = message.initRoot<records::PlainSeq>().initAll(count);

    for (unsigned i = 0; i < count; i++) {
        auto r = list[i];

        r.setId(all[i].id);
        r.setKind(all[i].kind);
        r.setFlags(all[i].flags);
        r.setX(all[i].x);
        r.setY(all[i].y);
        r.setA(all[i].a);
        r.setB(all[i].b);
    }
}

void build(capnp::MessageBuilder &message, const mixed *all, unsigned count)
{
    auto list = message.initRoot<records::MixedSeq>().initAll(count);

    for (unsigned i = 0; i < count; i++) {
        auto r = list[i];

        r.setId(all[i].id);
        r.setPaint(static_cast<records::Color>(all[i].paint));
        r.setValid(all[i].valid);
        r.setName(all[i].name);
        r.setX(all[i].x);
        r.setA(all[i].a);
    }
}

uint64_t add(records::Plain::Reader r)
{
    return records_add_plain(r.getId(), r.getKind(), r.getFlags(), r.getX(),
                             r.getY(), r.getA(), r.getB());
}

uint64_t add(records::Mixed::Reader r)
{
    return records_add_mixed(r.getId(), static_cast<uint32_t>(r.getPaint()),
                             r.getValid(), r.getName().cStr(), r.getX(),
                             r.getA());
}

template <class Sequence> uint64_t read(capnp::MessageReader &reader)
{
    uint64_t sum = 0;

    for (auto r : reader.getRoot<Sequence>().getAll())
        sum += add(r);
    return sum;
}

/* The reader's guard against amplification stops large messages by default. */
capnp::ReaderOptions unlimited()
{
    capnp::ReaderOptions options;

    options.traversalLimitInWords = 1u << 30;
    return options;
}

template <class Sequence, class Record>
uint64_t guided(State *s, const Record *all, uint64_t *encode, uint64_t *decode)
{
    uint64_t t0 = bench_ticks();
    kj::Array<capnp::word> flat;

    {
        capnp::MallocMessageBuilder message;

        build(message, all, s->count);
        flat = capnp::messageToFlatArray(message);
    }
    uint64_t t1 = bench_ticks();
    capnp::FlatArrayMessageReader reader(flat, unlimited());
    uint64_t sum = read<Sequence>(reader);
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

template <class Sequence, class Record>
uint64_t in_place(State *s, const Record *all, uint64_t *encode,
                  uint64_t *decode)
{
    uint64_t t0 = bench_ticks(), sum;

    {
        /* Clears the memory again when it ends: part of encoding. */
        capnp::MallocMessageBuilder message(s->scratch);

        build(message, all, s->count);
        auto segments = message.getSegmentsForOutput();
        if (segments.size() != 1)
            bench_die("more than one segment");
        uint64_t t1 = bench_ticks();
        capnp::SegmentArrayMessageReader reader(segments, unlimited());
        sum = read<Sequence>(reader);
        *decode = bench_ticks() - t1;
    }
    *encode = bench_ticks() - t0 - *decode;
    return sum;
}

uint64_t guided_plain(void *state, uint64_t *encode, uint64_t *decode)
{
    State *s = static_cast<State *>(state);

    return guided<records::PlainSeq>(s, s->plains, encode, decode);
}

uint64_t guided_mixed(void *state, uint64_t *encode, uint64_t *decode)
{
    State *s = static_cast<State *>(state);

    return guided<records::MixedSeq>(s, s->mixeds, encode, decode);
}

uint64_t in_place_plain(void *state, uint64_t *encode, uint64_t *decode)
{
    State *s = static_cast<State *>(state);

    return in_place<records::PlainSeq>(s, s->plains, encode, decode);
}

uint64_t in_place_mixed(void *state, uint64_t *encode, uint64_t *decode)
{
    State *s = static_cast<State *>(state);

    return in_place<records::MixedSeq>(s, s->mixeds, encode, decode);
}

} // namespace

const bench_marshaller bench_marshallers[] = {
    {"capnp", prepare_plain, prepare_mixed, guided_plain, guided_mixed},
    {"capnp-in-place", prepare_plain, prepare_mixed, in_place_plain,
     in_place_mixed},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};
