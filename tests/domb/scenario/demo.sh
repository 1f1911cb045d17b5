# What `./demo.sh xen` shows of the domain builder.
. ./lib_domb.sh

title() {
    echo
    echo "== $*"
}

show() {
    echo "\$ $*"
    "$@" || fail "$1 said no"
}

refused() {
    echo "\$ $*"
    "$@" && fail "$1 was allowed to"
    echo "(exit status $?)"
}

title "6. A domain builder: Dom0 has started it, and given up the right to"
grep 'domb: key' /run/console
xl list -Z
refused flask-set-bool boot_phase 1

title "7. An xl that is not changed; the builder fills the domain, and hands it over"
config debian vmlinux 256 'ramdisk = "/guest/initrd"' 'vcpus = 2' \
    "extra = 'quiet console=hvc0 panic=1 ivmc_run=\"uname -r; nproc\"'"
cat /run/debian.cfg
show sh domb-xl create /run/debian.cfg
guest_says debian GUEST-EXIT 120
sed "s/^/debian's console: /" "$(guest_log debian)"
xl list -Z

title "8. What was built, measured where Dom0 cannot write; and its proof"
show sha256sum /guest/vmlinux /guest/initrd
nonce=$(od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n')
show domb log /run/log
show domb quote "$nonce" /run/quote
show domb verify --console /run/console --nonce "$nonce" \
    --domain "$(guest_id debian)" /run/quote /run/log

forget_denials
title "9. Root in Dom0 cannot read it"
refused xl dump-core debian /run/core
refused xl save debian /run/saved
guest_destroy debian
xl dmesg -c | grep 'avc: *denied'
