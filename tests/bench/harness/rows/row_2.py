"""Row 2: what four arguments cost, over Unix sockets."""

from measuring import figure
from rows import calls
from table import Row

ID = "2"
TITLE = "small call minus null call, Unix socket"


def surplus(round):
    """Parts of a null call that the arguments add."""
    return round["small"]["p50"] / round["null"]["p50"] - 1


def measure(bench):
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
