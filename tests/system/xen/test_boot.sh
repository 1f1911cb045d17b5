#!/usr/bin/env bash
# test_boot.sh: boot.py tells success, failure and error apart. The machines
# are shell scripts that write what a serial line would bring.
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
printf '%s\n' 'one 5 true' 'two 5 true' >"$work/cases"
failed=0

# expect WHAT STATUS LINE...: what the machine on standard input leads to; the
# lines are those of the results, without times.
expect() {
    local what=$1 want=$2 status
    shift 2
    "$here/boot.py" "$work/cases" "$work" sh -c "$(cat)"
    status=$?
    sed -E 's/ [0-9]+\.[0-9]( |$)/\1/' "$work/results" >"$work/got"
    printf '%s\n' "$@" >"$work/want"
    [ "$status" -eq "$want" ] || {
        echo "$what: exit status $status instead of $want"
        failed=1
    }
    diff "$work/want" "$work/got" || {
        echo "$what: other results (above)"
        failed=1
    }
}

expect success 0 "one ok" "two ok" "machine ok" <<'END'
echo '(XEN) noise'; echo BEGIN
echo 'CASE one'; echo '| TEST two FAIL not a verdict'; echo 'TEST one ok'
echo 'CASE two'; echo 'TEST two ok'
echo 'TEST one ok'; echo 'TEST two ok'; echo 'END 2'
END
[ "$(cat "$work/one.log")" = "TEST two FAIL not a verdict" ] || {
    echo "what the case wrote was not kept"
    failed=1
}

expect failure 1 "one FAIL exit status 3" "two ok" "machine ok" <<'END'
echo BEGIN
echo 'CASE one'; echo 'TEST one FAIL exit status 3'
echo 'CASE two'; echo 'TEST two ok'; echo 'END 2'
END

expect "a case that could not run" 99 "one ERROR it says so" "two ok" \
    "machine ok" <<'END'
echo BEGIN; echo 'TEST one ERROR it says so'; echo 'TEST two ok'; echo 'END 2'
END

expect "a line that was torn and came again" 0 "two ok" "one ok" \
    "machine ok" <<'END'
echo BEGIN
echo 'CASE one'; echo 'TEST o(XEN) noise'; echo 'ne ok'
echo 'CASE two'; echo '(XEN) noise TEST two ok'
echo 'TEST one ok'; echo 'TEST two ok'; echo 'END 2'
END

expect "a verdict that never came" 99 "two ok" \
    "one ERROR no verdict came over the serial line" "machine ok" <<'END'
echo BEGIN; echo 'CASE one'; echo 'CASE two'; echo 'TEST two ok'; echo 'END 2'
END

expect "verdicts that differ" 99 "one ERROR two verdicts that differ" \
    "two ok" "machine ok" <<'END'
echo BEGIN; echo 'TEST one ok'; echo 'TEST two ok'
echo 'TEST one FAIL'; echo 'END 2'
END

expect "a machine that died" 99 "one ok" \
    "two ERROR while it ran: the machine ended by itself" \
    "machine ERROR the machine ended by itself" <<'END'
echo BEGIN; echo 'CASE one'; echo 'TEST one ok'; echo 'CASE two'; echo '| half'
END

expect "a boot that failed" 99 \
    "one ERROR not run: QEMU ended with status 4" \
    "two ERROR not run: QEMU ended with status 4" \
    "machine ERROR before Dom0 was up: QEMU ended with status 4" <<'END'
echo 'qemu: no such machine'; exit 4
END

# 0.001 of the patience: 0.095 s in a case.
IVMC_SLOWNESS=0.001 expect "a machine that hangs" 99 \
    "one ERROR while it ran: time-out" "two ERROR not run: time-out" \
    "machine ERROR time-out" <<'END'
echo BEGIN; echo 'CASE one'; exec sleep 50
END

exit "$failed"
