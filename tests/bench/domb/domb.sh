# domb.sh ROUNDS: what it costs that the builder builds: the whole command, and
# of that the builder itself, vfsback included; and what SHA-256 of the same
# octets costs alone, in a guest, while Dom0 sleeps.
. ./lib_domb.sh

timed() { # NAME
    ./bench-timed "domb-$1" domb build -p "/run/$1.cfg" || fail "no $1"
    sed -n "s/.*domb: built $(guest_id "$1") in \([0-9]*\) us.*/RESULT own-$1 \1000/p" \
        "$(guest_log domb)"
    guest_destroy "$1"
}

config linux vmlinux 512 'ramdisk = "/guest/initrd"'
config unikernel hello-guest 16
for round in $(seq "$1"); do
    timed linux
    timed unikernel
done
echo "RESULT octets-linux $(cat /guest/vmlinux /guest/initrd | wc -c)"
echo "RESULT octets-unikernel $(wc -c </guest/hello-guest)"

cp bench-hash /guest
config hash bench-hash 24 'extra = "hash 64"'
domb build /run/hash.cfg || fail "no guest to hash"
sleep 20
sed -n 's/.*sha-256 of 64 MiB: \([0-9]*\) ns.*/RESULT hash-64 \1/p' \
    "$(guest_log hash)"
guest_destroy hash
