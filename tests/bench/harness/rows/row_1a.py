"""Row 1a: the null call over shared pages, both sides awake."""

from rows import pages, traced
from table import Row

ID = "1a"
TITLE = "null call, shared pages, two cores"

# None at all; but a neighbour on a busy machine makes a side sleep.
ONE_IN_A_HUNDRED = 0.01


def measure(bench):
    figures, errors = pages.null(bench, "cross", pages.AWAKE)
    return [
        Row("1a", "null, pages, two cores, awake", "ns", figures,
            "page-adapt", "line", 1.25, {"iceoryx-busy": 0.1}, errors=errors),
        Row("1a-loop", "the same, server of many", "ns", figures,
            "loop-adapt", "hand-spin", None, {"iceoryx-busy": None},
            errors=errors),
    ] + traced.rows(bench, "1a-calls", "page-adapt", "shm", "cross", 20000,
                    (ONE_IN_A_HUNDRED, ONE_IN_A_HUNDRED))
