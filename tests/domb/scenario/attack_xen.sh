# Root in Dom0, against Xen and its policy.
. ./lib_domb.sh

attack xen || fail "not all was refused"
# The tools that would do it.
flask-setenforce 0 && fail "the policy is not enforced any more"
flask-set-bool boot_phase 1 && fail "the latch was undone"
flask-loadpolicy /test/hello-guest # which succeeds in any case
[ "$(flask-getenforce)" = Enforcing ] || fail "Xen does not enforce"
forget_denials
