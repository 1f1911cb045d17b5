"""Row domb: building a domain of Xen, in instructions."""

import os
import shutil

from measuring import figure
from rows import row_6
from table import Row

ID = "domb"
TITLE = "building a domain, in QEMU that counts instructions"

SLACK = 0.01  # what it repeats to
HASHED = 64 << 20  # octets that are hashed alone
POLICY = ("dom0.te", "domU.te", "domb.te", "initial_sids")


def measure(bench):
    found, error = results(bench)
    if error:
        return [row(which, {}, error) for which in ROWS]
    alone = found["hash-64"][0] / HASHED
    figures = {name: figure(rounds, float) for name, rounds in found.items()
               if name.startswith("xl-")}
    for which in ("linux", "unikernel"):
        hashing = alone * found["octets-" + which][0]
        figures["sha-256-" + which] = figure([hashing], float)
        for part in ("own-", "domb-"):
            whole = found[part + which]
            figures[part + which] = figure(whole, float)
            figures[part + which + "-unhashed"] = figure(
                [w - hashing for w in whole], float)
    return [row(which, figures, None) for which in ROWS]


# name: workload, ours, the limit and its goal, the peers and theirs
ROWS = {
    "domb-linux": (
        "Debian, hashing excluded; xl: packed and unpacked kernel",
        "domb-linux-unhashed", None, None,
        {"xl-vmlinuz": 0.2, "xl-vmlinux": 1.2}),
    "domb-unikernel": (
        "2 MiB, hashing excluded, the builder's part; xl: all of it",
        "own-unikernel-unhashed", None, None, {"xl-unikernel": 0.2}),
    "domb-unikernel-all": (
        "2 MiB, hashing excluded, all of the command",
        "domb-unikernel-unhashed", None, None, {"xl-unikernel": None}),
    "domb-measured": (
        "Debian, measured; limit: SHA-256 alone",
        "own-linux", "sha-256-linux", 1.15, {}),
    "domb-measured-all": (
        "the same, all of the command; limit: SHA-256 alone",
        "domb-linux", "sha-256-linux", 1.15, {}),
}


def row(which, figures, error):
    workload, ours, limit, goal, peers = ROWS[which]
    return Row(which, workload, "instructions", figures, ours, limit, goal,
               peers, slack=SLACK, error=error)


def results(bench):
    """Two machines: with the builder, and as Debian has it. Name -> values."""
    policy = os.path.join(bench.source, "examples/domb/policy")
    modules = []
    for name in POLICY:
        modules += ["--module", os.path.join(policy, name)]
    found = {}
    why = boot(bench, "domb", ["--xen", "flask"] + modules, [], found)
    if why:
        return {}, why
    packed, why = row_6.output([
        os.path.join(bench.source, "tests/bench/domb/vmlinuz.sh")])
    if why:
        return {}, why
    why = boot(bench, "stock", [], ["file %s" % packed.splitlines()[-1]], found)
    return found, why


def boot(bench, name, options, lines, found):
    folder = os.path.join(bench.build, "xen")
    manifest = os.path.join(folder, "bench_%s.manifest" % name)
    if not os.path.exists(manifest):
        return "was not built (are libxen-dev and libbearssl-dev there?)"
    out = os.path.join(folder, "out_" + name)
    shutil.rmtree(out, ignore_errors=True)
    run = os.path.join(folder, "run_%s.manifest" % name)
    with open(manifest, encoding="utf-8") as from_, \
            open(run, "w", encoding="utf-8") as to:
        to.write(from_.read() + "".join(line + "\n" for line in lines))
        to.write("case build 1800 sh %s.sh %d\n" % (name, bench.rounds(3)))
    bench.say("a machine of QEMU's is booted, which takes minutes")
    _, why = row_6.output([
        os.path.join(bench.source, "tests/system/xen/run.sh"), "--icount",
        "--memory", "1800", "--out", out] + options + [run])
    if why:
        return why
    with open(os.path.join(out, "build.log"), encoding="utf-8") as log:
        for line in log:
            words = line.split()
            if len(words) == 3 and words[0] == "RESULT":
                found.setdefault(words[1], []).append(float(words[2]))
    return None
