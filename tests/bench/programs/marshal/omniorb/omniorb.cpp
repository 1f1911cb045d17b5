/* omniORB: CDR into a memory stream. */
#include <omniORB4/CORBA.h>

#include "marshal/contender.h"
#include "records.hh"

namespace
{

/* Streams find the code set of their strings in a started ORB. */
void start()
{
    static CORBA::ORB_var orb;
    int argc = 0;

    if (CORBA::is_nil(orb))
        orb = CORBA::ORB_init(argc, nullptr);
}

template <class Sequence> struct State {
    cdrMemoryStream stream;
    Sequence out;
};

void *prepare_plain(const plain *all, size_t count)
{
    start();
    auto *s = new State<records::PlainSeq>;

    s->out.length(static_cast<CORBA::ULong>(count));
    for (CORBA::ULong i = 0; i < count; i++) {
        records::Plain &r = s->out[i];

        r.id = all[i].id;
        r.kind = all[i].kind;
        r.flags = all[i].flags;
        r.x = all[i].x;
        r.y = all[i].y;
        r.a = all[i].a;
        r.b = all[i].b;
    }
    return s;
}

void *prepare_mixed(const mixed *all, size_t count)
{
    start();
    auto *s = new State<records::MixedSeq>;

    s->out.length(static_cast<CORBA::ULong>(count));
    for (CORBA::ULong i = 0; i < count; i++) {
        records::Mixed &r = s->out[i];

        r.id = all[i].id;
        r.paint = static_cast<records::Color>(all[i].paint);
        r.valid = all[i].valid;
        r.name = static_cast<const char *>(all[i].name);
        r.x = all[i].x;
        r.a = all[i].a;
    }
    return s;
}

uint64_t add(const records::Plain &r)
{
    return records_add_plain(r.id, r.kind, r.flags, r.x, r.y, r.a, r.b);
}

uint64_t add(const records::Mixed &r)
{
    return records_add_mixed(r.id, static_cast<uint32_t>(r.paint), r.valid,
                             r.name, r.x, r.a);
}

template <class Sequence>
uint64_t turn(void *state, uint64_t *encode, uint64_t *decode)
{
    auto *s = static_cast<State<Sequence> *>(state);
    uint64_t t0 = bench_ticks(), sum = 0;

    s->stream.rewindPtrs();
    s->out >>= s->stream;
    uint64_t t1 = bench_ticks();
    {
        Sequence in;

        in <<= s->stream;
        for (CORBA::ULong i = 0; i < in.length(); i++)
            sum += add(in[i]);
    }
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

} // namespace

const bench_marshaller bench_marshallers[] = {
    {"omniorb", prepare_plain, prepare_mixed, turn<records::PlainSeq>,
     turn<records::MixedSeq>},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};
