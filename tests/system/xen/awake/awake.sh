# awake.sh: two domains that are awake, with a processor each, make no
# hypercalls. Dom0 has the first processor, the guest the second.
. ./lib.sh

[ "$(xl info | awk '$1 == "nr_cpus" { print $3 }')" -ge 2 ] ||
    error "the machine has one processor"
echo 0 >/sys/devices/system/cpu/cpu1/online
xl vcpu-pin Domain-0 0 0 || error "Dom0 cannot be pinned"
guest_create awake /test/awake-guest 16 'cpus = "1"' 'tsc_mode = "native"'
guest_says awake serving 60
./xen-awake "$(guest_id awake)" || fail "somebody always rang or slept"
guest_destroy awake
