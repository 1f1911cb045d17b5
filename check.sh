#!/usr/bin/env bash
# check.sh [fast|long|LABEL...]: builds and tests.
#
#   (nothing)  everything a fresh machine can run; at most an hour
#   fast       the quick kinds with one compiler; two minutes
#   long       everything, then soak, fuzzing and repetitions; hours, resumable
#   LABEL...   only the tests of these kinds (ctest labels)
#
# Installs missing Debian packages first. Build directories and logs are kept
# under build/. Exit status 0 only when all that was to run ran and passed.
set -u
cd "$(dirname "$0")" || exit 2

jobs=$(nproc)
started=$(date +%s)
failed=0

step() {
    printf '== %s (%ds)\n' "$*" $(($(date +%s) - started))
}

die() {
    printf 'check.sh: %s\n' "$*" >&2
    exit 1
}

usage() {
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" | sed '$d'
}

# build NAME CMAKE-ARG...: configures and builds build/NAME, quietly.
build() {
    local name=$1 log
    shift
    step "building $name"
    mkdir -p build
    log=build/$name.log
    { cmake -G Ninja -B "build/$name" -S . "$@" &&
        ninja -C "build/$name" -j "$jobs"; } >"$log" 2>&1 || {
        grep -E 'error|Error|FAILED|warning' "$log" | head -n 40
        tail -n 15 "$log"
        die "building $name failed; the whole log is in $log"
    }
}

# run NAME CTEST-ARG...: runs tests of build/NAME.
run() {
    local name=$1
    shift
    step "testing $name${*:+ $*}"
    ctest --test-dir "build/$name" --output-on-failure -j "$jobs" \
        --timeout 600 --no-tests=error "$@" || failed=1
}

# Every label has at least as many tests as tests/counts says.
check_counts() {
    local label least have
    step "counting tests"
    while read -r label least; do
        case $label in '' | '#'*) continue ;; esac
        have=$(ctest --test-dir build/gcc -N -L "^$label\$" |
            sed -n 's/^Total Tests: //p')
        if [ "${have:-0}" -lt "$least" ]; then
            printf 'label %s has %s tests, tests/counts wants %s\n' \
                "$label" "${have:-0}" "$least"
            failed=1
        fi
    done <tests/counts
}

# What cannot run here is listed with its reason, and nothing else.
check_not_run() {
    step "what does not run on this machine"
    sed '/^#/d; /^$/d' tests/not-run.list
    if ! diff <(sed '/^#/d; /^$/d' tests/not-run.list | cut -d' ' -f1 | sort) \
        <(sort build/gcc/not-run.txt); then
        echo "tests/not-run.list and the build differ (above)"
        failed=1
    fi
}

finish() {
    step "done"
    if [ "$failed" -ne 0 ]; then
        echo "check.sh: FAILED"
        exit 1
    fi
    echo "check.sh: all passed"
    exit 0
}

case ${1-} in
-h | --help)
    usage
    exit 0
    ;;
esac

step "Debian packages"
groups="build check bench"
case ${1-all} in
all | long | xen) groups="$groups xen" ;;
esac
# shellcheck disable=SC2086 # words
scripts/packages.sh $groups || exit 1

case ${1-all} in
all | long)
    build gcc -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++
    build sanitize -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
        -DCMAKE_BUILD_TYPE=Debug -DIVMC_SANITIZE=address,undefined
    run gcc -LE '^xen$'
    # What is labelled fetch or leak builds itself, the same way both times.
    run sanitize -LE '^(bench|fetch|leak)$'
    # Emulated machines want the processors for themselves.
    run gcc -L '^xen$'
    check_counts
    check_not_run
    if [ "${1-all}" = long ]; then
        tests/long.sh || failed=1
    fi
    ;;
fast)
    build gcc -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++
    run gcc -LE '^(slow|kill|hostile|fetch|leak|bench|system|robust|xen)$'
    ;;
-*)
    usage >&2
    exit 2
    ;;
*)
    build gcc -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++
    for label in "$@"; do
        run gcc -L "^$label\$"
    done
    ;;
esac
finish
