# The builder runs, in a label that nobody else can have.
. ./lib_domb.sh

[ "$(flask-getenforce)" = Enforcing ] || fail "Xen does not enforce"
xl list -Z | grep -q '^domb .*system_u:system_r:domb_t' ||
    fail "the builder has another label"
ps | grep -q '^ *[0-9]* nobody .*vfsback' || fail "vfsback is not nobody's"
flask-set-bool boot_phase 1 && fail "the latch was undone"
(guest_create second /test/domb.xen 32 \
    'seclabel = "system_u:system_r:domb_t"') && fail "a second builder"
forget_denials
