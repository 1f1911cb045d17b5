# A file that becomes another one while a domain is built from it: what is
# built is what was measured, and no other is when a digest was demanded.
. ./lib_domb.sh

kernel=$(sha256sum /guest/vmlinux | cut -d' ' -f1)
cp /guest/vmlinux /guest/swapped
octets=$(stat -c %s /guest/swapped)

is_open() {
    ls -l "/proc/$(cat /run/vfsback.pid)/fd" | grep -q /guest/swapped
}

# build: a domain of /guest/swapped, until it is read; finish: its exit status
# in $built.
build() {
    config swapped swapped 128 "extra = 'console=hvc0'"
    domb build -p "$@" /run/swapped.cfg >/run/said 2>&1 &
    building=$!
    wait_until 60 is_open || fail "it was not read"
}

finish() {
    wait "$building"
    built=$?
    sed -n 's/^domb: //p' /run/said
}

# By its name: the one that was opened is read to its end.
build
cp hello-guest /guest/other
mv /guest/other /guest/swapped
finish
[ "$built" = 0 ] || fail "it was not built"
[ "$(digest kernel /run/said)" = "$kernel" ] || fail "another one was built"
guest_destroy swapped

# In place, at its end, which is read last.
cp /guest/vmlinux /guest/swapped
build --kernel-digest "$kernel"
dd if=/dev/zero of=/guest/swapped bs=1 count=64 seek=$((octets - 64)) \
    conv=notrunc 2>/dev/null
finish
if [ "$built" = 0 ]; then
    # Faster than we are: then it is the demanded one.
    [ "$(digest kernel /run/said)" = "$kernel" ] || fail "not what it says"
    guest_destroy swapped
else
    grep -q 'not the digest' /run/said || fail "refused for another reason"
fi

# Shorter.
cp /guest/vmlinux /guest/swapped
build
: >/guest/swapped
finish
if [ "$built" = 0 ]; then
    [ "$(digest kernel /run/said)" = "$kernel" ] || fail "not what it says"
    guest_destroy swapped
else
    grep -q 'shorter' /run/said || fail "refused for another reason"
fi
rm /guest/swapped
forget_denials
