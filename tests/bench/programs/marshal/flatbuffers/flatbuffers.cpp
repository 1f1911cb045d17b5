/*
 * FlatBuffers: tables, verified before they are read. "flatbuffers-struct"
 * has the plain record as a structure whose layout can never change: what it
 * gives up for that is why tables are what its own guide starts with.
 */
#include "marshal/contender.h"
#include "records_generated.h"

namespace
{

struct State {
    const plain *plains;
    const mixed *mixeds;
    size_t count;
    flatbuffers::FlatBufferBuilder builder{1 << 20};
    std::vector<flatbuffers::Offset<records::Plain>> plain_at;
    std::vector<flatbuffers::Offset<records::Mixed>> mixed_at;
};

void *prepare_plain(const plain *all, size_t count)
{
    State *s = new State;

    s->plains = all;
    s->count = count;
    s->plain_at.resize(count);
    return s;
}

void *prepare_mixed(const mixed *all, size_t count)
{
    State *s = new State;

    s->mixeds = all;
    s->count = count;
    s->mixed_at.resize(count);
    return s;
}

template <class Sequence> const Sequence *verified(State *s)
{
    flatbuffers::Verifier verifier(s->builder.GetBufferPointer(),
                                   s->builder.GetSize(), 64,
                                   static_cast<unsigned>(s->count) + 16);

    if (!verifier.VerifyBuffer<Sequence>(nullptr))
        bench_die("not verified");
    return flatbuffers::GetRoot<Sequence>(s->builder.GetBufferPointer());
}

template <class Record> uint64_t add(const Record *r)
{
    return records_add_plain(r->id(), r->kind(), r->flags(), r->x(), r->y(),
                             r->a(), r->b());
}

uint64_t turn_plain(void *state, uint64_t *encode, uint64_t *decode)
{
    State *s = static_cast<State *>(state);
    uint64_t t0 = bench_ticks(), sum = 0;

    s->builder.Clear();
    for (size_t i = 0; i < s->count; i++) {
        const plain &r = s->plains[i];

        s->plain_at[i] = records::CreatePlain(s->builder, r.id, r.kind, r.flags,
                                              r.x, r.y, r.a, r.b);
    }
    s->builder.Finish(records::CreatePlainSeq(
        s->builder, s->builder.CreateVector(s->plain_at)));
    uint64_t t1 = bench_ticks();
    for (const auto *r : *verified<records::PlainSeq>(s)->all())
        sum += add(r);
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

uint64_t turn_struct(void *state, uint64_t *encode, uint64_t *decode)
{
    State *s = static_cast<State *>(state);
    uint64_t t0 = bench_ticks(), sum = 0;
    records::PlainStruct *to;

    s->builder.Clear();
    auto all = s->builder.CreateUninitializedVectorOfStructs(s->count, &to);
    for (size_t i = 0; i < s->count; i++) {
        const plain &r = s->plains[i];

        to[i] = records::PlainStruct(r.id, r.kind, r.flags, r.x, r.y, r.a, r.b);
    }
    s->builder.Finish(records::CreatePlainStructSeq(s->builder, all));
    uint64_t t1 = bench_ticks();
    for (const auto *r : *verified<records::PlainStructSeq>(s)->all())
        sum += add(r);
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

uint64_t turn_mixed(void *state, uint64_t *encode, uint64_t *decode)
{
    State *s = static_cast<State *>(state);
    uint64_t t0 = bench_ticks(), sum = 0;

    s->builder.Clear();
    for (size_t i = 0; i < s->count; i++) {
        const mixed &r = s->mixeds[i];
        auto name = s->builder.CreateString(r.name);

        s->mixed_at[i] = records::CreateMixed(
            s->builder, r.id, static_cast<records::Color>(r.paint), r.valid,
            name, r.x, r.a);
    }
    s->builder.Finish(records::CreateMixedSeq(
        s->builder, s->builder.CreateVector(s->mixed_at)));
    uint64_t t1 = bench_ticks();
    for (const auto *r : *verified<records::MixedSeq>(s)->all())
        sum += records_add_mixed(r->id(), r->paint(), r->valid(),
                                 r->name()->c_str(), r->x(), r->a());
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

} // namespace

const bench_marshaller bench_marshallers[] = {
    {"flatbuffers", prepare_plain, prepare_mixed, turn_plain, turn_mixed},
    {"flatbuffers-struct", prepare_plain, prepare_mixed, turn_struct,
     turn_mixed},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};
