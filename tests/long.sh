#!/usr/bin/env bash
# long.sh [STEP...]: what takes hours, after check.sh has built build/gcc and
# build/sanitize; all steps, or those named. Each step that passed for this
# commit is remembered under build/long and not run again, so that an
# interrupted run can go on.
set -u
cd "$(dirname "$0")/.." || exit 2

wanted=" ${*-} "
steps="threads stress-gcc stress-sanitize models twenty-gcc twenty-sanitize
kills-xen twenty-xen mutate-corba mutate-dce fuzz-corba fuzz-dce mutate-domb
mutate-verify"
for step in "$@"; do
    # shellcheck disable=SC2086
    printf '%s\n' $steps | grep -qx -- "$step" || {
        printf 'long.sh: no step %s; there are:\n%s\n' "$step" "$steps" >&2
        exit 2
    }
done

commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain 2>/dev/null)" ] || commit=$commit-changed
done_dir=build/long/$commit
mkdir -p "$done_dir"
failed=0

# long_step NAME COMMAND...
long_step() {
    local name=$1 log from
    shift
    case $wanted in '  ' | *" $name "*) ;; *) return ;; esac
    log=$done_dir/$name.log
    if [ -e "$done_dir/$name.done" ]; then
        printf '== %s: passed before (%s)\n' "$name" \
            "$(cat "$done_dir/$name.done")"
        return
    fi
    from=$(date +%s)
    printf '== %s\n' "$name"
    if "$@" >"$log" 2>&1; then
        echo "$(($(date +%s) - from)) s" >"$done_dir/$name.done"
        printf '   passed in %s\n' "$(cat "$done_dir/$name.done")"
    else
        tail -n 20 "$log"
        printf '   FAILED; the whole log is in %s\n' "$log"
        failed=1
    fi
}

# Every test twenty times in a row, whatever the timing.
twenty_times() {
    ctest --test-dir "build/$1" --output-on-failure -j "$(nproc)" \
        --repeat until-fail:20 --timeout 1800 -LE '^(bench|robust|slow|xen)$'
}

# A boot and the cases in it are tests of their own: all of them, again.
xen_twenty_times() {
    local i
    for i in $(seq 20); do
        ctest --test-dir build/gcc --output-on-failure -j "$(nproc)" \
            --timeout 1800 -L '^xen$' || {
            echo "in round $i"
            return 1
        }
    done
}

# Two hundred of each kind: processes of Dom0 killed, domains destroyed.
kill_on_xen() {
    tests/system/xen/run.sh --out build/gcc/xen/kills \
        build/gcc/xen/kills.manifest
}

# Mutated IDL for an hour a language, with sanitizers.
mutate_for_an_hour() {
    local language=$1 folder=$2
    build/sanitize/tests/robust/mutate build/sanitize/bin/idlc \
        "$language" 3600s tests/acid/"$folder"/*.idl
}

# libFuzzer for an hour a language: what it learns of the texts stays in
# build/fuzz, so that the next run starts from there.
fuzz_for_an_hour() {
    local language=$1 folder=$2 learned=build/fuzz/learned-$1
    cmake -G Ninja -B build/fuzz -S . -DCMAKE_C_COMPILER=clang \
        -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Debug \
        -DIVMC_SANITIZE=address,undefined -DIVMC_FUZZ=ON &&
        ninja -C build/fuzz "fuzz_$language" || return 1
    mkdir -p "$learned"
    build/fuzz/tests/fuzz/"fuzz_$language" -max_total_time=3600 \
        -max_len=16384 -timeout=30 -rss_limit_mb=4096 -print_final_stats=1 \
        -dict="tests/fuzz/$language.dict" -artifact_prefix=build/fuzz/ \
        "$learned" "tests/fuzz/corpus/$language" "tests/acid/$folder"
}

# Threads beside each other. System calls are counted without: the sanitizer
# makes some itself.
with_threads() {
    cmake -G Ninja -B build/threads -S . -DCMAKE_C_COMPILER=clang \
        -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Debug \
        -DIVMC_SANITIZE=thread &&
        ninja -C build/threads tests/conformance/all tests/hostile/all &&
        ctest --test-dir build/threads --output-on-failure -j "$(nproc)" \
            -L '^(conformance|hostile|kill)$' -E syscalls
}

# A million calls over shared pages while both sides are killed.
stress() {
    STRESS_CALLS=1000000 "build/$1/tests/hostile/stress_page"
}

# The larger searches of the page channel's model.
search_models() {
    local name expected words
    while read -r name expected words; do
        case $words in
        long*)
            # shellcheck disable=SC2086
            SEARCH_LEVEL=-O2 tests/model/search.sh "build/long/model/$name" \
                "$expected" ${words#long} || return 1
            ;;
        esac
    done < <(grep '^[a-z]' tests/model/models.list)
}

# Two hundred domains in a row.
build_domains() {
    sed 's/^case domb_builds .*/case domb_builds 2400 sh builds.sh 200/' \
        build/gcc/xen/domb_image.manifest >build/long/domb.manifest
    tests/system/xen/run.sh --xen flask \
        --module examples/domb/policy/dom0.te \
        --module examples/domb/policy/domU.te \
        --module examples/domb/policy/domb.te \
        --module examples/domb/policy/initial_sids \
        --out build/long/domb build/long/domb.manifest
}

long_step threads with_threads
long_step stress-gcc stress gcc
long_step stress-sanitize stress sanitize
long_step models search_models
long_step twenty-gcc twenty_times gcc
long_step twenty-sanitize twenty_times sanitize
long_step kills-xen kill_on_xen
long_step twenty-xen xen_twenty_times
long_step mutate-corba mutate_for_an_hour corba omg
long_step mutate-dce mutate_for_an_hour dce dce
long_step fuzz-corba fuzz_for_an_hour corba omg
long_step fuzz-dce fuzz_for_an_hour dce dce
long_step mutate-domb build/sanitize/tests/domb/builder/domb_mutate 10000000
long_step builds-domb build_domains
long_step mutate-verify \
    build/sanitize/tests/domb/verify/domb_verify_mutate 1000000
exit "$failed"
