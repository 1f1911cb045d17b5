# The example: a server without an operating system, and a client like it.
. ./lib.sh

guest_create hello /test/hello-guest 16
guest_says hello 'serving hello' 60
guest_create client /test/hello-guest 16 \
    "extra = \"xen:$(guest_id hello)/hello\""
guest_says client 'Hello, guest!' 60
guest_said hello 'greeted guest' || fail "it does not say whom it greeted"
guest_create nobody /test/hello-guest 16 \
    "extra = \"xen:$(guest_id hello)/goodbye\""
guest_says nobody 'hello-guest: ' 60
for name in nobody client hello; do
    guest_destroy "$name"
done
