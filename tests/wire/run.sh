#!/usr/bin/env bash
# run.sh MACHINE PROGRAM FILE.vec: a program of that machine, here.
set -eu
# shellcheck source=tests/support/machine.sh
. "$(dirname "$0")/../support/machine.sh"
machine_begin "$1"
shift
exec "${start[@]}" "$@"
