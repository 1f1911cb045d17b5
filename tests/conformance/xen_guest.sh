# The cases of conformance from Dom0, with a server in a guest; pages that the
# client grants, and pages that the guest does.
. ./lib.sh

guest_create server /test/conformance-guest 128 'extra = "serve many"'
guest_says server serving 20
IVMC_XEN_SERVER=xen:$(guest_id server)/probe
export IVMC_XEN_SERVER

./conformance_xen_guest || fail "the client grants the pages"
IVMC_XEN_ASK=yes ./conformance_xen_guest || fail "the client asks for pages"

# Nobody left anything: the guest's end is not held up by a mapping of ours.
guest_destroy server
wait_until 10 sh -c '! xl list | grep -q -e null -e server' ||
    fail "the domain stays"
