#!/usr/bin/env bash
# run.sh MACHINE PROGRAM FILE.vec: a program of that machine, here.
set -eu
machine=$1
shift
case $machine in
i386) exec "$@" ;;
powerpc) exec qemu-ppc "$@" ;;
*)
    echo "error: no such machine: $machine" >&2
    exit 2
    ;;
esac
