"""Row xen: the null call between Xen domains, in instructions."""

import os
import shutil

from measuring import figure
from rows import row_6
from table import Row

ID = "xen"
TITLE = "null call between Xen domains, in QEMU that counts instructions"

CALLS = 2000
SLACK = 0.01  # what it repeats to

PEERS = {"vchan": 0.95, "tcp": 0.75}

# row, ours, the same two ends by hand, peers with goals, what it is
ROWS = [
    ("ours", "ours", "bare", PEERS, "Dom0 calls a guest"),
    ("guest-loop", "guest-loop", "guest-bare", PEERS,
     "a guest calls Dom0's loop"),
    ("guest-one", "guest-one", "guest-bare", PEERS,
     "a guest calls Dom0, a server of one"),
    ("asleep", "asleep", "bare", PEERS,
     "Dom0 calls a guest, both sleep at once"),
    ("guest-asleep", "guest-asleep", "guest-bare", PEERS,
     "a guest calls Dom0's loop, both sleep at once"),
    ("awake", "ours", "bare-awake", {},
     "Dom0 calls a guest, by hand awake, too"),
]


def measure(bench):
    figures, error = boot(bench)
    return [Row("xen-" + name, "null, " + what, "instructions", figures, ours,
                bare, 1.08, peers, slack=SLACK, error=error)
            for name, ours, bare, peers, what in ROWS]


def boot(bench):
    """One machine measures all; gives contender -> figure."""
    manifest = os.path.join(bench.build, "xen", "bench.manifest")
    if not os.path.exists(manifest):
        return {}, "was not built (is libxen-dev missing?)"
    folder = os.path.join(bench.build, "xen")
    out = os.path.join(folder, "out")
    shutil.rmtree(out, ignore_errors=True)
    run = os.path.join(folder, "run.manifest")
    with open(manifest, encoding="utf-8") as from_, \
            open(run, "w", encoding="utf-8") as to:
        to.write(from_.read())
        to.write("case calls 900 sh calls.sh %d %d\n"
                 % (CALLS, bench.rounds(5)))
    bench.say("a machine of QEMU's is booted, which takes minutes")
    _, why = row_6.output([
        os.path.join(bench.source, "tests/system/xen/run.sh"), "--icount",
        "--out", out, run])
    if why:
        return {}, why
    with open(os.path.join(out, "calls.log"), encoding="utf-8") as log:
        return figures_of(log), None


def figures_of(lines):
    """From RESULT NAME CALLS NANOSECONDS EVENTS: an instruction takes 1 ns."""
    found = {}
    for line in lines:
        words = line.split()
        if len(words) == 5 and words[0] == "RESULT":
            found.setdefault(words[1], []).append(
                float(words[3]) / float(words[2]))
    return {name: figure(rounds, float) for name, rounds in found.items()}
