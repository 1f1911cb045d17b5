# This hypervisor has FLASK, and means it.
. ./lib.sh

[ "$(flask-getenforce)" = Enforcing ] || fail "it does not enforce"
xl list -Z | grep -q 'Domain-0 .*dom0_t' || fail "Dom0 has no label"
