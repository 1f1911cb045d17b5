# Memory lent between two guests, and channels handed out.
. ./lib.sh

guest_create server /test/guest-lend 32 'extra = "serve"'
guest_says server serving 60
guest_create client /test/guest-lend 32 \
    "extra = \"xen:$(guest_id server)/lend\""
wait_until 60 sh -c "xl list client | grep -q -e '--s[-c]' -e '-c-'" ||
    fail "the client does not come to an end"
guest_says client 'all items came' 15
guest_destroy client
guest_destroy server
wait_until 30 sh -c '! xl list | grep -q -e null -e server' ||
    fail "a domain stays"
