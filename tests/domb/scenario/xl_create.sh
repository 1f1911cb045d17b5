# An xl that is not changed, and a domain without an operating system.
. ./lib_domb.sh

config hello hello-guest 16
sh domb-xl create /run/hello.cfg 2>/run/said || {
    cat /run/said
    fail "it was not built"
}
cat /run/said
[ "$(digest kernel /run/said)" = \
    "$(sha256sum /guest/hello-guest | cut -d' ' -f1)" ] ||
    fail "another kernel was measured"
xl list -Z | grep '^hello .*system_u:system_r:guest_t$' ||
    fail "it has another label"
guest_says hello 'serving hello' 60
hello-client "xen:$(guest_id hello)/hello" Dom0 || fail "it does not answer"

# The toolstack has kept its domain.
xl pause hello && xl unpause hello || fail "it is not xl's"
hello-client "xen:$(guest_id hello)/hello" again || fail "it did not go on"
xl rename hello other && xl destroy other || fail "it cannot be destroyed"

# And paused, as it was created.
config paused hello-guest 16
domb build -p /run/paused.cfg || fail "it was not built"
xl list | grep '^paused .*p' || fail "it is not paused"
guest_said paused serving && fail "it ran"
xl unpause paused
guest_says paused 'serving hello' 60
guest_destroy paused
note_denials
