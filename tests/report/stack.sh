#!/bin/sh
# stack.sh IDLC CASE SOURCE: the stack that --report promises against what gcc
# gives the generated code and the core. Recursive types count once here, so
# the cases have none. Exit status 0: within. 1: beyond. 2: could not be run.
set -u
idlc=$1
case=$2
source=$3
stem=$(basename "$case" .idl)
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

given=$(sed -n '1s,^// options: ,,p' "$case")
# shellcheck disable=SC2086 # options are words
"$idlc" --report -w -o "$scratch" $given "$case" >"$scratch/report" || exit 2
for file in "$source"/runtime/core/*.c "$scratch/${stem}_client.c" \
    "$scratch/${stem}_server.c"; do
    gcc -std=c11 -O2 -Wall -Wextra -Werror -fcallgraph-info=su -I "$source/runtime/include" \
        -dumpdir "$scratch/" -dumpbase "$(basename "$file" .c)" \
        -c "$file" -o "$scratch/object" || exit 2
done

# within SIDE ROOTS
within() {
    said=$(sed -n "s/^    deepest stack .*$1 \([0-9,]*\).*/\1/p" \
        "$scratch/report" | tr -d ,)
    took=$(awk -v roots="$2" -f "$(dirname "$0")/deepest.awk" \
        "$scratch"/*.ci)
    case $said/$took in
    */none | /*)
        echo "error: nothing to compare: '$said', '$took'" >&2
        exit 2
        ;;
    esac
    [ "$took" -le "$said" ] && return 0
    echo "$1: the report says $said octets, gcc takes $took"
    return 1
}

# Operations are the functions of the client's file but for bind.
names=$(sed -n 's/^\([a-z].*[ *]\)\([A-Za-z_0-9]*\)(.*/\2/p' \
    "$scratch/${stem}_client.c" | grep -v -e '_bind$' -e '^get_' -e '^put_' \
    -e '^take_' -e '^sent_' -e '^valid_' -e '^load_' -e '^store_' |
    paste -sd '|')
status=0
within stub "^($names)\$" || status=1
within skeleton ":.*_dispatch\$" || status=1
exit $status
