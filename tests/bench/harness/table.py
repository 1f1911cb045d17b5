"""The rows of PERFORMANCE: ours beside limit and best peer, and the goals."""

SLACK = 0.05  # noise of a ratio of medians


class Row:
    """
    One line of the table. `figures` has a figure for each contender, `limit`
    is the name of one of them, `peers` maps those that the goal speaks of to
    their goals (None: shown without). Ratios are ours : theirs. Goals are the
    largest ratio allowed, or the smallest when more is better.
    """

    def __init__(self, id, workload, unit, figures, ours, limit=None,
                 limit_goal=None, peers=None, more=False, slack=SLACK,
                 error=None, errors=None):
        self.id = id
        self.workload = workload
        self.unit = unit
        self.figures = figures
        self.ours = ours
        self.limit = limit
        self.limit_goal = limit_goal
        self.peers = peers or {}
        self.more = more
        self.slack = slack
        self.error = error or self._missing(errors or {})

    def _missing(self, errors):
        wanted = [self.ours] + ([self.limit] if self.limit else [])
        gone = [n for n in wanted + list(self.peers) if n not in self.figures]
        return "; ".join("%s %s" % (n, errors.get(n, "was not measured"))
                         for n in gone) or None

    def value(self, name):
        found = self.figures.get(name) if name else None
        return found["value"] if found else None

    def best_peer(self):
        there = [n for n in self.peers if n in self.figures]
        if not there:
            return None
        return (max if self.more else min)(there, key=self.value)

    def hardest_peer(self):
        """The peer whose goal we are furthest from, or nearest to."""
        there = [n for n, goal in self.peers.items()
                 if goal is not None and self.ratio(n) is not None]
        if not there:
            return self.best_peer()
        return (min if self.more else max)(
            there, key=lambda n: self.ratio(n) / self.peers[n])

    def ratio(self, name):
        ours, theirs = self.value(self.ours), self.value(name)
        return ours / theirs if ours is not None and theirs else None

    def reached(self, name, goal):
        ratio = self.ratio(name)
        if goal is None:
            return None
        if ratio is None:
            return False
        if self.more:
            return ratio >= goal * (1 - self.slack)
        return ratio <= goal * (1 + self.slack)

    def met(self):
        """Whether all goals are; None when the row has none."""
        if self.error:
            return False
        each = [self.reached(self.limit, self.limit_goal)]
        each += [self.reached(n, goal) for n, goal in self.peers.items()]
        each = [e for e in each if e is not None]
        return all(each) if each else None

    def as_object(self):
        def named(name):
            return {"name": name, "value": self.value(name)} if name else None

        best = self.best_peer()
        return {"id": self.id, "workload": self.workload, "unit": self.unit,
                "limit": named(self.limit), "best_peer": named(best),
                "ours": named(self.ours),
                "ratio_limit": self.ratio(self.limit),
                "ratio_peer": self.ratio(best),
                "goal_limit": self.limit_goal,
                "goal_peer": self.peers.get(best),
                "peers": [{"name": n, "ratio": self.ratio(n), "goal": goal,
                           "met": self.reached(n, goal)}
                          for n, goal in self.peers.items()],
                "more_is_better": self.more, "met": self.met(),
                "error": self.error, "figures": self.figures}


def number(value):
    if value is None:
        return "-"
    if abs(value) >= 100:
        return "%.0f" % value
    return "%.3g" % value


def named(row, name):
    if not name:
        return "-"
    return "%s %s" % (name, number(row.value(name)))


def goal(row, name, wanted):
    ratio = number(row.ratio(name))
    if wanted is None:
        return ratio
    return "%s (%s %s)" % (ratio, ">=" if row.more else "<=", number(wanted))


def peer_goal(row):
    name = row.hardest_peer()
    if name is None:
        return "-"
    text = goal(row, name, row.peers[name])
    return text if len(row.peers) == 1 else name + " " + text


def verdict(row):
    if row.error:
        return "error"
    return {True: "yes", False: "no", None: ""}[row.met()]


def markdown(rows):
    """The table, then each row's figures, then the errors."""
    lines = ["| row | workload | unit | limit | best peer | ours "
             "| ours : limit (goal) | ours : peer (goal) | met |",
             "|---|---|---|---|---|---|---|---|---|"]
    for row in rows:
        lines.append("| %s |" % " | ".join([
            row.id, row.workload, row.unit, named(row, row.limit),
            named(row, row.best_peer()), number(row.value(row.ours)),
            goal(row, row.limit, row.limit_goal),
            peer_goal(row), verdict(row)]))
    lines += ["", "All contenders, median [least-most] over the rounds:", ""]
    shown = []
    for row in rows:
        if row.figures in shown:  # the same, looked at from another goal
            continue
        shown.append(row.figures)
        each = ["%s %s [%s-%s]" % (name, number(f["value"]), number(f["min"]),
                                   number(f["max"]))
                for name, f in row.figures.items()]
        lines.append("- %s (%s): %s" % (row.id, row.unit, "; ".join(each)))
    errors = ["- %s: %s" % (r.id, r.error) for r in rows if r.error]
    if errors:
        lines += ["", "Errors:", ""] + errors
    return "\n".join(lines)
