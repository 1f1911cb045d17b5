# The cases of conformance from a guest, with a server in Dom0; pages that the
# client grants, and pages that Dom0 does.
. ./lib.sh

./xen-server &
server=$!
wait_until 10 xenstore-exists /local/domain/0/data/ivmc/probe ||
    fail "the server does not listen"

for who in offer ask; do
    guest_create "$who" /test/conformance-guest 128 \
        "extra = \"$who xen:0/probe\""
    wait_until 120 sh -c "xl list '$who' | grep -q -e '--s[-c]' -e '-c-'" ||
        fail "the client that $who""s does not come to an end"
    guest_says "$who" 'all cases passed' 5
    guest_destroy "$who"
    wait_until 10 sh -c "! xl list | grep -q -e null -e '$who'" ||
        fail "the domain that $who""s stays"
done
kill -0 "$server" || fail "the server has gone"
kill "$server"
