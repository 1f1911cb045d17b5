"""Row 3b: payload that its reader reads in place: shared, or lent once."""

from measuring import figure
from rows import calls
from table import Row

ID = "3b"
TITLE = "payload, shared pages, in a region read in place"

SIZES = {"64KiB": 64 << 10, "1MiB": 1 << 20}
CALLS = {"64KiB": 600, "1MiB": 100}
ICEORYX = {"same": "iceoryx-wait", "cross": "iceoryx-busy"}
# Size -> goal against iceoryx, of payload that is copied once.
ONE_COPY = {"64KiB": 1.3, "1MiB": 1.0}


def measure(bench):
    jobs = {}
    for place in calls.PLACES:
        for size, octets in SIZES.items():
            count = CALLS[size] // (10 if bench.quick else 1)
            for name in ["one-copy", "no-copy", "page-region", "page-loan",
                         "page-shared", ICEORYX[place], ICEORYX[place] + "-loan"]:
                jobs[name, place, size] = calls.command(
                    bench, name, "shm", place, "payload", octets, count)
    results = bench.interleave("payload in place", jobs, bench.rounds(5))
    rows = []
    for place in calls.PLACES:
        for size in SIZES:
            rows.append(copied_once(bench, results, place, size))
            rows.append(loan(bench, results, place, size))
    return rows


def select(bench, results, place, size, names, pick):
    figures, errors = {}, {}
    for name in names:
        key = (name, place, size)
        if key in results:
            figures[name] = figure(results[key], pick)
        else:
            errors[name] = bench.errors.get(key, "was not measured")
    return figures, errors


def copied_once(bench, results, place, size):
    peer = ICEORYX[place]
    figures, errors = select(
        bench, results, place, size,
        ["one-copy", "page-region", "page-shared", peer],
        lambda r: SIZES[size] / r["put"]["p50"] * 1e3)
    return Row("3b-%s-%s" % (place, size), "%s in, copied once, %s"
               % (size, calls.WHERE[place]), "MB/s", figures, "page-region",
               "one-copy", 0.95, {peer: ONE_COPY[size]}, more=True,
               errors=errors)


def loan(bench, results, place, size):
    """Nothing is copied: the floor is a null call and the reader's pass."""
    peer = ICEORYX[place] + "-loan"
    figures, errors = select(
        bench, results, place, size, ["no-copy", "page-loan", peer],
        lambda r: r["put"]["p50"])
    return Row("3b-loan-%s-%s" % (place, size), "%s built in place, %s"
               % (size, calls.WHERE[place]), "ns", figures, "page-loan",
               "no-copy", 1.3, {peer: 1.0}, errors=errors)
