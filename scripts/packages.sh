#!/bin/sh
# packages.sh GROUP...: installs the Debian packages of these groups of
# packages.list that are missing. Needs root, or sudo, only when some are.
set -eu

list=$(dirname "$0")/../packages.list
missing=
for group in "$@"; do
    for package in $(awk -v g="$group" '$1 == g { print $2 }' "$list"); do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
            2>/dev/null) || state=absent
        [ "$state" = installed ] || missing="$missing $package"
    done
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "packages.sh: root is needed to install:$missing" >&2
        exit 1
    }
    as_root=sudo
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    # shellcheck disable=SC2086 # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $missing >"$log" 2>&1
}
echo "installing$missing" >&2
# The lists may be old or absent: then once more with new ones.
install || { $as_root apt-get update >>"$log" 2>&1 && install; } || {
    tail -n 20 "$log" >&2
    echo "packages.sh: could not install$missing" >&2
    exit 1
}
