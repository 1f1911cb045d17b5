# A guest is destroyed in the middle of calls: as the client of a server in
# Dom0, which lets go of its pages, and as the server of a client there, which
# has a status.
. ./lib.sh

ended() { # NAME: it is no more, nor held up by a mapping
    wait_until 30 sh -c "! xl list | grep -q -e null -e '$1'" ||
        fail "the domain of $1 stays"
}

./xen-server &
server=$!
wait_until 10 xenstore-exists /local/domain/0/data/ivmc/probe ||
    fail "the server does not listen"
for n in 1 2 3 4 5; do
    guest_create "caller$n" /test/conformance-guest 128 \
        'extra = "call xen:0/probe"'
    guest_says "caller$n" 'calling: IVMC_OK' 60
    guest_destroy "caller$n"
    ended "caller$n"
done
kill -0 "$server" || fail "the server has gone"
kill "$server"

for n in 1 2 3 4 5; do
    guest_create "server$n" /test/conformance-guest 128 'extra = "serve many"'
    guest_says "server$n" serving 60
    ./xen-kill call "xen:$(guest_id "server$n")/probe" >"/run/called$n" &
    client=$!
    wait_until 30 grep -q calling "/run/called$n" 2>/dev/null ||
        fail "no calls"
    guest_destroy "server$n"
    wait_until 30 sh -c "! kill -0 $client 2>/dev/null" ||
        fail "the client waits"
    grep -q IVMC_PEER_GONE "/run/called$n" || fail "$(cat "/run/called$n")"
    ended "server$n"
done
