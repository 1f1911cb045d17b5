#!/bin/bash
# verify.sh DOMB-VERIFY FOLDER SAMPLE SCRATCH: the program from outside, over
# what SAMPLE writes; FOLDER has domb-refhash. Exit status 2: could not be run.
set -u
verify=$1
tools=$2
sample=$3
scratch=$4
rm -rf "$scratch"
mkdir -p "$scratch" && "$sample" "$scratch" && cd "$scratch" || exit 2
nonce=01020304$(printf '0%.0s' {1..56})
zero=$(printf '0%.0s' {1..62})
failed=0

# expect STATUS TEXT ARG...: domb-verify ends like this and says that.
expect() {
    local status=$1 text=$2 got
    shift 2
    "$verify" "$@" >out 2>&1
    got=$?
    [ $got -eq "$status" ] && grep -q -e "$text" out && return
    echo "domb-verify $*: status $got instead of $status, or no '$text':"
    cat out
    failed=1
}
given=(--console console --nonce "$nonce")

cat >reference <<END
kernel 4b$zero
ramdisk 00$zero
config cf$zero
module 6d$zero
END
expect 0 '^verified' "${given[@]}" quote log
expect 0 'kernel  4b0*.*not compared' "${given[@]}" quote log
expect 0 '^verified' "${given[@]}" --reference reference quote log
expect 0 "^kernel  4b$zero\$" "${given[@]}" --reference reference quote log

sed 's/^kernel 4b/kernel 4c/' reference >other
expect 0 "^kernel  4c$zero\$" "${given[@]}" --reference other --domain 6 quote log
expect 1 'was not built' "${given[@]}" --reference other --domain 7 quote log
expect 2 'number of a domain' "${given[@]}" --domain 5x quote log
expect 1 'another kernel' "${given[@]}" --reference other quote log
grep -v module reference >other
expect 1 'not in the reference' "${given[@]}" --reference other quote log
expect 1 'another nonce' --console console --nonce "ff$zero" quote log
head -c 300 log >short
expect 1 'event 2 of the log is not there' "${given[@]}" quote short
expect 1 'another size' "${given[@]}" log log

# No file, or none that could be.
expect 2 'cannot be understood' "${given[@]}" --reference log quote log
expect 2 'No such file' "${given[@]}" nothing log
expect 2 '64 hexadecimal digits' --console console --nonce 12 quote log
sed '/Flask/d' console >early
expect 2 'the latch is not in it' --console early --nonce "$nonce" quote log
expect 2 'no domain printed a key' "${given[@]}" --latch other quote log \
    --console <(sed '/domb/d; s/boot_phase/other/' console)
expect 2 '^usage' quote log
expect 2 '^usage' "${given[@]}" quote
expect 0 '^usage' --help
expect 0 '^domb-verify (ivmc) [0-9]' --version

# What a package's reference is. A bzImage with each kind of payload.
make_bzimage() { # PAYLOAD
    local len
    len=$(wc -c <"$1")
    {
        head -c 497 /dev/zero # 0x1f1: one sector more
        printf '\1'
        head -c 16 /dev/zero
        printf 'HdrS\12\2'
        head -c 64 /dev/zero
        le 16
        le "$len"
        head -c 432 /dev/zero
        head -c 16 /dev/zero
        cat "$1"
        head -c 100 /dev/zero
    }
}
le() {
    # shellcheck disable=SC2059 # octets
    printf "$(printf '\\x%02x\\x%02x\\x%02x\\x%02x' $(($1 & 255)) \
        $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)))"
}
printf '\177ELF and so on' >vmlinux
head -c 100000 /dev/zero >>vmlinux
digest=$(sha256sum <vmlinux | cut -d' ' -f1)
for packer in 'gzip -c' 'xz -c --check=crc32' 'bzip2 -c' 'lzma -c'; do
    # Its size follows what is packed, but in gzip's, which ends with it.
    { $packer <vmlinux; [ "$packer" = 'gzip -c' ] || le 100014; } >payload ||
        exit 2
    make_bzimage payload >bzimage
    have=$("$tools/domb-refhash" bzimage) || failed=1
    [ "$have" = "kernel $digest" ] || {
        echo "$packer: $have instead of $digest"
        failed=1
    }
done
have=$("$tools/domb-refhash" --ramdisk log --pages 32768 \
    --command-line console=hvc0 vmlinux)
[ "$have" = "kernel $digest
ramdisk $(sha256sum <log | cut -d' ' -f1)
config $(printf '\0\200\0\0console=hvc0' | sha256sum | cut -d' ' -f1)" ] || {
    echo "domb-refhash says: $have"
    failed=1
}

# A package, as Debian makes them.
mkdir -p package/DEBIAN package/boot
cp bzimage package/boot/vmlinuz-0
printf 'Package: linux-image-0\nVersion: 0\nArchitecture: all\nMaintainer: x <x@x>\nDescription: x\n' \
    >package/DEBIAN/control
dpkg-deb --root-owner-group -b package package.deb >/dev/null || exit 2
[ "$("$tools/domb-refhash" package.deb)" = "kernel $digest" ] || failed=1
for file in log /dev/null payload; do
    "$tools/domb-refhash" $file >out 2>&1 && {
        echo "domb-refhash takes $file"
        failed=1
    }
    grep -q '^domb-refhash: ' out || failed=1
done
exit $failed
