"""
The same interface in the language of each IDL compiler: `count` operations,
each with a structure of five members of its own; about nine lines for each.
"""


def corba(count):
    yield "module bench {"
    for i in range(count):
        yield from ("    /* What operation %d takes. */" % i,
                    "    struct Rec%d {" % i,
                    "        long a;",
                    "        long long b;",
                    "        double c;",
                    "        boolean d;",
                    "        string<16> name;",
                    "    };")
    yield "    interface Many {"
    for i in range(count):
        yield "        long op%d(in long x, in Rec%d r);" % (i, i)
    yield from ("    };", "};")


def dce(count):
    yield from ("[uuid(6f1d2c3e-9a4b-4c5d-8e6f-0123456789ab), version(1.0),",
                " pointer_default(unique)]", "interface Many", "{")
    for i in range(count):
        yield from ("    /* What operation %d takes. */" % i,
                    "    typedef struct {",
                    "        long a;",
                    "        hyper b;",
                    "        double c;",
                    "        boolean d;",
                    "        char name[16];",
                    "    } Rec%d;" % i)
    for i in range(count):
        yield ("    long op%d([in] handle_t h, [in] long x, [in] Rec%d *r);"
               % (i, i))
    yield "}"


def xdr(count):
    for i in range(count):
        yield from ("/* What operation %d takes. */" % i,
                    "struct rec%d {" % i,
                    "    int a;",
                    "    hyper b;",
                    "    double c;",
                    "    bool d;",
                    "    string name<16>;",
                    "};")
    yield from ("program MANY {", "    version MANY_1 {")
    for i in range(count):
        yield "        int OP%d(rec%d) = %d;" % (i, i, i + 1)
    yield from ("    } = 1;", "} = 0x20000043;")


def thrift(count):
    for i in range(count):
        yield from ("/* What operation %d takes. */" % i,
                    "struct Rec%d {" % i,
                    "    1: i32 a,",
                    "    2: i64 b,",
                    "    3: double c,",
                    "    4: bool d,",
                    "    5: string name",
                    "}")
    yield "service Many {"
    for i in range(count):
        yield "    i32 op%d(1: i32 x, 2: Rec%d r)," % (i, i)
    yield "}"


def proto(count):
    yield from ('syntax = "proto2";', "option cc_generic_services = true;",
                "message Result { required int32 value = 1; }")
    for i in range(count):
        yield from ("/* What operation %d takes. */" % i,
                    "message Rec%d {" % i,
                    "    required int32 a = 1;",
                    "    required int64 b = 2;",
                    "    required double c = 3;",
                    "    required bool d = 4;",
                    "    required string name = 5;",
                    "}")
    yield "service Many {"
    for i in range(count):
        yield "    rpc op%d(Rec%d) returns (Result);" % (i, i)
    yield "}"


def capnp(count):
    yield "@0xa3c4ba6b1f9a4e27;"
    for i in range(count):
        yield from ("# What operation %d takes." % i,
                    "struct Rec%d {" % i,
                    "    a @0 :Int32;",
                    "    b @1 :Int64;",
                    "    c @2 :Float64;",
                    "    d @3 :Bool;",
                    "    name @4 :Text;",
                    "}")
    yield "interface Many {"
    for i in range(count):
        yield ("    op%d @%d (x :Int32, r :Rec%d) -> (result :Int32);"
               % (i, i, i))
    yield "}"


def flatbuffers(count):
    yield "table Result { value:int; }"
    for i in range(count):
        yield from ("/// What operation %d takes." % i,
                    "table Rec%d {" % i,
                    "    a:int;",
                    "    b:long;",
                    "    c:double;",
                    "    d:bool;",
                    "    name:string;",
                    "}")
    yield "rpc_service Many {"
    for i in range(count):
        yield "    op%d(Rec%d):Result;" % (i, i)
    yield "}"
