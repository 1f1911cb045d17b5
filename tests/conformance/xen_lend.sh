# Memory lent between Dom0 and a guest, and within Dom0, and channels handed
# out; each end in its turn the server.
. ./lib.sh

# The largest region has more pages than the kernel grants by itself.
echo 16384 >/sys/module/xen_gntalloc/parameters/limit || fail "the limit"

./xen-lend serve &
server=$!
wait_until 10 xenstore-exists /local/domain/0/data/ivmc/lend ||
    fail "the server does not listen"
./xen-lend xen:0/lend || fail "Dom0 and Dom0"

guest_create client /test/guest-lend 32 'extra = "xen:0/lend"'
wait_until 60 sh -c "xl list client | grep -q -e '--s[-c]' -e '-c-'" ||
    fail "the client does not come to an end"
guest_says client 'all items came' 5
guest_destroy client
kill "$server"

guest_create server /test/guest-lend 32 'extra = "serve"'
guest_says server serving 20
./xen-lend "xen:$(guest_id server)/lend" || fail "Dom0 and a guest"
guest_destroy server
wait_until 10 sh -c '! xl list | grep -q -e null -e server -e client' ||
    fail "a domain stays"
echo 1024 >/sys/module/xen_gntalloc/parameters/limit
