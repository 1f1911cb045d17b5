# guests.sh one|many|spin: the cases of conformance between two guests without
# operating systems, pages that the client offers and pages that it asks for.
. ./lib.sh

case $1 in
spin) serve='spin serve many' call='spin ' ;;
*) serve="serve $1" call= ;;
esac

guest_create server /test/conformance-guest 128 "extra = \"$serve\""
guest_says server serving 60
id=$(guest_id server)

for who in offer ask; do
    guest_create "$who" /test/conformance-guest 128 \
        "extra = \"$call$who xen:$id/probe\""
    wait_until 180 sh -c "xl list '$who' | grep -q -e '--s[-c]' -e '-c-'" ||
        fail "the client that $who""s does not come to an end"
    guest_says "$who" 'all cases passed' 15
    guest_destroy "$who"
done
# Nobody left anything: the server's end is not held up by a mapping of theirs.
guest_destroy server
wait_until 30 sh -c '! xl list | grep -q -e null -e server' ||
    fail "a domain stays"
