/*
 * omniorb FILE.vec...: the values of the vectors, marshalled by omniORB into
 * a cleared buffer in little-endian order, are the octets of the vectors.
 * Composed types go through the code that omniidl made of compare.idl. What
 * omniORB does not have, or has in another form, is named and counted.
 */
#include <cstdlib>
#include <cstring>
#include <map>
#include <set>
#include <string>

#include <omniORB4/CORBA.h>

#include "compare.hh"
#include "vec.h"

namespace {

/* All elements of a line, one after the other. */
class Elements {
public:
    explicit Elements(const struct vec &v) : v_(v), value_(0), element_(0)
    {
    }

    uint64_t number()
    {
        const struct vec_value &value = current();
        return vec_bits(value.type, value.element[element_++]);
    }

    const char *text()
    {
        const struct vec_value &value = current();
        return value.element[element_++];
    }

    float f32()
    {
        uint32_t bits = static_cast<uint32_t>(number());
        float f;
        std::memcpy(&f, &bits, sizeof f);
        return f;
    }

    double f64()
    {
        uint64_t bits = number();
        double f;
        std::memcpy(&f, &bits, sizeof f);
        return f;
    }

    /* The next element's sequence, whose length it is then. */
    uint32_t sequence()
    {
        while (v_.value[value_].form != VEC_SEQUENCE)
            value_++;
        element_ = 0;
        return v_.value[value_].count;
    }

    void after_sequence()
    {
        value_++;
        element_ = 0;
    }

private:
    const struct vec_value &current()
    {
        while (element_ == v_.value[value_].count) {
            value_++;
            element_ = 0;
        }
        return v_.value[value_];
    }

    const struct vec &v_;
    uint32_t value_;
    uint32_t element_;
};

/* ---- composed types -------------------------------------------------------- */

Point point(Elements &e)
{
    Point p;
    p.x = static_cast<CORBA::Long>(e.number());
    p.y = static_cast<CORBA::Long>(e.number());
    return p;
}

Color color(Elements &e)
{
    return static_cast<Color>(e.number());
}

Mixed mixed(Elements &e)
{
    Mixed m;
    m.a = static_cast<CORBA::Octet>(e.number());
    m.b = e.f64();
    m.c = static_cast<CORBA::Short>(e.number());
    m.d = static_cast<CORBA::LongLong>(e.number());
    m.e = e.number() != 0;
    m.f = static_cast<CORBA::Char>(e.number());
    m.g = e.f32();
    return m;
}

Item item(Elements &e)
{
    Item i;
    i.name = CORBA::string_dup(e.text());
    i.where = point(e);
    i.tint = color(e);
    return i;
}

void put_price(Elements &e, cdrStream &s)
{
    Price p;
    switch (color(e)) {
    case red:
        p.cents(static_cast<CORBA::Long>(e.number()));
        break;
    case green:
        p.text(e.text());
        break;
    case blue:
        p.p(point(e));
        p._d(blue);
        break;
    }
    p >>= s;
}

void put_wide(Elements &e, cdrStream &s)
{
    Wide w;
    if (e.number() != 0)
        w.d(e.f64());
    else
        w.o(static_cast<CORBA::Octet>(e.number()));
    w >>= s;
}

void put_far(Elements &e, cdrStream &s)
{
    Far f;
    CORBA::LongLong tag = static_cast<CORBA::LongLong>(e.number());
    if (tag == -1) {
        f.s(static_cast<CORBA::Short>(e.number()));
    } else {
        f.l(static_cast<CORBA::LongLong>(e.number()));
        f._d(tag);
    }
    f >>= s;
}

void put_items(Elements &e, cdrStream &s)
{
    Items items;
    items.length(static_cast<CORBA::ULong>(e.number()));
    for (CORBA::ULong i = 0; i < items.length(); i++)
        items[i] = item(e);
    items >>= s;
}

void put_path(Elements &e, cdrStream &s)
{
    Path path;
    path.length(static_cast<CORBA::ULong>(e.number()));
    for (CORBA::ULong i = 0; i < path.length(); i++)
        path[i] = point(e);
    path >>= s;
}

void put_mixes(Elements &e, cdrStream &s)
{
    Mixes mixes;
    mixes.length(static_cast<CORBA::ULong>(e.number()));
    for (CORBA::ULong i = 0; i < mixes.length(); i++)
        mixes[i] = mixed(e);
    mixes >>= s;
}

void put_blobs(Elements &e, cdrStream &s)
{
    Blobs blobs;
    blobs.length(static_cast<CORBA::ULong>(e.number()));
    for (CORBA::ULong i = 0; i < blobs.length(); i++) {
        blobs[i].length(e.sequence());
        for (CORBA::ULong n = 0; n < blobs[i].length(); n++)
            blobs[i][n] = static_cast<CORBA::Octet>(e.number());
        e.after_sequence();
    }
    blobs >>= s;
}

void put_grid(Elements &e, cdrStream &s)
{
    Grid grid;
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 3; k++)
            grid[i][k] = static_cast<CORBA::Long>(e.number());
    s.put_octet_array(reinterpret_cast<CORBA::Octet *>(&grid[0][0]),
                      sizeof grid, omni::ALIGN_4);
}

