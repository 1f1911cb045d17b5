"""Row 6: how large stubs and runtime are."""

import os
import re
import subprocess
import tempfile

from measuring import figure
from table import Row

ID = "6"
TITLE = "size of stubs and runtime, -Os"

OPERATIONS = 200
# Transport -> how its addresses start.
TRANSPORTS = {"sockets": "unix:", "pages": "page:"}
SIDES = ("client", "server")
# The shared libraries that a peer's client needs beside its stubs.
LIBRARIES = {
    "libtirpc": ["libtirpc.so"],
    "protobuf-c": ["libprotobuf-c.so"],
    "thrift": ["libthrift.so"],
    "omniorb": ["libomniORB4.so", "libomnithread.so"],
}


def measure(bench):
    bench.say("building with -Os")
    folder = os.path.join(bench.build, "size")
    error = build(bench, folder)
    size = Size(bench, folder, error)
    rows = []
    for transport in TRANSPORTS:
        for side in SIDES:
            which = transport + "-" + side
            rows.append(text_row(size, which))
            rows.append(static_row(size, which))
            rows.append(libraries_row(size, which))
        rows += resident_rows(size, transport)
    return rows + operation_rows(size)


def build(bench, folder):
    flags = "-Os -DNDEBUG -ffunction-sections -fdata-sections"
    commands = [
        ["cmake", "-G", "Ninja", "-B", folder, "-S", bench.source,
         "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_C_FLAGS_RELEASE=" + flags,
         "-DIVMC_TRACE=OFF", "-DIVMC_BUILD_TESTS=OFF",
         "-DIVMC_BUILD_EXAMPLES=OFF", "-DIVMC_BUILD_BENCH=ON"],
        ["ninja", "-C", folder, "bench_size"]]
    for command in commands:
        _, why = output(command)
        if why:
            return "the build with -Os failed: " + why
    return None


def output(command, folder=None):
    """What a command prints, or None and the reason."""
    try:
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
    except FileNotFoundError as why:
        return None, str(why)
    if done.returncode != 0:
        return None, (done.stdout.strip().splitlines() or ["failed"])[-1]
    return done.stdout, None


class Size:
    """Looks at the programs of the -Os build."""

    def __init__(self, bench, folder, error):
        self.bench = bench
        self.folder = folder
        self.error = error

    def program(self, name, kind="dynamic"):
        return os.path.join(self.folder, "bin", "size-%s-%s" % (name, kind))

    def need(self, command, where=None):
        """As output(), but the first failure is kept for the row."""
        text, why = output(command, where)
        if why and not self.error:
            self.error = why
        return text

    def text_of(self, *files):
        """Octets of text, read-only data included, of all files."""
        text = self.need(["size"] + list(files))
        if text is None:
            return None
        return sum(int(line.split()[0]) for line in text.splitlines()[1:])

    def library(self, name):
        """The file of a shared library that the linker would take."""
        path = self.need(["cc", "-print-file-name=" + name])
        return os.path.realpath(path.strip()) if path else None


def figures_of(**values):
    return {name.replace("_", "-"): figure([value], float)
            for name, value in values.items() if value is not None}


def peers_text(size):
    """peer -> text of its library; protobuf-c's stubs included."""
    found = {}
    for peer, names in LIBRARIES.items():
        files = [size.library(name) for name in names]
        if peer == "protobuf-c":
            files.append(os.path.join(
                size.folder, "tests/bench/programs/rpc/protobuf_c/CMakeFiles/"
                "bench_protobuf_c.dir/bench.pb-c.c.o"))
        if all(f and os.path.exists(f) for f in files):
            found[peer] = figure([size.text_of(*files) / 1024], float)
    return found


def text_row(size, which):
    figures = figures_of(goal=24)
    whole = size.text_of(size.program(which))
    empty = size.text_of(size.program("empty"))
    if whole and empty:
        figures["ivmc"] = figure([(whole - empty) / 1024], float)
    figures.update(peers_text(size))
    return Row("6-text-" + which, "text of stubs and runtime, " + which, "KiB",
               figures, "ivmc", "goal", 1,
               {"libtirpc": 1 / 7, "protobuf-c": 1, "thrift": None,
                "omniorb": None}, slack=0, error=size.error)


def static_row(size, which):
    def stripped(name):
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, "copy")
            if size.need(["strip", "-o", copy,
                          size.program(name, "static")]) is None:
                return None
            return os.path.getsize(copy) / 1024

    whole, empty = stripped(which), stripped("empty")
    figures = figures_of(goal=48, empty=empty)
    if whole and empty:
        figures["ivmc"] = figure([whole - empty], float)
    return Row("6-static-" + which, "static binary above an empty one, " + which,
               "KiB", figures, "ivmc", "goal", 1, slack=0, error=size.error)


def libraries_row(size, which):
    """libc only."""
    text = size.need(["readelf", "-d", size.program(which)])
    figures = figures_of(goal=1)
    if text:
        count = len(re.findall(r"\(NEEDED\)", text))
        figures["ivmc"] = figure([count], float)
    return Row("6-libraries-" + which, "shared libraries needed, " + which,
               "libraries", figures, "ivmc", "goal", 1, slack=0,
               error=size.error)


def resident(pid):
    """KiB in memory that are a process's own or mapped from files."""
    with open("/proc/%d/status" % pid, encoding="ascii") as status:
        return int(re.search(r"VmRSS:\s*(\d+)", status.read()).group(1))


def resident_of(size, transport):
    """program -> KiB, of those that run and have called each other."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="ivmc-bench-") as folder:
        address = TRANSPORTS[transport] + os.path.join(folder, "socket")
        running = []
        try:
            for name in ("empty", transport + "-server",
                         transport + "-client"):
                run = subprocess.Popen([size.program(name), address],
                                       stdout=subprocess.PIPE)
                running.append((name, run))
                if run.stdout.readline() != b"ready\n":
                    size.error = name + " did not come up"
                    return found
            found = {n: resident(r.pid) for n, r in running}
        finally:
            for _, run in running:
                run.kill()
                run.wait()
                run.stdout.close()
    return found


def resident_rows(size, transport):
    found = {} if size.error else resident_of(size, transport)
    rows = []
    for side in SIDES:
        which = transport + "-" + side
        figures = figures_of(goal=1024, empty=found.get("empty"))
        if found:
            figures["ivmc"] = figure([found[which] - found["empty"]], float)
        rows.append(Row("6-resident-" + which, "memory above an empty "
                        "process, " + which, "KiB", figures, "ivmc", "goal",
                        1, slack=0, error=size.error))
    return rows


def operation_rows(size):
    """What each operation adds: stubs of many operations of scalars."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="ivmc-bench-") as folder:
        with open(os.path.join(folder, "many.idl"), "w",
                  encoding="ascii") as idl:
            idl.write("interface Many {\n")
            for i in range(OPERATIONS):
                idl.write("    long op%d(in long a, in double b);\n" % i)
            idl.write("};\n")
        size.need([size.bench.program("idlc"), "many.idl"], folder)
        for side in SIDES:
            name = "many_%s" % side
            size.need(["cc", "-std=c11", "-Os", "-I" + os.path.join(
                size.bench.source, "runtime/include"), "-c", name + ".c"],
                folder)
            if not size.error:
                found[side] = (size.text_of(os.path.join(folder, name + ".o"))
                               / OPERATIONS)
    rows = []
    for side in SIDES:
        figures = figures_of(goal=300, ivmc=found.get(side))
        rows.append(Row("6-operation-" + side, "text of an operation, " + side,
                        "octets", figures, "ivmc", "goal", 1, slack=0,
                        error=size.error))
    return rows
