"""Row 1e: the null call over sockets."""

from rows import calls, traced
from table import Row

ID = "1e"
TITLE = "null call, Unix and TCP sockets"

# (transport, place, server) -> goals against the floor and against peers.
GOALS = {
    ("unix", "same", "blocking"): (1.05, {"thrift": 0.82}),
    ("unix", "same", "epoll"): (1.05, {"thrift": 0.82}),
    ("unix", "cross", "blocking"): (1.05, {"thrift": 0.92}),
    ("unix", "cross", "epoll"): (1.05, {"thrift": None}),
    ("tcp", "same", "blocking"): (1.05, {"omniorb": 0.80, "tirpc": 0.80}),
    ("tcp", "same", "epoll"): (1.05, {"omniorb": 0.80, "tirpc": 0.80}),
    ("tcp", "cross", "blocking"): (1.05, {"omniorb": 0.92, "tirpc": 0.92}),
    ("tcp", "cross", "epoll"): (1.05, {"omniorb": None, "tirpc": None}),
}
# System calls of (client, server) in one call.
SYSTEM_CALLS = {"blocking": (2, 2), "epoll": (2, 3)}


def measure(bench):
    rows = []
    for (transport, place, server), goals in GOALS.items():
        limit_goal, peers = goals
        figures, errors = calls.select(bench, transport, place,
                                       lambda r: r["null"]["p50"])
        calls.quantiles(bench, figures, transport, place, "null")
        rows.append(Row("1e-%s-%s-%s" % (transport, place, server),
                        "null, %s, %s, %s server"
                        % (transport, calls.WHERE[place], server), "ns",
                        figures, "ivmc-" + server, "raw-" + server, limit_goal,
                        peers, errors=errors))
    for server, goals in SYSTEM_CALLS.items():
        rows += traced.rows(bench, "1e-calls-" + server, "ivmc-" + server,
                            "unix", "same", 200, goals)
    return rows
