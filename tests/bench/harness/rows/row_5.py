"""Row 5: many clients of one server."""

from measuring import figure
from rows import calls
from table import Row

ID = "5"
TITLE = "many clients, Unix sockets and shared pages"

PEERS = ["protobuf-c", "thrift", "omniorb", "tirpc"]
PAGES = ["loop-sleep", "loop-adapt", "loop-spin"]
# One loop; one for each processor; a thread for each connection.
SOCKETS = ["ivmc-epoll", "ivmc-loops", "ivmc-threads"]
CONTENDERS = ["raw-threads", "raw-epoll"] + SOCKETS + PAGES + PEERS
CLIENTS = (1, 8, 64)
# Against the floor (a thread for each connection), against each peer.
GOALS = {
    "ivmc-epoll": {1: (None, None), 8: (None, 1.0), 64: (1.0, 1.0)},
    "ivmc-loops": {1: (None, None), 8: (None, 1.0), 64: (1.0, 1.0)},
    "ivmc-threads": {1: (None, None), 8: (None, 1.0), 64: (1.0, 1.0)},
    "loop-sleep": {1: (None, None), 8: (None, 1.2), 64: (1.25, 1.2)},
    "loop-adapt": {1: (None, None), 8: (None, 1.2), 64: (None, 1.2)},
}
SCALING = ("ivmc-epoll", "loop-sleep")
FAIR = SOCKETS + PAGES


def job(bench, name, clients, ms):
    return calls.command(bench, name, calls.transport_of(name), "free",
                         "clients", clients, ms)


def measure(bench):
    ms = 150 if bench.quick else 500
    results = bench.interleave(
        "clients", {(n, c): job(bench, n, c, ms)
                    for c in CLIENTS for n in CONTENDERS}, bench.rounds(3))
    figures = {c: {n: figure(results[n, c], lambda r: r["calls_per_s"])
                   for n in CONTENDERS if (n, c) in results} for c in CLIENTS}
    errors = {n: why for c in CLIENTS for n in CONTENDERS
              for why in [bench.errors.get((n, c))] if why}
    return ([total(figures[c], ours, c, errors)
             for ours in GOALS for c in CLIENTS]
            + [scaling(figures, ours, errors) for ours in SCALING]
            + [fairness(bench, ours) for ours in FAIR])


def total(figures, ours, clients, errors):
    limit_goal, peer_goal = GOALS[ours][clients]
    return Row("5-%s-%d" % (ours, clients), "%d client%s, total, %s"
               % (clients, "s" if clients > 1 else "", ours), "calls/s",
               figures, ours, "raw-threads", limit_goal,
               dict.fromkeys(PEERS, peer_goal), more=True, errors=errors)


def scaling(figures, ours, errors):
    """
    64 clients together get what one gets at best: whether one client sits on
    its server's core or not changes its total several times over.
    """
    both = {}
    if ours in figures[1] and ours in figures[64]:
        both["1 client"] = figure([figures[1][ours]["max"]], float)
        both["64 clients"] = figures[64][ours]
    return Row("5-scaling-" + ours, "64 clients beside one at best, " + ours,
               "calls/s", both, "64 clients", "1 client", 0.9, more=True,
               errors=errors)


def fairness(bench, ours):
    ms = 500 if bench.quick else 5000
    result, why = bench.run(job(bench, ours, 64, ms))
    figures = {}
    if result:
        ratio = result["most"] / max(1, result["least"])
        figures = {ours: figure([ratio], lambda r: r),
                   "goal": figure([3], lambda r: r)}
    return Row("5-fairness-" + ours, "64 clients, most : least calls in %g s, "
               "%s" % (ms / 1000, ours), "ratio", figures, ours, "goal", 1,
               error=why)
