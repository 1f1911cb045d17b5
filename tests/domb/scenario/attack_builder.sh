# Root in Dom0, against the builder itself, once the latch is set.
. ./lib_domb.sh

attack domb || fail "not all was refused"
xl dump-core domb /run/core && fail "its memory was dumped"
config after hello-guest 16
domb build /run/after.cfg || fail "it does not build any more"
guest_says after 'serving hello' 60
guest_destroy after
forget_denials
