# A server in Dom0, attacked by a guest.
. ./lib.sh

./xen-server &
server=$!
wait_until 10 xenstore-exists /local/domain/0/data/ivmc/probe ||
    fail "the server does not listen"
guest_create attacker /test/guest-attack 16 'extra = "0"'
wait_until 150 sh -c "xl list attacker | grep -q -e '--s[-c]' -e '-c-'" ||
    fail "the attacker does not come to an end"
guest_says attacker 'all attacks failed' 5
kill -0 "$server" || fail "the server has gone"
guest_destroy attacker
wait_until 10 sh -c '! xl list | grep -q -e null -e attacker' ||
    fail "a domain stays"
kill "$server"
