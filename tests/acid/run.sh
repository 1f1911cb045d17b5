#!/bin/sh
# run.sh IDLC FILE: does idlc give the verdict that FILE's name tells?
# Exit status 0: yes. 1: no. 2: the question could not be asked.
set -u
idlc=$1
file=$2
here=$(dirname "$0")
case_name=$(basename "$(dirname "$file")")/$(basename "$file")

error() {
    echo "error: $*" >&2
    exit 2
}

fail() {
    echo "$case_name: $*" >&2
    printf '%s\n' "$said" >&2
    exit 1
}

[ -x "$idlc" ] || error "no compiler at $idlc"
[ -f "$file" ] || error "no case at $file"
case $case_name in
omg/*) language=corba ;;
dce/*) language=dce ;;
*) error "neither omg nor dce: $case_name" ;;
esac
case $case_name in
*.accept.idl) verdict=accept ;;
*.reject.idl) verdict=reject ;;
*.decide.idl)
    verdict=$(awk -v c="$case_name" '$1 == c { print $2 }' "$here/decided")
    [ -n "$verdict" ] || error "$case_name is not in $here/decided"
    ;;
*) error "no verdict in the name: $case_name" ;;
esac

said=$("$idlc" -x "$language" --check "$file" 2>&1 >/dev/null)
status=$?
case $verdict in
accept)
    [ $status -eq 0 ] || fail "should be accepted, exit status $status"
    printf '%s\n' "$said" | grep -q ': error E' &&
        fail "accepted, but with an error"
    ;;
reject)
    [ $status -eq 1 ] || fail "should be refused, exit status $status"
    printf '%s\n' "$said" |
        grep -Eq '^[^ :]+:[0-9]+:[0-9]+: error E[0-9]{4}: ' ||
        fail "no diagnostic with file, line and column"
    ;;
*) error "unknown verdict '$verdict'" ;;
esac
exit 0
