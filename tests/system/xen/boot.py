#!/usr/bin/env python3
"""boot.py CASES FOLDER QEMU...: boots a machine that runs the cases.

CASES is the file that dom0/run-cases reads, which also says what comes over
the serial line (QEMU's standard output). FOLDER gets serial.log, all of it
with times; results, a line "NAME VERDICT SECONDS REASON" for each case and for
"machine", which is the boot itself; and NAME.log, what a case wrote.

VERDICT is ok, FAIL or ERROR: whatever hindered a case from telling is an
error. Exit status 0 when all is ok, 99 when there is an error, else 1.
"""
import os
import re
import selectors
import signal
import subprocess
import sys
import time

# What the boot, and each case beyond its own limit, may take: software
# emulation on a machine that has other things to do.
BOOT_SECONDS = 300
SPARE_SECONDS = 90
# Counting instructions slows the machine down.
SLOWNESS = float(os.environ.get("IVMC_SLOWNESS", "1"))

# Something of Xen's own may stand before them on the line.
VERDICT = re.compile(r"(?<!\| )TEST (\S+) (ok|FAIL|ERROR)(?: (.*))?$")
MARK = re.compile(r"(?<!\| )(BEGIN|CASE (\S+)|END (\d+))$")


class Results:
    """What is known of the cases."""

    def __init__(self, limits, folder):
        self.limits = limits
        self.folder = folder
        self.verdicts = {}  # name: (word, reason)
        self.seconds = {}
        self.current = None
        self.since = 0.0
        self.log = None
        self.begun = False
        self.ended = False
        self.odd = []

    def take(self, line, now):
        """One line of the serial line. Returns whether time starts anew."""
        if line.startswith("| "):
            if self.log:
                self.log.write(line[2:] + "\n")
            return False
        verdict = VERDICT.search(line)
        if verdict:
            return self.take_verdict(*verdict.groups(default=""), now)
        mark = MARK.search(line)
        if not mark:
            return False
        self.begun = True
        if mark[2]:
            self.start(mark[2], now)
        if mark[3]:
            self.ended = int(mark[3]) == len(self.limits)
        return True

    def start(self, name, now):
        self.close()
        self.current, self.since = name, now
        if name in self.limits:
            self.log = open(os.path.join(self.folder, name + ".log"), "w")
        else:
            self.odd.append("unknown case " + name)

    def take_verdict(self, name, word, reason, now):
        if name not in self.limits:
            self.odd.append("verdict on an unknown case " + name)
            return False
        if self.verdicts.setdefault(name, (word, reason)) != (word, reason):
            self.verdicts[name] = ("ERROR", "two verdicts that differ")
        if name == self.current:
            self.seconds[name] = now - self.since
            self.close()
        return True

    def close(self):
        if self.log:
            self.log.close()
        self.log = self.current = None

    def patience(self):
        """How long the machine may take to come to its next line of ours."""
        if not self.begun:
            return BOOT_SECONDS * SLOWNESS
        limit = self.limits.get(self.current, 0)
        return (limit + SPARE_SECONDS) * SLOWNESS

    def finish(self, how, now):
        """Gives what has no verdict one, now that the machine has ended."""
        where = "while it ran: " if self.begun else "before Dom0 was up: "
        for name in self.limits:
            if name in self.verdicts:
                continue
            if name == self.current:
                reason = where + how
            elif self.ended:
                reason = "no verdict came over the serial line"
            else:
                reason = "not run: " + how
            self.verdicts[name] = ("ERROR", reason)
        self.close()
        if not self.ended:
            self.odd.append(("" if self.begun else where) + how)
        if self.odd:
            self.verdicts["machine"] = ("ERROR", "; ".join(self.odd))
        else:
            self.verdicts["machine"] = ("ok", "")
        self.seconds["machine"] = now

    def save(self):
        with open(os.path.join(self.folder, "results"), "w") as out:
            for name, (word, reason) in self.verdicts.items():
                line = "%s %s %.1f %s" % (
                    name, word, self.seconds.get(name, 0), reason)
                print(line.rstrip(), file=out)

    def status(self):
        words = {word for word, _ in self.verdicts.values()}
        return 99 if "ERROR" in words else 1 if "FAIL" in words else 0


class Timeout(Exception):
    pass


def lines_of(machine, patience):
    """The lines the machine writes, until it ends or patience does."""
    selector = selectors.DefaultSelector()
    selector.register(machine.stdout, selectors.EVENT_READ)
    rest = b""
    while True:
        if selector.select(1):
            octets = os.read(machine.stdout.fileno(), 65536)
            if not octets:
                break
            *whole, rest = (rest + octets).split(b"\n")
            for line in whole:
                yield line
        if patience() < 0:
            raise Timeout
    if rest:
        yield rest


def text_of(line):
    text = line.decode("utf-8", "replace").rstrip("\r")
    return "".join(c if c.isprintable() or c == "\t" else "?" for c in text)


def watch(machine, results, log):
    """Returns in words how the machine ended."""
    start = last = time.monotonic()

    def patience():
        return last + results.patience() - time.monotonic()

    try:
        for line in lines_of(machine, patience):
            now = time.monotonic()
            text = text_of(line)
            log.write("[%7.2f] %s\n" % (now - start, text))
            log.flush()
            if results.take(text, now - start):
                last = now
    except Timeout:
        return "time-out", time.monotonic() - start
    machine.wait()
    how = "the machine ended by itself"
    if machine.returncode != 0:
        how = "QEMU ended with status %d" % machine.returncode
    return how, time.monotonic() - start


def end(machine):
    if machine.poll() is None:
        machine.terminate()
        try:
            machine.wait(5)
        except subprocess.TimeoutExpired:
            machine.kill()
            machine.wait()


def read_limits(path):
    with open(path) as cases:
        fields = [line.split(maxsplit=2) for line in cases]
    return {name: int(seconds) for name, seconds, _ in fields}


def main():
    cases, folder, *qemu = sys.argv[1:]
    results = Results(read_limits(cases), folder)
    for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, lambda *_: sys.exit(99))
    # Should this process be killed, the machine goes with it.
    machine = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", *qemu],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    try:
        with open(os.path.join(folder, "serial.log"), "w") as log:
            results.finish(*watch(machine, results, log))
    finally:
        end(machine)
    results.save()
    return results.status()


sys.exit(main())
