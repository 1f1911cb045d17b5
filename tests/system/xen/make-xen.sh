#!/usr/bin/env bash
# make-xen.sh VERSION FOLDER: builds the hypervisor with FLASK from Debian's
# source package of this version. FOLDER gets xen, and what policies for it
# are made of: policy/hypervisor (its interface) and policy/rules. Exit status
# 3 when the archive does not have the source package.
#
# Debian's own has no FLASK (CONFIG_XSM). Nothing else is built.
set -eu
version=$1
folder=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/cache.sh"
. "$here/debian.sh"

work=$folder/work
log=$folder/build.log
mkdir "$work"
cd "$work"

fail() {
    tail -n 30 "$log" >&2
    # The folder is removed with its log.
    echo "make-xen.sh: $*" >&2
    exit 1
}

own_apt apt-get source --download-only "xen=$version" >"$log" 2>&1 ||
    exit 3
dpkg-source -x ./*.dsc source >>"$log" 2>&1 || fail "cannot be unpacked"

mkdir "$folder/policy"
cp -r source/xen/xsm/flask/policy "$folder/policy/hypervisor"
cp -r source/tools/flask/policy "$folder/policy/rules"

build() {
    nice make -C source/xen -j "$(nproc)" "$@" >>"$log" 2>&1 ||
        fail "make $* failed"
}

build defconfig
cat >>source/xen/.config <<'END'
CONFIG_XSM=y
CONFIG_XSM_FLASK=y
CONFIG_XSM_FLASK_POLICY=y
CONFIG_XSM_FLASK_DEFAULT=y
END
build olddefconfig
grep -q '^CONFIG_XSM_FLASK_DEFAULT=y' source/xen/.config ||
    fail "this Xen does not want FLASK"
build build
cp source/xen/xen "$folder/xen"
cd "$folder"
rm -rf "$work"
