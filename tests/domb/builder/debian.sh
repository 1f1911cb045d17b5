#!/usr/bin/env bash
# debian.sh PROGRAM: the unit tests, the case with Debian's kernel among them,
# which is what boots of Xen are made of. Exit status 99: there is none.
set -u
program=$1
cd "$(dirname "$0")/../../system/xen" || exit 99
. ./parts.sh
part_kernel || exit 99
VMLINUX=$kernel/vmlinux CK_RUN_CASE=debian "$program"
