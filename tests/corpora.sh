#!/usr/bin/env bash
# corpora.sh IDLC SET...: IDL that nobody here wrote goes through idlc: parsed,
# checked, made into C, and the C compiled without a warning by gcc and clang.
# A set is a file tests/corpora/SET.set, which says what it is made of. Its
# packages are downloaded once and unpacked into the cache (IVMC_CACHE), never
# installed. With KEEP=FOLDER what was made stays there.
#
# Prints for each set how many files were accepted, rejected and crashed, with
# the reasons of the rejects. Exit status 0: as many as the set wants, none
# rejected for another reason than the set's own, none crashed, and all C
# compiles. 1: not so. 99: it could not be tried.
set -u
here=$(cd "$(dirname "$0")" && pwd)
idlc=$(realpath "$1")
shift
include=$(realpath "$here/../runtime/include")
# shellcheck source=tests/system/xen/cache.sh
. "$here/system/xen/cache.sh"
# shellcheck source=tests/system/xen/debian.sh
. "$here/system/xen/debian.sh"

flags=(-std=c11 -O1 -ffreestanding -Wall -Wextra -Wconversion
    -Wsign-conversion -Wshadow -pedantic -Werror)

error() {
    printf 'ERROR: %s\n' "$*" >&2
    exit 99
}

[ -x "$idlc" ] || error "no compiler at $idlc"
work=${KEEP:-$(mktemp -d)} || error "no temporary folder"
[ "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
status=0

wrong() {
    printf 'FAILURE: %s\n' "$*"
    status=1
}

# collect PACKAGE...: one tree of all that is in the packages.
collect() {
    local package
    mkdir -p tree
    for package in "$@"; do
        debian_entry "$package" unpack >&2 || error "cannot get $package"
        cp -rs "$entry/." tree/ || error "cannot link what $package holds"
    done
}

# What a file is rejected for: numbers of the errors, each once.
reasons() {
    sed -n 's/.* error \(E[0-9]*\): .*/\1/p' "$1" | sort -u | tr '\n' ' '
}

# generate FILE: into out/, in the folder that the file has in tree/.
generate() {
    local file=$1 folder why
    folder=out/$(dirname "${file#tree/}")
    mkdir -p "$folder"
    timeout -s KILL 60 "$idlc" -x "$language" "${options[@]}" \
        "${dirs[@]/#/-Itree/}" -o "$folder" "$file" >log 2>&1
    case $? in
    0)
        accepted=$((accepted + 1))
        ;;
    1)
        why=$(reasons log)
        printf '  rejected %s: %s\n' "${file#tree/}" "$why"
        grep -m1 ' error E' log | sed 's/^/    /'
        rejected=$((rejected + 1))
        printf '%s\n' $why | grep -vxE "${refused:-none}" >/dev/null &&
            wrong "$file: rejected for $why"
        ;;
    *)
        crashed=$((crashed + 1))
        wrong "$file: crashed or hung"
        ;;
    esac
}

# A header that includes one that could not be made cannot be compiled.
drop_incomplete() {
    local header dropped=1 name
    while [ "$dropped" ]; do
        dropped=
        while read -r header; do
            while read -r name; do
                [ -e "$(dirname "$header")/$name" ] && continue
                printf '%s\n' "${dirs[@]/#/out/}" | while read -r folder; do
                    [ -e "$folder/$name" ] && echo found
                done | grep -q found && continue
                printf '  not compiled: %s needs %s\n' "${header#out/}" "$name"
                rm "${header%.h}"*.[ch]
                dropped=1
                break
            done < <(sed -n 's/^#include "\(.*\)"$/\1/p' "$header")
        done < <(find out -name '*.h')
    done
}

compile() {
    local cc
    export CC_FLAGS="${flags[*]} -I$include ${dirs[*]/#/-Iout/}"
    for cc in gcc clang; do
        # shellcheck disable=SC2016 # the inner shell expands
        find out -name '*.c' -print0 | xargs -0 -r -n 8 -P "$(nproc)" sh -c '
            cc=$0
            for file; do
                $cc $CC_FLAGS -I"$(dirname "$file")" -c "$file" -o /dev/null ||
                    exit 255
            done' "$cc" || wrong "$cc: see above"
    done
}

# one SET: its file sets packages, language, options, dirs (for #include),
# least (files to be accepted), refused (a pattern of the errors that it may
# be rejected for), and the function files.
one() {
    local accepted=0 rejected=0 crashed=0 refused=
    local packages=() options=() dirs=() language=corba least=0 total=0 file
    [ -r "$here/corpora/$1.set" ] || error "no set $1"
    # shellcheck disable=SC1090
    . "$here/corpora/$1.set"
    mkdir -p "$work/$1" && cd "$work/$1" || error "no folder for $1"
    collect "${packages[@]}"
    while read -r file; do
        total=$((total + 1))
        generate "$file"
    done < <(files | sort)
    drop_incomplete
    compile
    printf '%s: %d files, %d accepted, %d rejected, %d crashed\n' "$1" \
        $total $accepted $rejected $crashed
    [ $accepted -ge "$least" ] || wrong "$1: at least $least were wanted"
}

for set in "$@"; do
    one "$set"
done
exit $status
