"""Row 2: what four arguments cost."""

from measuring import figure
from rows import calls, pages
from table import Row

ID = "2"
TITLE = "small call minus null call"

# place -> nanoseconds that the arguments may add, over pages.
MOST_NS = {"same": 100, "cross": 25}


def surplus(round):
    """Parts of a null call that the arguments add."""
    return round["small"]["p50"] / round["null"]["p50"] - 1


def measure(bench):
    return over_sockets(bench) + over_pages(bench)


def over_pages(bench):
    rows = []
    for place in calls.PLACES:
        where = calls.WHERE[place]
        floor = "hand-sleep" if place == "same" else "hand-spin"
        names = [floor, "page-adapt", "loop-adapt", "thrift"]
        figures, errors = pages.select(
            bench, place, lambda r: r["small"]["p50"] - r["null"]["p50"],
            names)
        figures["goal"] = figure([MOST_NS[place]], lambda r: r)
        rows.append(Row("2-pages-surplus-" + place, "small minus null, pages, "
                        + where, "ns", figures, "page-adapt", "goal", 1,
                        errors=errors))
        figures, errors = pages.select(bench, place,
                                       lambda r: r["small"]["p50"], names)
        rows.append(Row("2-pages-small-" + place, "small call, pages, "
                        + where, "ns", figures, "page-adapt", floor, None,
                        {"thrift": 0.75}, errors=errors))
    return rows


def over_sockets(bench):
    rows = []
    for place in calls.PLACES:
        where = calls.WHERE[place]
        figures, errors = calls.select(bench, "unix", place, surplus)
        figures["goal"] = figure([0.03], lambda r: r)
        rows.append(Row("2-surplus-" + place, "small minus null, in parts of "
                        "a null call, unix, " + where, "part", figures,
                        "ivmc-blocking", "goal", 1, errors=errors))
        figures, errors = calls.select(bench, "unix", place,
                                       lambda r: r["small"]["p50"])
        calls.quantiles(bench, figures, "unix", place, "small")
        # Between cores the wake-up hides what the goal is about.
        goal = 0.75 if place == "same" else None
        rows.append(Row("2-small-" + place, "small call, unix, " + where, "ns",
                        figures, "ivmc-blocking", "raw-blocking", None,
                        {"thrift": goal}, errors=errors))
    return rows
