#!/usr/bin/env bash
# vmlinuz.sh: prints where the kernel lies that tests/system/xen runs, as the
# distribution packs it.
set -u
. "$(dirname "$0")/../../system/xen/parts.sh"

keep() { # PACKAGE-FILE FOLDER
    dpkg-deb --fsys-tarfile "$1" |
        tar -xO --wildcards './boot/vmlinuz-*' >"$2/vmlinuz"
}

part_kernel
version=${kernel##*/}
package=${version%%_*}
cached "vmlinuz_${version#*_}" from_package "$package=${version#*_}" keep ||
    die "no packed kernel"
echo "$entry/vmlinuz"
