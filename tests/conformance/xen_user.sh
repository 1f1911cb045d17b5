# A user that is not root, and may use the devices and XenStore, serves and
# calls: within Dom0, and with guests.
. ./lib.sh

give() { # FILE...
    chown 1000 "$@" || error "chown $*"
}

as_user() { # COMMAND
    su -s /bin/sh user -c "$1"
}

victim() { # NAME COMMAND
    guest_create "$1" /test/guest-victim 16 "extra = \"$2\""
}

echo 'root:x:0:0::/:/bin/sh' >/etc/passwd
echo 'user:x:1000:1000::/tmp:/bin/sh' >>/etc/passwd
chmod 1777 /tmp /dev/shm
[ "$(as_user 'id -u')" = 1000 ] || error "no user"

# Who may not use a device is told so.
as_user './xen-kill call xen:0/kill' 2>&1 | grep -q 'connect: IVMC_SYSTEM' ||
    fail "without any device"

give /dev/xen/evtchn /dev/xen/gntdev /dev/xen/gntalloc /run/xenstored/socket
as_user ./conformance_xen || fail "both ends here"

# The end of a whole domain is learned from XenStore: no hypercalls.
victim server serve
guest_says server serving 60
server=$(guest_id server)
as_user "./xen-kill clients xen:$server/kill 3" || fail "clients of a guest"
: >/run/called
as_user "./xen-kill call xen:$server/kill" >/run/called &
wait_until 30 grep -q calling /run/called || fail "no calls"
guest_destroy server
wait_until 10 grep -q IVMC_PEER_GONE /run/called || fail "$(cat /run/called)"

victim client 'call xen:0/kill'
as_user './xen-kill servers 3' || fail "servers of a guest"
guest_says client 'gone 3' 20
guest_destroy client

# With hypercalls, too.
give /dev/xen/privcmd /dev/xen/hypercall
as_user './xen-kill 3' || fail "killed here"

chown 0 /dev/xen/* /run/xenstored/socket
