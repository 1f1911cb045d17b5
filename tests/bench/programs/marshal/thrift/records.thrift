namespace cpp records

struct Plain {
    1: required i64 id,
    2: required i32 kind,
    3: required i32 flags,
    4: required double x,
    5: required double y,
    6: required i32 a,
    7: required i32 b
}

struct PlainSeq {
    1: required list<Plain> all
}

enum Color { RED, GREEN, BLUE }

struct Mixed {
    1: required i64 id,
    2: required Color paint,
    3: required bool valid,
    4: required string name,
    5: required double x,
    6: required i32 a
}

struct MixedSeq {
    1: required list<Mixed> all
}
