# Calls back: Dom0 and Dom0, Dom0 and a guest, each the server in its turn, and
# two guests.
. ./lib.sh

serve() {
    ./xen-back serve &
    server=$!
    wait_until 10 xenstore-exists /local/domain/0/data/ivmc/back ||
        fail "the server does not listen"
}

call_from_guest() { # ADDRESS
    guest_create client /test/guest-back 16 "extra = \"$1\""
    guest_says client 'calls back: IVMC_OK' 60
    guest_destroy client
}

serve
./xen-back xen:0/back || fail "Dom0 and Dom0"
wait "$server" || fail "the server of Dom0"

serve
call_from_guest xen:0/back
wait "$server" || fail "the server of a guest"

guest_create server /test/guest-back 16 'extra = "serve"'
guest_says server serving 60
# Twice: nothing stays of the first.
./xen-back "xen:$(guest_id server)/back" || fail "a guest calls Dom0 back"
./xen-back "xen:$(guest_id server)/back" || fail "and once more"
call_from_guest "xen:$(guest_id server)/back"
guest_destroy server
