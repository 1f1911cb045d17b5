"""Row 3c: payload over sockets, touched by its consumer."""

from measuring import figure
from rows import calls
from table import Row

ID = "3c"
TITLE = "payload, Unix and TCP sockets"

SIZES = {"64KiB": 64 << 10, "1MiB": 1 << 20, "16MiB": 16 << 20}
CALLS = {"64KiB": 300, "1MiB": 60, "16MiB": 6}


def job(bench, name, transport, place, size):
    count = CALLS[size] if not bench.quick else max(2, CALLS[size] // 10)
    return calls.command(bench, name, transport, place, "payload",
                         SIZES[size], count)


def measure(bench):
    sizes = ["64KiB", "1MiB"] if bench.quick else list(SIZES)
    keys = [(n, t, p, s) for t, names in calls.ON.items()
            for p in calls.PLACES for s in sizes for n in names
            if n != "raw-epoll"]
    results = bench.interleave("payload", {k: job(bench, *k) for k in keys},
                               bench.rounds(5))
    rows = []
    for transport in calls.ON:
        for place in calls.PLACES:
            for size in sizes:
                rows.append(compare(bench, results, transport, place,
                                    size))
    return rows


def compare(bench, results, transport, place, size):
    def speed(round):
        return SIZES[size] / round["put"]["p50"] * 1e3  # octets a ns -> MB/s

    figures, errors = {}, {}
    for name in calls.ON[transport]:
        key = (name, transport, place, size)
        if key in results:
            figures[name] = figure(results[key], speed)
        else:
            errors[name] = bench.errors.get(key, "was not measured")
    return Row("3c-%s-%s-%s" % (transport, place, size),
               "%s in, %s, %s" % (size, transport, calls.WHERE[place]), "MB/s",
               figures, "ivmc-blocking", "raw-blocking", 0.95,
               {"omniorb": 1.0, "tirpc": 1.2}, more=True, errors=errors)
