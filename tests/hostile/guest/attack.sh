# A server in one guest, attacked by another.
. ./lib.sh

guest_create server /test/conformance-guest 128 'extra = "serve many"'
guest_says server serving 60
guest_create attacker /test/guest-attack 16 "extra = \"$(guest_id server)\""
wait_until 150 sh -c "xl list attacker | grep -q -e '--s[-c]' -e '-c-'" ||
    fail "the attacker does not come to an end"
guest_says attacker 'all attacks failed' 15
guest_destroy attacker
guest_destroy server
wait_until 30 sh -c '! xl list | grep -q -e null -e server' ||
    fail "a domain stays"
