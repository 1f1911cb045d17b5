@0xd3c4ba6b1f9a4e21;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("records");

struct Plain {
    id @0 :UInt64;
    kind @1 :UInt32;
    flags @2 :UInt32;
    x @3 :Float64;
    y @4 :Float64;
    a @5 :UInt32;
    b @6 :UInt32;
}

struct PlainSeq {
    all @0 :List(Plain);
}

enum Color {
    red @0;
    green @1;
    blue @2;
}

struct Mixed {
    id @0 :UInt64;
    paint @1 :Color;
    valid @2 :Bool;
    name @3 :Text;
    x @4 :Float64;
    a @5 :UInt32;
}

struct MixedSeq {
    all @0 :List(Mixed);
}
