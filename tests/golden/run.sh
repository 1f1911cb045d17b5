#!/bin/sh
# run.sh IDLC CASE: compares what idlc does with what stands beside the case.
# Exit status 0: the same. 1: different. 2: could not be run.
#
# bad/NAME.idl    `idlc --check` must end with 1; its diagnostics are NAME.err
# bad/NAME.sh     is run in an empty folder with $IDLC set; what it prints on
#                 standard error, exit statuses included, is NAME.err
# good/NAME.idl   what `idlc` writes is the folder NAME, and its standard
#                 output, where there is any, NAME/stdout
# good/NAME.sh    is run in an empty folder with $IDLC set; what it prints is
#                 NAME.out
#
# A first line "// options: ..." (or in /* */) gives the options instead of
# --check. GOLDEN_ACCEPT=1 rewrites what stands beside the case.
set -u
idlc=$1
case=$2
folder=$(cd "$(dirname "$case")" && pwd)
file=$(basename "$case")
name=${file%.*}

error() {
    echo "error: $*" >&2
    exit 2
}

[ -x "$idlc" ] || error "no compiler at $idlc"
[ -f "$case" ] || error "no case at $case"
scratch=$(mktemp -d) || error "no temporary folder"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' INT TERM HUP
mkdir "$scratch/out"

options() {
    sed -n '1s,^/[/*] *options: *\(.*[^ ]\) *$,\1,p' "$folder/$file" |
        sed 's, *\*/$,,'
}

# same EXPECTED ACTUAL
same() {
    if [ "${GOLDEN_ACCEPT:-}" ]; then
        rm -rf "$1"
        cp -r "$2" "$1" || error "cannot write $1"
        return 0
    fi
    [ -e "$1" ] || error "$1 is missing: run the target golden-accept"
    diff -ruN "$1" "$2"
}

bad_idl() {
    given=$(options)
    # shellcheck disable=SC2086 # options are words
    (cd "$folder" && "$idlc" -o "$scratch/out" ${given:---check} "$file") \
        >"$scratch/stdout" 2>"$scratch/err"
    status=$?
    if [ $status -ne 1 ]; then
        echo "exit status $status, not 1" >&2
        cat "$scratch/err" >&2
        return 1
    fi
    if [ -n "$(ls -A "$scratch/out")" ]; then
        echo "files were written in spite of errors" >&2
        return 1
    fi
    same "$folder/$name.err" "$scratch/err"
}

bad_sh() {
    (cd "$scratch/out" && IDLC=$idlc sh "$folder/$file") \
        2>"$scratch/err" >"$scratch/stdout" || {
        cat "$scratch/err" >&2
        error "the case itself failed"
    }
    same "$folder/$name.err" "$scratch/err"
}

good_idl() {
    given=$(options)
    # shellcheck disable=SC2086 # options are words
    (cd "$folder" && "$idlc" -o "$scratch/out" $given "$file") \
        >"$scratch/stdout" 2>"$scratch/err"
    status=$?
    if [ $status -ne 0 ]; then
        echo "exit status $status" >&2
        cat "$scratch/err" >&2
        return 1
    fi
    [ ! -s "$scratch/stdout" ] || cp "$scratch/stdout" "$scratch/out/stdout"
    [ -n "$(ls -A "$scratch/out")" ] || error "nothing was written"
    same "$folder/$name" "$scratch/out"
}

good_sh() {
    (cd "$scratch/out" && IDLC=$idlc sh "$folder/$file") \
        >"$scratch/stdout" 2>&1 || {
        cat "$scratch/stdout" >&2
        error "the case itself failed"
    }
    same "$folder/$name.out" "$scratch/stdout"
}

case $(basename "$folder")/$file in
bad/*.idl) bad_idl ;;
bad/*.sh) bad_sh ;;
good/*.idl) good_idl ;;
good/*.sh) good_sh ;;
*) error "neither good nor bad: $case" ;;
esac
