# Channels of 1,024 pages, the most there are, which is all that a kernel grants
# unless it is told otherwise: within Dom0, and from there to a guest and back.
. ./lib.sh

limit() {
    echo "$1" >/sys/module/xen_gntalloc/parameters/limit || error "no limit"
}

limit 1024
./xen-kill serve &
server=$!
wait_until 10 xenstore-exists /local/domain/0/data/ivmc/kill ||
    fail "the server does not listen"
./xen-most xen:0/kill || fail "Dom0 and Dom0"
kill "$server"
wait_until 10 sh -c '! xenstore-exists /local/domain/0/data/ivmc/kill' ||
    fail "the inbox stays"

guest_create server /test/guest-most 32 'extra = "serve"'
guest_says server serving 60
./xen-most "xen:$(guest_id server)/kill" || fail "a guest serves"
guest_destroy server

# It offers, and then it asks.
guest_create client /test/guest-most 32 'extra = "call xen:0/kill"'
./xen-kill servers 2 || fail "a guest calls"
guest_says client 'gone 2' 20
guest_destroy client
wait_until 20 sh -c '! xl list | grep -q -e null -e server -e client' ||
    fail "a domain stays"
./xen-kill left | grep -q 'all pages are free: yes' || fail "pages are left"
