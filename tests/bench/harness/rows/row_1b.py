"""Row 1b: the null call over shared pages on one core."""

from rows import pages, traced
from table import Row

ID = "1b"
TITLE = "null call, shared pages, one core"


def measure(bench):
    names = [n for n in pages.ON["same"] if n != "page-spin"]
    figures, errors = pages.null(bench, "same", names)
    return [
        Row("1b", "null, pages, one core", "ns", figures, "page-adapt",
            "futex", 1.05, {"thrift": 0.45, "iceoryx-wait": 0.33},
            errors=errors),
        Row("1b-floor", "the same, beside the floor by hand", "ns", figures,
            "page-adapt", "hand-sleep", 1.15, errors=errors),
        Row("1b-loop", "the same, server of many", "ns", figures,
            "loop-adapt", "hand-sleep", None, {"thrift": None},
            errors=errors),
    ] + traced.rows(bench, "1b-calls", "page-adapt", "shm", "same", 200,
                    (2, 2))
