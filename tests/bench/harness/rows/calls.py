"""What rows 1e, 1f and 2 share: null and small calls over sockets."""

from measuring import figure

# The program of each contender; its first word is the program's name.
PROGRAMS = {
    "raw-blocking": "rpc-raw", "raw-epoll": "rpc-raw",
    "raw-threads": "rpc-raw",
    "ivmc-blocking": "rpc-ivmc", "ivmc-epoll": "rpc-ivmc",
    "ivmc-loops": "rpc-ivmc", "ivmc-threads": "rpc-ivmc",
    "thrift": "rpc-thrift", "omniorb": "rpc-omniorb", "tirpc": "rpc-tirpc",
    "protobuf-c": "rpc-protobuf-c",
}
# The same over shared memory (rows/pages.py).
SHARED = {
    "line": "rpc-shared", "futex": "rpc-shared", "eventfd": "rpc-shared",
    "hand-spin": "rpc-shared", "hand-sleep": "rpc-shared",
    "no-copy": "rpc-shared", "one-copy": "rpc-shared", "two-copies": "rpc-shared",
    "overlapped": "rpc-shared",
    "page-adapt": "rpc-page", "page-sleep": "rpc-page",
    "page-spin": "rpc-page", "loop-adapt": "rpc-page",
    "loop-sleep": "rpc-page", "loop-spin": "rpc-page",
    "page-region": "rpc-loans", "page-loan": "rpc-loans",
    "page-shared": "rpc-in_place",
    "iceoryx-busy": "rpc-iceoryx", "iceoryx-wait": "rpc-iceoryx",
    "iceoryx-busy-loan": "rpc-iceoryx", "iceoryx-wait-loan": "rpc-iceoryx",
}
MANY_ONLY = ("raw-threads", "ivmc-loops", "ivmc-threads")  # of no use to one client
ON = {
    "unix": [name for name in PROGRAMS if name not in MANY_ONLY],
    "tcp": [name for name in PROGRAMS
            if name not in (*MANY_ONLY, "protobuf-c")],
}
PLACES = ("same", "cross")
WHERE = {"same": "one core", "cross": "two cores"}


def command(bench, contender, *words):
    program = PROGRAMS.get(contender) or SHARED[contender]
    return [bench.program(program), contender, *map(str, words)]


def transport_of(contender):
    """Where it stands beside others over shared memory."""
    return "shm" if contender in SHARED else "unix"


def measure(bench):
    """(contender, transport, place) -> rounds."""
    jobs = {}
    for transport, contenders in ON.items():
        for place in PLACES:
            # A wake-up of another core may take ten times as long.
            calls = 500 if bench.quick else 4000 if place == "same" else 1500
            for name in contenders:
                jobs[name, transport, place] = command(
                    bench, name, transport, place, "latency", calls)
    return bench.interleave("calls", jobs, bench.rounds(7))


def latency(bench):
    return bench.once("calls", measure)


def select(bench, transport, place, pick):
    """contender -> figure, and contender -> error, of one table row."""
    results = latency(bench)
    figures, errors = {}, {}
    for name in ON[transport]:
        key = (name, transport, place)
        if key in results:
            figures[name] = figure(results[key], pick)
        else:
            errors[name] = bench.errors[key]
    return figures, errors


def quantiles(bench, figures, transport, place, call):
    """Adds p90 and p99 for the JSON."""
    results = latency(bench)
    for name, f in figures.items():
        rounds = results[name, transport, place]
        for q in ("p90", "p99"):
            f[q] = figure(rounds, lambda r: r[call][q])["value"]
