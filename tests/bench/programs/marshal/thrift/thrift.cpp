/* Apache Thrift: the binary protocol into a memory buffer. */
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/transport/TBufferTransports.h>

#include "marshal/contender.h"
#include "records_types.h"

using apache::thrift::protocol::TBinaryProtocolT;
using apache::thrift::transport::TMemoryBuffer;

namespace
{

template <class Sequence> struct State {
    std::shared_ptr<TMemoryBuffer> buffer = std::make_shared<TMemoryBuffer>();
    TBinaryProtocolT<TMemoryBuffer> protocol{buffer};
    Sequence out;
};

void *prepare_plain(const plain *all, size_t count)
{
    auto *s = new State<records::PlainSeq>;

    s->out.all.resize(count);
    for (size_t i = 0; i < count; i++) {
        records::Plain &r = s->out.all[i];

        r.id = static_cast<int64_t>(all[i].id);
        r.kind = static_cast<int32_t>(all[i].kind);
        r.flags = static_cast<int32_t>(all[i].flags);
        r.x = all[i].x;
        r.y = all[i].y;
        r.a = static_cast<int32_t>(all[i].a);
        r.b = static_cast<int32_t>(all[i].b);
    }
    return s;
}

void *prepare_mixed(const mixed *all, size_t count)
{
    auto *s = new State<records::MixedSeq>;

    s->out.all.resize(count);
    for (size_t i = 0; i < count; i++) {
        records::Mixed &r = s->out.all[i];

        r.id = static_cast<int64_t>(all[i].id);
        r.paint = static_cast<records::Color::type>(all[i].paint);
        r.valid = all[i].valid;
        r.name = all[i].name;
        r.x = all[i].x;
        r.a = static_cast<int32_t>(all[i].a);
    }
    return s;
}

uint64_t add(const records::Plain &r)
{
    return records_add_plain(
        static_cast<uint64_t>(r.id), static_cast<uint32_t>(r.kind),
        static_cast<uint32_t>(r.flags), r.x, r.y, static_cast<uint32_t>(r.a),
        static_cast<uint32_t>(r.b));
}

uint64_t add(const records::Mixed &r)
{
    return records_add_mixed(static_cast<uint64_t>(r.id),
                             static_cast<uint32_t>(r.paint), r.valid,
                             r.name.c_str(), r.x, static_cast<uint32_t>(r.a));
}

template <class Sequence>
uint64_t turn(void *state, uint64_t *encode, uint64_t *decode)
{
    auto *s = static_cast<State<Sequence> *>(state);
    uint64_t t0 = bench_ticks(), sum = 0;

    s->buffer->resetBuffer();
    s->out.write(&s->protocol);
    uint64_t t1 = bench_ticks();
    {
        Sequence in;

        in.read(&s->protocol);
        for (const auto &r : in.all)
            sum += add(r);
    }
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

} // namespace

const bench_marshaller bench_marshallers[] = {
    {"thrift", prepare_plain, prepare_mixed, turn<records::PlainSeq>,
     turn<records::MixedSeq>},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};
