# stock.sh ROUNDS: what it costs that xl builds, in Dom0.
. ./lib.sh

timed() { # NAME KERNEL MIB [LINE...]
    local name=$1 kernel=$2 memory=$3
    shift 3
    {
        printf 'name = "%s"\ntype = "pv"\nkernel = "%s"\nmemory = %s\n' \
            "$name" "$kernel" "$memory"
        printf '%s\n' "$@"
    } >"/run/$name.cfg"
    ./bench-timed "xl-$name" xl create -p "/run/$name.cfg" ||
        fail "no $name"
    guest_destroy "$name"
}

for round in $(seq "$1"); do
    timed vmlinuz /test/vmlinuz 512 'ramdisk = "/guest/initrd"'
    timed vmlinux /guest/vmlinux 512 'ramdisk = "/guest/initrd"'
    timed unikernel /test/unikernel 16
done
