# Before all cases: the builder is started and the latch is set, then vfsback
# serves what is in /guest, as nobody.
. ./lib_domb.sh
. ./forward.sh

mkdir -p /guest
cp hello-guest /guest
guest_create domb /test/domb.xen 32 'seclabel = "system_u:system_r:domb_t"'
guest_says domb 'domb: key' 60
flask-set-bool boot_phase 0 || fail "the latch cannot be set"
xl dmesg >/run/console
note_denials
vfsback_start
