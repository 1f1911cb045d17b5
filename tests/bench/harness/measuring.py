"""Runs measuring programs in rounds and keeps what they said."""

import json
import os
import statistics
import subprocess
import sys
import tempfile


class Bench:
    """One run of the harness: where things are, and what was measured."""

    def __init__(self, build, source, quick):
        self.build = build
        self.source = source
        self.quick = quick
        self.cache = {}
        self.errors = {}  # contender -> why it could not be measured

    def rounds(self, full):
        return 1 if self.quick else full

    def program(self, name):
        return os.path.join(self.build, "bin", name)

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def once(self, name, measure):
        """What several rows share is measured once."""
        if name not in self.cache:
            self.cache[name] = measure(self)
        return self.cache[name]

    def run(self, command, timeout=60):
        """The object that a program prints, or None and the reason."""
        with tempfile.TemporaryDirectory(prefix="ivmc-bench-") as folder:
            return self.run_in(folder, command, timeout)

    def run_in(self, folder, command, timeout=60):
        try:
            done = subprocess.run(command, cwd=folder, timeout=timeout,
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True,
                                  check=False)
        except FileNotFoundError:
            return None, "was not built (is its package missing?)"
        except subprocess.TimeoutExpired:
            return None, "took longer than %d s" % timeout
        if done.returncode != 0:
            return None, (done.stderr.strip().splitlines() or ["failed"])[0]
        return json.loads(done.stdout or "{}"), None

    def interleave(self, title, jobs, rounds):
        """
        Runs all jobs (name -> command) A B C, A B C ...: a slow phase of the
        machine then hits all alike. Gives name -> the rounds' results; a job
        that failed once is not in it, and its reason is kept.
        """
        results = {name: [] for name in jobs}
        for number in range(rounds):
            self.say("%s: round %d of %d" % (title, number + 1, rounds))
            for name, command in jobs.items():
                if name not in results:
                    continue
                result, why = self.run(command)
                if why:
                    self.errors[name] = why
                    self.say("  %s: %s" % (" ".join(map(str, name)), why))
                    del results[name]
                else:
                    results[name].append(result)
        return results


def figure(rounds, pick):
    """The median over the rounds, and the range, of one number of each."""
    values = [pick(r) for r in rounds]
    return {"value": statistics.median(values), "min": min(values),
            "max": max(values)}
