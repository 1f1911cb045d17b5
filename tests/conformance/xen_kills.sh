# xen_kills.sh TIMES: calls between processes of Dom0, and between Dom0 and
# guests. In the middle of them so many servers and so many clients are killed
# or, where they are domains, destroyed. The other end has a status in time and
# goes on; of nothing is there more at the end than there was.
. ./lib.sh
times=$1

victim() { # NAME COMMAND
    guest_create "$1" /test/guest-victim 16 "extra = \"$2\""
}

# Is no more, nor held up by a mapping.
ended() { # NAME
    wait_until 20 sh -c "! xl list | grep -q -e null -e '$1 '" ||
        fail "the domain of $1 stays"
    rm -f "$(guest_log "$1")"
}

# Entries of grant tables that somebody has mapped; all domains, and Xen's word.
grants_in_use() {
    xl dmesg -c >/dev/null
    xl debug-keys g
    wait_until 10 sh -c 'xl dmesg | grep -q "gnttab_usage_print_all .* done"' ||
        fail "Xen does not tell its grants"
    xl dmesg | grep -c '(XEN) \[0x'
}

left() {
    xl list | awk '{ print "domain " $1 }'
    xenstore-ls -f / | sed 's/ = .*//'
    echo "grants in use: $(grants_in_use)"
    ./xen-kill left
}

pause() { # NUMBER: up to 400 milliseconds
    usleep $(($1 * 37 % 400 * 1000))
}

# The kernel's own limit: none of so few pages is left when one was kept.
echo 1024 >/sys/module/xen_gntalloc/parameters/limit || error "no limit"
# The first guest and the first server make folders.
victim first serve
guest_says first serving 60
guest_destroy first
ended first
./xen-kill 1 || fail "processes of Dom0, once"
left >/run/before

./xen-kill "$times" || fail "processes of Dom0"

victim server serve
guest_says server serving 60
./xen-kill clients "xen:$(guest_id server)/kill" "$times" ||
    fail "clients of a guest"
guest_destroy server
ended server

victim client 'call xen:0/kill'
./xen-kill servers "$times" || fail "servers of a guest"
guest_says client "gone $times" 20
! guest_said client FAILED || fail "$(tail -n 1 "$(guest_log client)")"
guest_destroy client
ended client

./xen-kill serve &
server=$!
for n in $(seq "$times"); do
    victim "caller$n" 'call xen:0/kill'
    guest_says "caller$n" calling 60
    pause "$n"
    guest_destroy "caller$n"
    ended "caller$n"
done
kill -0 "$server" || fail "the server has gone"
kill "$server"
echo "$times clients destroyed"

for n in $(seq "$times"); do
    victim "server$n" serve
    guest_says "server$n" serving 60
    : >/run/called
    ./xen-kill call "xen:$(guest_id "server$n")/kill" >/run/called &
    client=$!
    wait_until 30 grep -q calling /run/called || fail "no calls"
    pause "$n"
    guest_destroy "server$n"
    wait_until 10 sh -c "! kill -0 $client 2>/dev/null" ||
        fail "the client waits"
    grep -q IVMC_PEER_GONE /run/called || fail "$(cat /run/called)"
    ended "server$n"
done
echo "$times servers destroyed"

wait_until 10 sh -c '! xenstore-exists /local/domain/0/data/ivmc/kill' ||
    fail "an inbox stays"
left >/run/after
diff /run/before /run/after || fail "something is left (above), or has gone"
grep -q 'all pages are free: yes' /run/after || fail "pages are not free"
