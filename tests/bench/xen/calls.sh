# calls.sh CALLS ROUNDS: the null call between Dom0 and guests, both ways.
. ./lib.sh

# As on processors whose time stamp counter runs evenly: QEMU's does not say
# that it does, and then each look at a guest's clock is a trap.
clock='tsc_mode = "native"'

ip link set lo up
guest_create bare /test/bench-guest 16 'extra = "bare"' "$clock"
guest_create serve /test/bench-guest 16 'extra = "serve"' "$clock"
guest_create awake /test/bench-guest 16 'extra = "awake"' "$clock"
guest_create asleep /test/bench-guest 16 'extra = "asleep"' "$clock"
for guest in bare awake serve asleep; do
    guest_says "$guest" serving 20
done
./xen-bench client "$(guest_id bare)" "$(guest_id awake)" \
    "$(guest_id serve)" "$(guest_id asleep)" "$1" "$2" ||
    fail "not all could be measured"
for guest in bare awake serve asleep; do
    guest_destroy "$guest"
done

# Dom0's servers need the domid of who calls them.
guest_create call /test/bench-guest 16 "extra = \"call $1 $2\"" "$clock"
./xen-bench serve "$(guest_id call)" &
guest_says call 'END IVMC_OK' 300
kill $!
grep RESULT "$(guest_log call)"
guest_destroy call
