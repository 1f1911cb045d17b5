"""Row 3a: payload over shared pages, touched by its consumer."""

from measuring import figure
from rows import calls
from table import Row

ID = "3a"
TITLE = "payload, shared pages, copied"

SIZES = {"64KiB": 64 << 10, "1MiB": 1 << 20, "16MiB": 16 << 20}
CALLS = {"64KiB": 300, "1MiB": 60, "16MiB": 6}
SOCKETS = ["thrift", "protobuf-c", "omniorb", "tirpc"]
FLOORS = ["one-copy", "two-copies", "overlapped"]
ICEORYX = {"same": "iceoryx-wait", "cross": "iceoryx-busy"}


def contenders(place, size):
    """iceoryx has no chunks of 16 MiB unless it is told to."""
    names = FLOORS + ["page-adapt", "loop-adapt", "page-shared"] + SOCKETS
    return names + ([ICEORYX[place]] if size != "16MiB" else [])


def sizes(bench):
    return ["64KiB", "1MiB"] if bench.quick else list(SIZES)


def job(bench, name, place, size):
    count = CALLS[size] if not bench.quick else max(2, CALLS[size] // 10)
    return calls.command(bench, name, calls.transport_of(name), place,
                         "payload", SIZES[size], count)


def measure(bench):
    keys = [(n, p, s) for p in calls.PLACES for s in sizes(bench)
            for n in contenders(p, s)]
    results = bench.interleave("payload over pages",
                               {k: job(bench, *k) for k in keys},
                               bench.rounds(5))
    return [compare(bench, results, place, size)
            for place in calls.PLACES for size in sizes(bench)]


def compare(bench, results, place, size):
    def speed(round):
        return SIZES[size] / round["put"]["p50"] * 1e3  # octets a ns -> MB/s

    figures, errors = {}, {}
    for name in contenders(place, size):
        key = (name, place, size)
        if key in results:
            figures[name] = figure(results[key], speed)
        else:
            errors[name] = bench.errors.get(key, "was not measured")
    # Two cores copy at the same time; only so can overlap be worth anything.
    overlaps = place == "cross" and size != "16MiB"
    peers = dict.fromkeys(SOCKETS, 2.0 if size != "16MiB" else None)
    return Row("3a-%s-%s" % (place, size), "%s in, pages, %s"
               % (size, calls.WHERE[place]), "MB/s", figures, "page-adapt",
               "two-copies", 1.25 if overlaps else 0.95, peers, more=True,
               errors=errors)
