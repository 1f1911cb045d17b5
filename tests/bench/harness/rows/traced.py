"""System calls of a contender, counted by strace."""

import os
import re
import subprocess
import tempfile

from rows import calls
from table import Row

SIDES = ("client", "server")


def rows(bench, id, contender, transport, place, few, goals, slack=0.01):
    """
    A row for each side: what `few` calls make is taken from what eleven times
    as many make, so connecting does not count.
    """
    bench.say("system calls of " + contender)
    less, why = least(bench, contender, transport, place, few)
    more, why_too = least(bench, contender, transport, place, 11 * few)
    found = []
    for side, goal in zip(SIDES, goals):
        figures, error = {}, why or why_too
        if not error:
            # Below nothing: a neighbour had made the short run sleep.
            each = max(0, more[side] - less[side]) / (10 * few)
            figures = {"ivmc": {"value": each, "min": each, "max": each},
                       "goal": {"value": goal, "min": goal, "max": goal}}
        found.append(Row("%s-%s" % (id, side), "system calls a call, %s, %s"
                         % (contender, side), "calls", figures, "ivmc",
                         "goal", 1, slack=slack, error=error))
    return found


def least(bench, contender, transport, place, number):
    """
    As count(), the least of three: strace holds a side up for longer than the
    other one spins, so that one sleep may bring on the next.
    """
    counts = []
    for _ in range(3):
        found, why = count(bench, contender, transport, place, number)
        if why:
            return None, why
        counts.append(found)
    return {side: min(c[side] for c in counts) for side in SIDES}, None


def count(bench, contender, transport, place, number):
    """side -> system calls for so many null calls, or None and the reason."""
    with tempfile.TemporaryDirectory(prefix="ivmc-bench-") as folder:
        log = os.path.join(folder, "log")
        command = ["strace", "-f", "-qq", "-o", log] + calls.command(
            bench, contender, transport, place, "plain", number)
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
    counts = dict.fromkeys(SIDES, 0)
    client = None
    for line in lines:
        pid, _, text = line.partition(" ")
        client = client or pid
        # A call that another process interrupted is printed in two lines.
        if re.match(r"\s*\w+\(", text):
            counts["client" if pid == client else "server"] += 1
    return counts
