"""Row 5: many clients of one server, over Unix sockets."""

from measuring import figure
from rows import calls
from table import Row

ID = "5"
TITLE = "many clients, Unix sockets"

CONTENDERS = ["raw-threads", "raw-epoll", "ivmc-epoll", "protobuf-c",
              "thrift", "omniorb", "tirpc"]
PEERS = ["protobuf-c", "thrift", "omniorb", "tirpc"]
CLIENTS = (1, 8, 64)
# Against the floor (a thread for each connection), against each peer.
GOALS = {1: (None, None), 8: (None, 1.0), 64: (1.0, 1.0)}


def job(bench, name, clients, ms):
    return calls.command(bench, name, "unix", "free", "clients", clients, ms)


def measure(bench):
    ms = 150 if bench.quick else 500
    results = bench.interleave(
        "clients", {(n, c): job(bench, n, c, ms)
                    for c in CLIENTS for n in CONTENDERS}, bench.rounds(3))
    figures = {c: {n: figure(results[n, c], lambda r: r["calls_per_s"])
                   for n in CONTENDERS if (n, c) in results} for c in CLIENTS}
    errors = {n: why for c in CLIENTS for n in CONTENDERS
              for why in [bench.errors.get((n, c))] if why}
    return ([total(figures[c], c, errors) for c in CLIENTS]
            + [scaling(figures, errors), fairness(bench)])


def total(figures, clients, errors):
    limit_goal, peer_goal = GOALS[clients]
    return Row("5-%d" % clients, "%d client%s, unix, total"
               % (clients, "s" if clients > 1 else ""), "calls/s", figures,
               "ivmc-epoll", "raw-threads", limit_goal,
               dict.fromkeys(PEERS, peer_goal), more=True, errors=errors)


def scaling(figures, errors):
    """
    64 clients together get what one gets at best: whether one client sits on
    its server's core or not changes its total several times over.
    """
    both = {}
    if "ivmc-epoll" in figures[1] and "ivmc-epoll" in figures[64]:
        both["1 client"] = figure([figures[1]["ivmc-epoll"]["max"]], float)
        both["64 clients"] = figures[64]["ivmc-epoll"]
    return Row("5-scaling", "64 clients beside one at best", "calls/s", both,
               "64 clients", "1 client", 0.9, more=True, errors=errors)


def fairness(bench):
    ms = 500 if bench.quick else 5000
    result, why = bench.run(job(bench, "ivmc-epoll", 64, ms))
    figures = {}
    if result:
        ratio = result["most"] / max(1, result["least"])
        figures = {"ivmc-epoll": figure([ratio], lambda r: r),
                   "goal": figure([3], lambda r: r)}
    return Row("5-fairness", "64 clients, most : least calls in %g s"
               % (ms / 1000), "ratio", figures, "ivmc-epoll", "goal", 1,
               error=why)