bool put_composed(const struct vec &v, cdrStream &s)
{
    static const std::map<std::string, void (*)(Elements &, cdrStream &)>
        table = {
            {"Point", [](Elements &e, cdrStream &to) { point(e) >>= to; }},
            {"Mixed", [](Elements &e, cdrStream &to) { mixed(e) >>= to; }},
            {"Item", [](Elements &e, cdrStream &to) { item(e) >>= to; }},
            {"Price", put_price},
            {"Wide", put_wide},
            {"Far", put_far},
            {"Items", put_items},
            {"Path", put_path},
            {"Mixes", put_mixes},
            {"Blobs", put_blobs},
            {"Grid", put_grid}};
    std::string name(v.name);
    auto found = table.find(name.substr(0, name.find('_')));
    if (found == table.end())
        return false;
    Elements e(v);
    found->second(e, s);
    return true;
}

/* ---- scalars, strings, arrays and sequences of them -------------------------- */

bool put_element(const struct vec_value &value, Elements &e, cdrStream &s)
{
    std::string type(value.type);
    if (type == "bool")
        s.marshalBoolean(e.number() != 0);
    else if (type == "char")
        s.marshalChar(static_cast<CORBA::Char>(e.number()));
    else if (type == "u8" || type == "i8")
        s.marshalOctet(static_cast<CORBA::Octet>(e.number()));
    else if (type == "u16")
        static_cast<CORBA::UShort>(e.number()) >>= s;
    else if (type == "i16")
        static_cast<CORBA::Short>(e.number()) >>= s;
    else if (type == "u32")
        static_cast<CORBA::ULong>(e.number()) >>= s;
    else if (type == "i32")
        static_cast<CORBA::Long>(e.number()) >>= s;
    else if (type == "u64")
        static_cast<CORBA::ULongLong>(e.number()) >>= s;
    else if (type == "i64")
        static_cast<CORBA::LongLong>(e.number()) >>= s;
    else if (type == "f32")
        e.f32() >>= s;
    else if (type == "f64")
        e.f64() >>= s;
    else if (type == "enum")
        color(e) >>= s;
    else if (type == "string" || type == "text")
        s.marshalString(e.text(), 0);
    else
        return false;
    return true;
}

bool put_values(const struct vec &v, cdrStream &s, std::string &lacking)
{
    Elements e(v);
    for (uint32_t i = 0; i < v.value_count; i++) {
        const struct vec_value &value = v.value[i];
        if (value.form == VEC_SEQUENCE)
            static_cast<CORBA::ULong>(value.count) >>= s;
        for (uint32_t n = 0; n < value.count; n++) {
            if (!put_element(value, e, s)) {
                lacking = value.type;
                return false;
            }
        }
    }
    return true;
}

/* ---- vectors ------------------------------------------------------------------ */

unsigned compared, differing, not_compared;
std::set<std::string> lacking_types;

void compare(const struct vec &v)
{
    cdrMemoryStream s(1024, 1);
    std::string lacking;

    if (!put_composed(v, s) && !put_values(v, s, lacking)) {
        lacking_types.insert(lacking);
        not_compared++;
        return;
    }
    compared++;
    if (s.bufSize() == v.len && std::memcmp(s.bufPtr(), v.octets, v.len) == 0)
        return;
    differing++;
    std::printf("%s: omniORB has %u octets:", vec_place(&v),
                static_cast<unsigned>(s.bufSize()));
    for (CORBA::ULong i = 0; i < s.bufSize(); i++)
        std::printf(" %02x", static_cast<unsigned char *>(s.bufPtr())[i]);
    std::printf("\n");
}

void compare_file(const char *path)
{
    static struct vec v;
    FILE *file = std::fopen(path, "r");

    if (!file) {
        std::perror(path);
        std::exit(2);
    }
    v.path = path;
    v.line = 0;
    while (vec_next(file, &v))
        if (v.kind == VEC_GOOD)
            compare(v);
    std::fclose(file);
}

} // namespace

int main(int argc, char **argv)
{
    int none = 1;
    char *arguments[] = {argv[0], nullptr};
    CORBA::ORB_var orb = CORBA::ORB_init(none, arguments);

    for (int i = 1; i < argc; i++)
        compare_file(argv[i]);
    orb->destroy();
    std::printf("%u compared, %u differing, %u not compared, for want of:",
                compared, differing, not_compared);
    for (const std::string &type : lacking_types)
        std::printf(" %s", type.c_str());
    std::printf("\n");
    return compared + not_compared == 0 || differing != 0 ? 1 : 0;
}
