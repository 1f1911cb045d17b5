# A guest, which runs what it wants, against Dom0, the builder and another one.
. ./lib_domb.sh

frame() { # DOMID: of its console's ring
    xenstore-read "/local/domain/$1/console/ring-ref"
}

cp domb-stranger /guest
config bystander hello-guest 16
domb build /run/bystander.cfg || fail "it was not built"
guest_says bystander 'serving hello' 60
id=$(guest_id bystander)
builder=$(guest_id domb)
config stranger domb-stranger 32 \
    "extra = \"$builder $id $(frame "$builder") $(frame "$id")\""
domb build /run/stranger.cfg || fail "it was not built"
wait_until 120 grep -q 'refused all\|FAILED' "$(guest_log stranger)"
cat "$(guest_log stranger)"
guest_said stranger 'refused all' || fail "not all was refused"
hello-client "xen:$id/hello" still || fail "the other does not answer any more"
guest_destroy stranger
guest_destroy bystander
forget_denials
