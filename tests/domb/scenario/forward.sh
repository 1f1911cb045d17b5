# vfsback, as a user who may do nothing but what the devices let him.

vfsback_start() {
    echo 'nobody:x:65534:65534::/:/bin/sh' >/etc/passwd
    echo 'nobody:x:65534:' >/etc/group
    mkdir -p /run/vfsback
    chown 65534 /run/vfsback
    chown 65534 /dev/xen/gntdev /dev/xen/gntalloc /dev/xen/evtchn \
        /dev/xen/xenbus
    start-stop-daemon -S -b -m -p /run/vfsback.pid -c nobody:nobody \
        -x /bin/sh -- -c 'exec vfsback /guest >/run/vfsback/log 2>&1'
    wait_until 20 grep -q serving /run/vfsback/log || {
        cat /run/vfsback/log
        fail "vfsback did not start"
    }
}

vfsback_stop() {
    kill "$(cat /run/vfsback.pid)"
    wait_until 10 test ! -e /run/vfsback/tokens || fail "vfsback did not end"
}
