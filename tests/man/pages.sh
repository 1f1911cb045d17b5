#!/usr/bin/env bash
# pages.sh MAN: each page is formatted without a warning, and each page of ours
# that another one refers to is there, or in the house's own folder of pages.
set -eu
man=$1
house=$(cd "$(dirname "$0")/../../man" && pwd)
status=0

for page in "$man"/*.[1-9]; do
    warnings=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 \
        man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
    if [ -n "$warnings" ]; then
        echo "$page: $warnings"
        status=1
    fi
    while read -r name section; do
        case $name in
        idlc* | ivmc*)
            [ -e "$man/$name.$section" ] || [ -e "$house/$name.$section" ] || {
                echo "$page: no page $name($section)"
                status=1
            }
            ;;
        esac
    done < <(sed -n 's/^\.BR \([a-z_]*\) (\([1-9]\)).*/\1 \2/p' "$page")
done
exit $status
