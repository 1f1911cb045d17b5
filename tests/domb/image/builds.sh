# builds.sh COUNT: so many builds in a row, and nothing is left of them.
. ./lib_domb.sh

# descriptors: those that vfsback has.
descriptors() {
    ls "/proc/$(cat /run/vfsback.pid)/fd" | wc -l
}

# has_no_more COUNT: a connection that ended is closed a little later.
has_no_more() {
    [ "$(descriptors)" -le "$1" ]
}

# has_back MIB: the machine has its memory back, once it is cleaned.
has_back() {
    [ "$(free_memory)" -ge "$1" ]
}

once() {
    domb build -p /run/hello.cfg >/run/said 2>&1 || {
        cat /run/said
        fail "build $1 failed"
    }
    guest_destroy hello
}

config hello hello-guest 16
once 0
sleep 1
free=$(free_memory)
open=$(descriptors)
[ "$open" -gt 3 ] || fail "vfsback's descriptors cannot be counted"
for n in $(seq "$1"); do
    once "$n"
done
wait_until 20 has_back "$free" ||
    fail "memory is gone: $(free_memory) of $free MiB are left"
wait_until 20 has_no_more "$open" ||
    fail "vfsback has $(descriptors) descriptors, and had $open"
xl list | grep -q '(null)' && fail "a domain did not end"
tail -n 1 "$(guest_log domb)"
