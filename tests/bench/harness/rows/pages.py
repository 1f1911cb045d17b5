"""What rows 1a to 1d, 1f and 2 share: calls over shared pages."""

from measuring import figure
from rows import calls

# Bare turns and floors, ours, and peers over shared memory or Unix sockets.
SLEEPING = ["futex", "eventfd", "hand-sleep", "page-adapt", "page-sleep",
            "page-spin", "loop-adapt", "iceoryx-wait", "thrift", "protobuf-c",
            "raw-blocking"]
ON = {
    "same": SLEEPING,
    "cross": ["line", "hand-spin", "iceoryx-busy"] + SLEEPING,
    "free": ["page-adapt", "page-sleep", "page-spin"],
}
AWAKE = ["line", "hand-spin", "page-adapt", "page-spin", "loop-adapt",
         "iceoryx-busy"]


def count(bench, name, place):
    """Calls of one run: most rows of one take a quarter of a second."""
    if place == "same" and name == "page-spin":
        return 8  # each takes the scheduler's time slices
    if place == "same":
        return 500 if bench.quick else 4000
    if place == "cross" and name in AWAKE:
        return 2000 if bench.quick else 20000
    return 500 if bench.quick else 1500


def measure(bench):
    """(contender, place) -> rounds."""
    jobs = {(n, p): calls.command(bench, n, calls.transport_of(n), p,
                                  "latency", count(bench, n, p))
            for p, names in ON.items() for n in names}
    return bench.interleave("calls over pages", jobs, bench.rounds(7))


def select(bench, place, pick, names=None):
    """contender -> figure, and contender -> error, of one table row."""
    results = bench.once("calls over pages", measure)
    figures, errors = {}, {}
    for name in names or ON[place]:
        if (name, place) in results:
            figures[name] = figure(results[name, place], pick)
        else:
            errors[name] = bench.errors[name, place]
    return figures, errors


def null(bench, place, names=None):
    """The null call, in nanoseconds, with quantiles for the JSON."""
    figures, errors = select(bench, place, lambda r: r["null"]["p50"], names)
    results = bench.once("calls over pages", measure)
    for name, f in figures.items():
        for q in ("p90", "p99"):
            f[q] = figure(results[name, place],
                          lambda r: r["null"][q])["value"]
    return figures, errors
