#!/usr/bin/env bash
# bench.sh [OPTION...] [ROW...]: measures us beside limits and peers.
#
#   --quick       few rounds: shows that all rows can be measured
#   --list        the rows there are
#   --json FILE   where the figures go (default: bench.json in the build)
#   --build DIR   where to build (default: build/bench)
#
# Without a ROW all are measured, in about ten minutes on a quiet machine.
# Installs missing Debian packages (groups bench and xen of packages.list)
# first, builds all contenders with -O2 -DNDEBUG, and prints a table of
# Markdown; progress goes to stderr. docs/performance.md tells how to read it. Exit status 1 when
# a row could not be measured; a goal that is not met is no failure.
set -eu
source=$(cd "$(dirname "$0")" && pwd)
build=$source/build/bench
options=()
list=false

while [ $# -gt 0 ]; do
    case $1 in
    -h | --help)
        sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
        exit 0
        ;;
    --build)
        build=$(realpath -m "${2?--build needs a folder}")
        shift
        ;;
    --json)
        options+=("$1" "$(realpath -m "${2?--json needs a file}")")
        shift
        ;;
    --list)
        list=true
        options+=("$1")
        ;;
    *)
        options+=("$1")
        ;;
    esac
    shift
done

# A peer that cannot be installed shows as an error in its rows.
"$source/scripts/packages.sh" build bench xen ||
    echo "bench.sh: some packages are missing" >&2

if ! $list; then
    echo "building in $build" >&2
    mkdir -p "$build"
    { cmake -G Ninja -B "$build" -S "$source" -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_C_FLAGS_RELEASE="-O2 -DNDEBUG" \
        -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG" -DIVMC_TRACE=OFF \
        -DIVMC_BUILD_TESTS=OFF -DIVMC_BUILD_EXAMPLES=OFF \
        -DIVMC_BUILD_BENCH=ON &&
        ninja -C "$build"; } >"$build/build.log" 2>&1 || {
        grep -E 'error|FAILED' "$build/build.log" | head -n 20 >&2
        echo "bench.sh: the build failed; see $build/build.log" >&2
        exit 1
    }
fi
exec python3 "$source/tests/bench/harness/run.py" --source "$source" \
    --build "$build" "${options[@]}"
