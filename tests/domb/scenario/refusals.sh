# What a user may do wrong is said, with what to do.
. ./lib_domb.sh
. ./forward.sh

# refused TEXT ARGUMENT...: domb build says no, and says that.
refused() {
    local text=$1
    shift
    domb build "$@" >/run/said 2>&1 && fail "built: $*"
    sed -n 's/^domb: //p' /run/said
    grep -q "^domb: .*$text" /run/said || {
        cat /run/said
        fail "it did not say '$text'"
    }
}

zero=0000000000000000000000000000000000000000000000000000000000000000
config a hello-guest 16
refused 'has not the digest' \
    --kernel-digest "${zero%0}1" /run/a.cfg
refused 'hexadecimal' --kernel-digest 12 /run/a.cfg
refused 'type="pv"' /run/a.cfg 'type="pvh"'
refused 'beneath the directory' /run/a.cfg 'kernel="/test/hello-guest"'
refused 'No such file' /run/a.cfg 'kernel="/guest/none"'
mkdir -p /guest/folder
refused 'regular file' /run/a.cfg 'kernel="/guest/folder"'
refused 'raise .memory.' /run/a.cfg 'kernel="/guest/vmlinux"'
refused 'raise .memory.' /run/a.cfg 'ramdisk="/guest/initrd"'
gzip -1 -c /guest/hello-guest >/guest/packed
refused 'uncompressed' /run/a.cfg 'kernel="/guest/packed"'
vfsback_stop
refused 'start vfsback' /run/a.cfg
vfsback_start
ln -s hello-guest /guest/link
domb build -p /run/a.cfg 'kernel="/guest/link"' || fail "links are followed here"
guest_destroy a
forget_denials
