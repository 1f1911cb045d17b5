# What the system tests share: servers that are started, waited for and ended
# by their process ids, and three outcomes: success (0), failure (1), and
# error (99), when the test itself could not run.

work=$(mktemp -d) || exit 99
servers=

clean_up() {
    for pid in $servers; do
        kill "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 99' INT TERM

fail() {
    printf 'FAILURE: %s\n' "$*" >&2
    exit 1
}

error() {
    printf 'ERROR: %s\n' "$*" >&2
    exit 99
}

# start_server LOG COMMAND...: starts it and waits until it says "serving at".
# Its process id is in $server.
start_server() {
    local log=$1 tries
    shift
    : >"$log" # what the last server said there is not what this one says
    "$@" >>"$log" 2>&1 &
    server=$!
    servers="$servers $server"
    for ((tries = 0; tries < 200; tries++)); do
        grep -q '^serving at ' "$log" && return
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    cat "$log" >&2
    fail "$* does not serve"
}

# The I-th address that a server said it serves at.
address_of() {
    sed -n 's/^serving at //p' "$1" | sed -n "${2-1}p"
}

# stop_server PID: ends it with SIGTERM; it must exit with 0 within 5 s.
stop_server() {
    local pid=$1 tries status
    kill -TERM "$pid" 2>/dev/null || fail "server $pid had ended before"
    for ((tries = 0; tries < 100; tries++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    kill -0 "$pid" 2>/dev/null && fail "server $pid does not stop"
    wait "$pid"
    status=$?
    [ "$status" -eq 0 ] || fail "server $pid ended with $status"
}

descriptors() {
    ls "/proc/$1/fd" | wc -l
}
