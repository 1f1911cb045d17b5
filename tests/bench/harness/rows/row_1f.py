"""Row 1f: the tail of the null call, Unix socket on one core."""

from measuring import figure
from rows import calls
from table import Row

ID = "1f"
TITLE = "tail of the null call, Unix socket, one core"


def measure(bench):
    figures, errors = calls.select(
        bench, "unix", "same", lambda r: r["null"]["p99"] / r["null"]["p50"])
    figures["goal"] = figure([1.6], lambda r: r)
    own = {n: f for n, f in figures.items() if n.startswith(("ivmc", "goal"))}
    return [
        Row("1f-unix-same-p99", "null, unix, one core, p99 : p50", "ratio",
            own, "ivmc-blocking", "goal", 1, errors=errors),
        Row("1f-unix-same-raw", "the same, beside the floor's", "ratio",
            figures, "ivmc-blocking", "raw-blocking", 1, errors=errors),
    ]
