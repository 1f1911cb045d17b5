"""Row 7: the IDL compiler's speed, growth and output."""

import os
import tempfile

import idl_sources
from measuring import figure
from table import Row

ID = "7"
TITLE = "IDL compilers: 1,000 and 10,000 operations"

PATIENCE = 60  # seconds of one run; what takes longer counts as this long
ROUNDS = 5
ENOUGH = 2  # seconds: what is slower is not run again


class Compiler:
    """How to run one: the file's name, its text, and the command."""

    def __init__(self, file, text, *command):
        self.file = file
        self.text = text
        self.command = command


COMPILERS = {
    # The limit: the preprocessor alone.
    "cpp": Compiler("many.idl", idl_sources.corba, "cpp", "-undef",
                    "-nostdinc", "-C", "many.idl", "out/many.i"),
    "ivmc": Compiler("many.idl", idl_sources.corba, "{bin}/idlc", "-x",
                     "corba", "-o", "out", "many.idl"),
    "ivmc-dce": Compiler("many.idl", idl_sources.dce, "{bin}/idlc", "-x",
                         "dce", "-o", "out", "many.idl"),
    "flatc": Compiler("many.fbs", idl_sources.flatbuffers, "flatc", "--cpp",
                      "-o", "out", "many.fbs"),
    "widl": Compiler("many.idl", idl_sources.dce,
                     "x86_64-w64-mingw32-widl", "-h", "-H", "out/many.h",
                     "-c", "-C", "out/many_c.c", "-s", "-S", "out/many_s.c",
                     "many.idl"),
    "rpcgen": Compiler("many.x", idl_sources.xdr, "sh", "-c",
                       "cd out && rpcgen ../many.x && "
                       "mv ../many?* . && mv many.x .."),
    "thrift": Compiler("many.thrift", idl_sources.thrift, "thrift", "--gen",
                       "cpp", "-out", "out", "many.thrift"),
    "protoc-c": Compiler("many.proto", idl_sources.proto, "protoc-c",
                         "--c_out=out", "many.proto"),
    "protoc": Compiler("many.proto", idl_sources.proto, "protoc",
                       "--cpp_out=out", "many.proto"),
    "capnp": Compiler("many.capnp", idl_sources.capnp, "capnp", "compile",
                      "-oc++:out", "many.capnp"),
    "omniidl": Compiler("many.idl", idl_sources.corba, "omniidl", "-bcxx",
                        "-Cout", "many.idl"),
}
SPEED_1K = {"flatc": 2, "widl": 2, "rpcgen": 4, "thrift": 4, "protoc-c": 4,
            "protoc": 25, "capnp": 25, "omniidl": 25}
SPEED_10K = dict(dict.fromkeys(SPEED_1K), rpcgen=100, omniidl=100)
SPEED = {1000: SPEED_1K, 10000: SPEED_10K}


# ours -> what its rows are called.
OURS = {"ivmc": "", "ivmc-dce": "-dce"}


def compile_once(bench, compiler, text):
    """Processor seconds, peak octets and octets written of one run."""
    with tempfile.TemporaryDirectory(prefix="ivmc-bench-") as folder:
        with open(os.path.join(folder, compiler.file), "w",
                  encoding="ascii") as out:
            out.write(text)
        os.mkdir(os.path.join(folder, "out"))
        command = [word.replace("{bin}", os.path.join(bench.build, "bin"))
                   for word in compiler.command]
        result, why = bench.run_in(
            folder, [bench.program("usage"), str(PATIENCE)] + command,
            PATIENCE + 10)
        if result:
            result["output"] = size_of(os.path.join(folder, "out"))
        return result, why


def size_of(folder):
    return sum(os.path.getsize(os.path.join(where, name))
               for where, _, names in os.walk(folder) for name in names)


def compile_all(bench, operations):
    """compiler -> the rounds' results, `speed` in 1,000 lines a second."""
    texts = {name: "\n".join(c.text(operations)) + "\n"
             for name, c in COMPILERS.items()}
    results = {name: [] for name in COMPILERS}
    slow = set()
    for number in range(bench.rounds(ROUNDS)):
        bench.say("%d operations: round %d of %d"
                  % (operations, number + 1, bench.rounds(ROUNDS)))
        for name in [n for n in results if n not in slow]:
            result, why = compile_once(bench, COMPILERS[name], texts[name])
            if why:
                bench.errors[name] = why
                bench.say("  %s: %s" % (name, why))
                del results[name]
                continue
            lines = texts[name].count("\n")
            result["speed"] = lines / 1000 / max(result["seconds"], 1e-4)
            results[name].append(result)
            if result["seconds"] > ENOUGH:
                slow.add(name)
    return results


def each(results, key):
    """compiler -> figure of one key."""
    return {name: figure(rounds, lambda r: r[key])
            for name, rounds in results.items()}


def growth(few, many, key):
    """compiler -> how many times as much the larger source takes."""
    small, large = each(few, key), each(many, key)
    return {n: figure([large[n]["value"] / max(small[n]["value"], 1e-4)], float)
            for n in small if n in large}


def measure(bench):
    counts = (100, 1000) if bench.quick else (1000, 10000)
    few, many = (compile_all(bench, count) for count in counts)
    rows = []
    for ours in OURS:
        rows += speed_rows(bench, ours, counts, few, many)
        rows += growth_rows(bench, ours, few, many)
        rows.append(row(bench, ours, "output", "octets written an operation",
                        "octets",
                        {n: figure(r, lambda r: r["output"] / counts[1])
                         for n, r in many.items()}, 2048))
        rows.append(row(bench, ours, "peak", "peak of memory, %d operations"
                        % counts[1], "MiB",
                        {n: figure(r, lambda r: r["memory"] / (1 << 20))
                         for n, r in many.items()}, 64))
    return rows


def speed_rows(bench, ours, counts, few, many):
    rows = []
    for count, results in zip(counts, (few, many)):
        # The quick run has sizes that no goal speaks of.
        goals = dict.fromkeys(SPEED_1K) if bench.quick else SPEED[count]
        figures = each(results, "speed")
        figures["goal"] = figure([250], float)
        rows.append(Row("7-%d%s" % (count, OURS[ours]),
                        "%s, %d operations" % (ours, count), "kl/s", figures,
                        ours, "goal", 1, goals, more=True,
                        errors=bench.errors))
    return rows


def growth_rows(bench, ours, few, many):
    return [row(bench, ours, "growth", "time of 10 times the source", "times",
                growth(few, many, "seconds"), 11),
            row(bench, ours, "growth-memory", "memory of 10 times the source",
                "times", growth(few, many, "memory"), 11)]


def row(bench, ours, name, text, unit, figures, goal):
    figures["goal"] = figure([goal], float)
    peers = {n: None for n in SPEED_1K}
    return Row("7-%s%s" % (name, OURS[ours]), "%s: %s" % (ours, text), unit,
               figures, ours, "goal", 1, peers, slack=0, errors=bench.errors)
