#!/bin/sh
# shell.sh [OPTION]... [MANIFEST]...: boots Xen in QEMU to a shell in Dom0, on
# this terminal, with the manifests' files in /test; options are run.sh's.
# `poweroff -f` ends it, as does Ctrl-A X.
case ${1-} in
-h | --help)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" | sed '$d'
    exit 0
    ;;
esac
exec "$(dirname "$0")/run.sh" --shell "$@"
