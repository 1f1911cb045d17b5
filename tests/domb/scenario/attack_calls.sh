# Dom0 calls the builder with everything that is wrong; guests run meanwhile.
. ./lib_domb.sh

echo 'no kernel' >/guest/text
config bystander hello-guest 16
domb build /run/bystander.cfg || fail "it was not built"
guest_says bystander 'serving hello' 60
id=$(guest_id bystander)
calls "$id" || fail "not all was refused"
hello-client "xen:$id/hello" still || fail "it does not answer any more"
guest_destroy bystander
forget_denials
