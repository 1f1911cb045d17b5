"""Measures the rows asked for; see ./bench.sh --help."""

import argparse
import importlib
import json
import os
import pkgutil
import sys

import rows
from measuring import Bench
from table import markdown


def all_rows():
    """The modules of rows/, each with ID, TITLE and measure(bench)."""
    names = sorted(m.name for m in pkgutil.iter_modules(rows.__path__))
    modules = [importlib.import_module("rows." + n) for n in names]
    return {m.ID: m for m in modules if hasattr(m, "ID")}


def arguments(known):
    parser = argparse.ArgumentParser(prog="bench.sh")
    parser.add_argument("--build", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("rows", nargs="*", metavar="ROW")
    args = parser.parse_args()
    for row in args.rows:
        if row not in known:
            parser.error("no row %s; there are: %s"
                         % (row, " ".join(known)))
    return args


def main():
    known = all_rows()
    args = arguments(known)
    if args.list:
        for name, module in known.items():
            print("%-4s %s" % (name, module.TITLE))
        return 0
    bench = Bench(args.build, args.source, args.quick)
    measured = []
    for name in args.rows or known:
        bench.say("row %s: %s" % (name, known[name].TITLE))
        found = known[name].measure(bench)
        if not found:
            raise RuntimeError("row %s gave nothing" % name)
        measured += found
    print("Load average: %.1f; processors: %d; rounds: %s\n"
          % (os.getloadavg()[0], os.cpu_count(),
             "few (quick)" if args.quick else "all"))
    print(markdown(measured))
    path = args.json or os.path.join(args.build, "bench.json")
    with open(path, "w", encoding="utf-8") as out:
        json.dump([row.as_object() for row in measured], out, indent=1)
        out.write("\n")
    bench.say("written to " + path)
    return 1 if any(row.error for row in measured) else 0


if __name__ == "__main__":
    sys.exit(main())
