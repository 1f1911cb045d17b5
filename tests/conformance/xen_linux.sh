# The cases of conformance between Dom0 and user space of a Linux guest, each of
# the two the server in its turn; and both ends in such a guest.
. ./lib.sh

./xen-server &
server=$!
wait_until 10 xenstore-exists /local/domain/0/data/ivmc/probe ||
    fail "the server does not listen"
guest_linux linux "sh xen_linux_guest.sh"
guest_says linux 'the client is done' 600
kill -0 "$server" || fail "the server has gone"
kill "$server"

guest_says linux serving 60
IVMC_XEN_SERVER=xen:$(guest_id linux)/probe
export IVMC_XEN_SERVER
./conformance_xen_guest || fail "the client grants the pages"
IVMC_XEN_ASK=yes CK_RUN_CASE=calls ./conformance_xen_guest || fail "the client asks for pages"

# Destroyed in the middle of all that.
: >/run/called
./xen-kill call "xen:$(guest_id linux)/kill" >/run/called &
wait_until 30 grep -q calling /run/called || fail "no calls"
guest_destroy linux
wait_until 10 grep -q IVMC_PEER_GONE /run/called || fail "$(cat /run/called)"
wait_until 10 sh -c '! xl list | grep -q -e null -e linux' ||
    fail "the domain stays"
