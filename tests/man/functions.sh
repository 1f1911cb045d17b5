#!/usr/bin/env bash
# functions.sh MAN HEADERS: each function that a public header declares stands
# in a page of section 3. (expr.h, run.h and l4_stub.h are for generated code alone.)
set -eu
man=$1
headers=$2
status=0

functions=$(find "$headers" -name '*.h' ! -name expr.h ! -name run.h ! -name l4_stub.h \
    -exec cat {} + |
    grep -E '^[a-z].*[ *]ivmc_[a-z0-9_]+\(' |
    sed -E 's/.*[ *](ivmc_[a-z0-9_]+)\(.*/\1/' | sort -u)
[ -n "$functions" ] || {
    echo "no functions in $headers"
    exit 1
}
for name in $functions; do
    grep -qw "$name" "$man"/*.3 || {
        echo "$name is in no page"
        status=1
    }
done
exit $status
