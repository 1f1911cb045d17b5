#!/usr/bin/env bash
# make-kernel.sh PACKAGE-FILE FOLDER: what Dom0 and Linux guests need of a
# Debian kernel: vmlinux and a few modules.
set -eu
package=$1
folder=$2
here=$(dirname "$0")

modules='xen-privcmd xen-evtchn xen-gntdev xen-gntalloc xenfs
    vsock vmw_vsock_virtio_transport_common vsock_loopback'

all=$folder/all
mkdir "$all" "$folder/modules"
dpkg-deb -x "$package" "$all"
# Uncompressed: to unpack it under emulation takes ten seconds more.
"$here/vmlinux.py" "$all"/boot/vmlinuz-* "$folder/vmlinux"
for module in $modules; do
    found=$(find "$all" -name "$module.ko")
    [ -n "$found" ] || {
        echo "the kernel has no module $module" >&2
        exit 1
    }
    cp "$found" "$folder/modules"
done
rm -rf "$all"
