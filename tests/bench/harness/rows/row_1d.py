"""Row 1d: the default way of waiting beside the better fixed one."""

from rows import pages
from table import Row

ID = "1d"
TITLE = "waiting that adapts, shared pages"

FIXED = ("page-sleep", "page-spin")
WHERE = {"same": "one core", "cross": "two cores", "free": "not pinned"}


def measure(bench):
    rows = []
    for place, where in WHERE.items():
        figures, errors = pages.null(bench, place, ["page-adapt", *FIXED])
        better = min((n for n in FIXED if n in figures),
                     key=lambda n: figures[n]["value"], default=FIXED[0])
        rows.append(Row("1d-" + place, "null, adaptive beside fixed, " + where,
                        "ns", figures, "page-adapt", better, 1.10,
                        errors=errors))
    return rows
