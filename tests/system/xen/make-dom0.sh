#!/usr/bin/env bash
# make-dom0.sh BUSYBOX UTILS STORE KERNEL FOLDER: FOLDER/base.cpio, the system
# that Dom0 and the Linux guests start from, out of unpacked packages.
set -eu
busybox=$1/bin/busybox
xen=$(echo "$2"/usr/lib/xen-*/bin)
store=$3/usr/bin
kernel=$4
folder=$5
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tree.sh"

tools='xenstored xenconsoled xenconsole xen-init-dom0 xl libxl-save-helper
    lsevtchn flask-getenforce flask-setenforce flask-get-bool flask-set-bool
    flask-loadpolicy'
store_tools='read write ls list chmod rm watch exists'

tree=$folder/tree
# xen-init-dom0 gives up, silently for xl, when /var/lib/xen is not there.
mkdir -p "$tree"/{bin,boot,dev,etc/xen,lib/modules,proc,run/{xen,lock},sys} \
    "$tree"/{test,tmp,usr,var/lib/{xen/dump,xenstored},var/log/xen/console}
ln -s ../run "$tree/var/run"
ln -s ../run/lock "$tree/var/lock"

cp "$busybox" "$tree/bin"
for applet in $("$busybox" --list); do
    [ -e "$tree/bin/$applet" ] || ln -s busybox "$tree/bin/$applet"
done
for tool in $tools; do
    tree_add "$tree" "$xen/$tool" "bin/$tool"
done
for tool in $store_tools; do
    tree_add "$tree" "$store/xenstore-$tool" "bin/xenstore-$tool"
done
# xl runs its helpers from where its package has them.
mkdir -p "$tree/usr/lib/$(basename "$(dirname "$xen")")"
ln -s /bin "$tree/usr/lib/$(basename "$(dirname "$xen")")/bin"
# pthread_cancel loads it when it is called; no program names it.
tree_add_library "$tree" "$(/sbin/ldconfig -p |
    awk '$1 == "libgcc_s.so.1" && /x86-64/ { print $NF; exit }')"
cp "$kernel"/modules/*.ko "$tree/lib/modules"

tree_pack "$tree" "$folder/base.cpio"
rm -rf "$tree"
