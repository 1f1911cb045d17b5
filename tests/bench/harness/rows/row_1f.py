"""Row 1f: the tail of the null call on one core."""

from measuring import figure
from rows import calls, pages
from table import Row

ID = "1f"
TITLE = "tail of the null call, one core"


def tail(round):
    return round["null"]["p99"] / round["null"]["p50"]


def measure(bench):
    return over_sockets(bench) + over_pages(bench)


def over_pages(bench):
    figures, errors = pages.select(bench, "same", tail,
                                   ["hand-sleep", "page-adapt", "loop-adapt"])
    figures["goal"] = figure([1.3], lambda r: r)
    return [
        Row("1f-pages-same-p99", "null, pages, one core, p99 : p50", "ratio",
            figures, "page-adapt", "goal", 1, errors=errors),
        Row("1f-pages-same-raw", "the same, beside the floor's", "ratio",
            figures, "page-adapt", "hand-sleep", 1, errors=errors),
    ]


def over_sockets(bench):
    figures, errors = calls.select(bench, "unix", "same", tail)
    figures["goal"] = figure([1.6], lambda r: r)
    own = {n: f for n, f in figures.items() if n.startswith(("ivmc", "goal"))}
    return [
        Row("1f-unix-same-p99", "null, unix, one core, p99 : p50", "ratio",
            own, "ivmc-blocking", "goal", 1, errors=errors),
        Row("1f-unix-same-raw", "the same, beside the floor's", "ratio",
            figures, "ivmc-blocking", "raw-blocking", 1, errors=errors),
    ]
