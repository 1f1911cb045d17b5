"""Row 1e: the null call over sockets."""

import os
import re
import subprocess
import tempfile

from rows import calls
from table import Row

ID = "1e"
TITLE = "null call, Unix and TCP sockets"

# (transport, place, server) -> goals against the floor and against peers.
GOALS = {
    ("unix", "same", "blocking"): (1.05, {"thrift": 0.82}),
    ("unix", "same", "epoll"): (1.05, {"thrift": 0.82}),
    ("unix", "cross", "blocking"): (1.05, {"thrift": 0.92}),
    ("unix", "cross", "epoll"): (1.05, {"thrift": None}),
    ("tcp", "same", "blocking"): (1.05, {"omniorb": 0.80, "tirpc": 0.80}),
    ("tcp", "same", "epoll"): (1.05, {"omniorb": 0.80, "tirpc": 0.80}),
    ("tcp", "cross", "blocking"): (1.05, {"omniorb": 0.92, "tirpc": 0.92}),
    ("tcp", "cross", "epoll"): (1.05, {"omniorb": None, "tirpc": None}),
}
# System calls of (client, server) in one call.
SYSTEM_CALLS = {"blocking": (2, 2), "epoll": (2, 3)}


def measure(bench):
    rows = []
    for (transport, place, server), goals in GOALS.items():
        limit_goal, peers = goals
        figures, errors = calls.select(bench, transport, place,
                                       lambda r: r["null"]["p50"])
        calls.quantiles(bench, figures, transport, place, "null")
        rows.append(Row("1e-%s-%s-%s" % (transport, place, server),
                        "null, %s, %s, %s server"
                        % (transport, calls.WHERE[place], server), "ns",
                        figures, "ivmc-" + server, "raw-" + server, limit_goal,
                        peers, errors=errors))
    for server, goals in SYSTEM_CALLS.items():
        rows += count_system_calls(bench, server, goals)
    return rows


def count_system_calls(bench, server, goals):
    """Counted by strace: twice the calls minus once, of each process."""
    bench.say("system calls of the %s server" % server)
    few, why = traced(bench, server, 200)
    many, why_too = traced(bench, server, 2200)
    rows = []
    for side, goal in zip(("client", "server"), goals):
        figures, error = {}, why or why_too
        if not error:
            each = (many[side] - few[side]) / 2000
            figures = {"ivmc": {"value": each, "min": each, "max": each},
                       "goal": {"value": goal, "min": goal, "max": goal}}
        rows.append(Row("1e-calls-%s-%s" % (server, side),
                        "system calls a call, %s of the %s server"
                        % (side, server), "calls", figures, "ivmc", "goal", 1,
                        slack=0.01, error=error))
    return rows


def traced(bench, server, count):
    """System calls of client and server for `count` null calls."""
    with tempfile.TemporaryDirectory(prefix="ivmc-bench-") as folder:
        log = os.path.join(folder, "log")
        command = ["strace", "-f", "-qq", "-o", log] + calls.command(
            bench, "ivmc-" + server, "unix", "same", "plain", count)
        try:
            done = subprocess.run(command, cwd=folder, timeout=60,
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)
        except (FileNotFoundError, subprocess.TimeoutExpired) as why:
            return None, str(why)
        if done.returncode != 0:
            return None, (done.stderr.strip().splitlines() or ["failed"])[-1]
        with open(log, encoding="utf-8", errors="replace") as lines:
            return by_side(lines), None


def by_side(lines):
    """The first process to appear is the client; others are the server's."""
    counts = {"client": 0, "server": 0}
    client = None
    for line in lines:
        pid, _, text = line.partition(" ")
        client = client or pid
        # A call that another process interrupted is printed in two lines.
        if re.match(r"\s*\w+\(", text):
            counts["client" if pid == client else "server"] += 1
    return counts
