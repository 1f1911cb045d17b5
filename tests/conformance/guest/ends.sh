# Domains that are destroyed in the middle of calls: the other end has a status
# soon, goes on, and keeps no part of them.
. ./lib.sh

client() { # NAME offer|ask|call SERVER
    guest_create "$1" /test/conformance-guest 128 \
        "extra = \"$2 xen:$(guest_id "$3")/probe\""
}

no_corpse() {
    wait_until 30 sh -c '! xl list | grep -q null' || fail "a domain stays"
}

guest_create server /test/conformance-guest 128 'extra = "serve many"'
guest_says server serving 60

# Clients go. The last one finds a server that serves.
for pause in 100000 300000 600000; do
    for who in offer ask; do
        client "$who" "$who" server
        guest_says "$who" exchange 60
        usleep "$pause"
        guest_destroy "$who"
        no_corpse
    done
done
client last call server
guest_says last 'calling: IVMC_OK' 60
usleep 300000

# The server goes: nothing else ends a call without a deadline of its own.
guest_destroy server
guest_says last IVMC_PEER_GONE 15
guest_destroy last
no_corpse
