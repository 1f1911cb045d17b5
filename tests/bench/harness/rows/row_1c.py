"""Row 1c: the null call over shared pages between cores, sleeping."""

from rows import pages
from table import Row

ID = "1c"
TITLE = "null call, shared pages, two cores, sleeping"


def measure(bench):
    names = [n for n in pages.SLEEPING
             if n not in ("page-adapt", "page-spin", "loop-adapt")]
    figures, errors = pages.null(bench, "cross", names)
    return [Row("1c-" + limit, "null, pages, two cores, sleeping", "ns",
                figures, "page-sleep", limit, 1.05, {"thrift": 0.90},
                errors=errors) for limit in ("futex", "eventfd")]
