# The guest library on a real hypervisor, and three ends that a guest may have.
. ./lib.sh

state() { # NAME LETTERS
    xl list "$1" | grep -q -e "$2"
}

guest_create well /test/guest-try 16
guest_says well 'all is well' 60
wait_until 20 state well '---s--' || fail "it does not power off"
guest_destroy well

guest_create exception /test/guest-try 16 'extra = "exception"'
wait_until 40 state exception 'c-' || fail "an exception is not the end"
guest_said exception 'vec 000000000000000e' || fail "it is not a page fault"
guest_said exception 'rip 00000000005' || fail "it does not say where"
guest_destroy exception

guest_create overrun /test/guest-try 16 'extra = "overrun"'
wait_until 40 state overrun 'c-' || fail "the stack can be overrun"
guest_said overrun 'the stack was overrun' || fail "it does not say why"
guest_destroy overrun

guest_create deep /test/guest-try 16 'extra = "deep"'
wait_until 40 state deep 'c-' || fail "the stack has no end"
guest_destroy deep
