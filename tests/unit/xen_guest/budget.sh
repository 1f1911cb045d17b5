#!/usr/bin/env bash
# budget.sh SOURCE MAP [IMAGE]: the guest library in the least server: 700 lines
# of C, 60 of assembler, an image of 40 KiB. Of C, the files of port_guest that
# it takes a symbol from, but not the page channel's port: that is printed.
set -eu
source=$1
map=$2
image=${3-}
status=0

lines() { # LANGUAGE FILE...
    local language=$1
    shift
    cloc --quiet --csv --force-lang=C,c --force-lang=Assembly,S "$@" |
        awk -F, -v language="$language" '$2 == language { print $5 }'
}

within() { # WHAT HAVE MOST
    echo "$1: ${2:-nothing} of at most $3"
    [ "${2:-0}" -gt 0 ] && [ "$2" -le "$3" ] || status=1
}

mapfile -t linked < <(sed -n \
    's|.*libivmc-guest\.a(\(guest_[a-z]*\.c\)\.o).*|\1|p' "$map" | sort -u)
library=()
port=()
for file in "${linked[@]}"; do
    case $file in
    guest_port.c | guest_serve.c | guest_client.c | guest_connect.c)
        port+=("$source/$file")
        ;;
    *) library+=("$source/$file") ;;
    esac
done
within "lines of C" "$(lines C "${library[@]}")" 700
within "lines of assembler" "$(lines Assembly "$source/start.S")" 60
if [ -n "$image" ]; then
    within "octets of the image" "$(stat -c %s "$image")" 40960
else
    echo "octets of the image: not counted, it was not optimized"
fi
echo "the page channel's port: $(lines C "${port[@]}") lines"
exit $status
