# vfsback, as a user who may do nothing but what the devices let him.

# vfsback_start [PROGRAM [VARIABLE=VALUE]...]
vfsback_start() {
    local program=${1:-vfsback}
    [ $# -eq 0 ] || shift
    echo 'nobody:x:65534:65534::/:/bin/sh' >/etc/passwd
    echo 'nobody:x:65534:' >/etc/group
    mkdir -p /run/vfsback
    chown 65534 /run/vfsback /dev/xen/gntdev /dev/xen/gntalloc \
        /dev/xen/evtchn /dev/xen/xenbus
    rm -f /run/vfsback/log
    start-stop-daemon -S -b -m -p /run/vfsback.pid -c nobody:nobody \
        -x /bin/sh -- -c "exec env $* $program /guest >/run/vfsback/log 2>&1"
    wait_until 20 grep -qs serving /run/vfsback/log || {
        cat /run/vfsback/log
        fail "vfsback did not start"
    }
}

# It may be gone already.
vfsback_stop() {
    kill "$(cat /run/vfsback.pid)" 2>/dev/null
    wait_until 10 vfsback_is_gone || fail "vfsback did not end"
}

vfsback_is_gone() {
    [ ! -d "/proc/$(cat /run/vfsback.pid)" ]
}
