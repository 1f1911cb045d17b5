"""Row 4a: marshalling ten thousand records."""

from measuring import figure
from table import Row

ID = "4a"
TITLE = "marshalling 10,000 records of 40 octets"

RECORDS = 10000
PROGRAMS = {
    "memcpy": "marshal-hand", "hand": "marshal-hand", "ivmc": "marshal-ivmc",
    "capnp": "marshal-capnp", "capnp-in-place": "marshal-capnp",
    "omniorb": "marshal-omniorb", "thrift": "marshal-thrift",
    "flatbuffers": "marshal-flatbuffers",
    "flatbuffers-struct": "marshal-flatbuffers", "xdr": "marshal-xdr",
    "protobuf-c": "marshal-protobuf-c",
}
GOALS = {"capnp": 1 / 3, "omniorb": 1 / 12, "thrift": 1 / 11,
         "flatbuffers": 1 / 8, "xdr": 1 / 15}


def measure(bench):
    turns = 20 if bench.quick else 200
    results = bench.interleave(
        "marshalling", {n: [bench.program(p), n, str(RECORDS), str(turns)]
                        for n, p in PROGRAMS.items()}, bench.rounds(5))
    rows = []
    for id, kind, text in (
            ("4a", "plain", "record that C and CDR lay out alike"),
            ("4a'", "mixed", "record with enum, bool, string")):
        judged = kind == "plain"
        for part in ("encode", "decode"):
            rows.append(compare(bench, results, id + "-" + part,
                                "%s: %s" % (text, part),
                                kind + "_" + part, 1.5 if judged else None, {}))
        rows.append(compare(bench, results, id, text + ": both", kind, None,
                            GOALS if judged else dict.fromkeys(GOALS)))
    return rows


def compare(bench, results, id, text, part, limit_goal, peers):
    figures = {n: figure(rounds, lambda r: r[part]["p50"] / RECORDS)
               for n, rounds in results.items()}
    return Row(id, text, "ns/record", figures, "ivmc", "hand", limit_goal,
               peers, errors=bench.errors)
