#!/usr/bin/env bash
# tcb.sh image MAP SOURCE BUILD [C ALL ASSEMBLER]
# tcb.sh table MAP SOURCE BUILD
#
# What has to be trusted, in lines of code as cloc counts them.
#
#   image   what is in DomB: the C files from which the linker's MAP of the
#           image has code or data, SOURCE and BUILD being the folders of this
#           project. With three numbers: fails when C written by hand, C with
#           the generated stubs, or assembler is more than that.
#   table   the paper's Table 1, of the packages in use: hypervisor, Dom0's
#           kernel, and what Dom0's users run, before and after. Sources are
#           downloaded and counted once, and the counts are kept where
#           tests/system/xen keeps its parts; Linux takes ten minutes.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)

usage() {
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" | sed '$d'
}

die() {
    printf 'tcb.sh: %s\n' "$*" >&2
    exit 2
}

# lines LANGUAGES FILE...: of code, in languages as cloc calls them.
lines() {
    local languages=$1
    shift
    [ $# -gt 0 ] || { echo 0; return; }
    cloc --quiet --csv --skip-uniqueness --force-lang=Assembly,S "$@" |
        awk -F, -v languages=",$languages," \
            'index(languages, "," $2 ",") { n += $5 } END { print n + 0 }'
}

# ---- the image ---------------------------------------------------------------

# Objects with something at an address of the image: "FILE.o", "ARCHIVE(FILE.o)".
linked_objects() {
    sed -n '/^Linker script and memory map/,$p' "$1" |
        sed -nE 's/^.* 0x0*([4-9a-f][0-9a-f]{5,}) +0x[0-9a-f]*[1-9a-f][0-9a-f]* (.*\.o\)?)$/\2/p' |
        sort -u
}

# Sets ours, generated, assembler, bearssl: the sources that objects are of.
sort_objects() { # MAP SOURCE BUILD
    local source=$2 build=$3 object file
    ours=() generated=() assembler=() bearssl=()
    while read -r object; do
        case $object in
        *libbearssl.a\(*)
            file=${object##*\(}
            bearssl+=("${file%.o)}.c")
            continue
            ;;
        *libivmc-guest.a\(*)
            file=${object##*\(}
            file=$(find "$source/runtime/core" "$source/runtime/page" \
                "$source/runtime/region" "$source/runtime/xen" \
                -name "${file%.o)}" ! -path '*/port_linux/*' \
                ! -path '*/port_host/*' ! -path '*/port_minios/*')
            ;;
        *_idl/*) file=$build/${object/CMakeFiles\/*.dir\//} ;;
        *) file=$source/${object/CMakeFiles\/*.dir\//} ;;
        esac
        file=${file//\/__\//\/../}
        file=$(realpath -e -- "${file%.o}") || die "no source of $object"
        case $file in
        *.S) assembler+=("$file") ;;
        *_idl/*) generated+=("$file") ;;
        *) ours+=("$file") ;;
        esac
    done < <(linked_objects "$1")
    [ ${#ours[@]} -gt 0 ] || die "$1 names no objects"
}

in_room() { # PATTERN
    local file
    for file in "${ours[@]}"; do
        # shellcheck disable=SC2254 # a pattern
        case $file in $1) echo "$file" ;; esac
    done
}

print_room() { # NAME PATTERN
    local files
    mapfile -t files < <(in_room "$2")
    printf '  %-28s %6d\n' "$1" "$(lines C "${files[@]}")"
}

count_image() {
    sort_objects "$1" "$2" "$3"
    by_hand=$(lines C "${ours[@]}")
    stubs=$(lines C "${generated[@]}")
    assembly=$(lines Assembly "${assembler[@]}")
}

print_image() {
    echo "lines of code in DomB"
    print_room "stubs' support (core)" '*/runtime/core/*'
    print_room "page channel" '*/runtime/page/*'
    print_room "guest library, its port" '*/runtime/xen/*'
    print_room "builder" '*/builder/*'
    print_room "measuring" '*/measure/*'
    print_room "the image's own" '*/examples/domb/guest/*.c'
    printf '  %-28s %6d\n' "C by hand" "$by_hand" "generated C" "$stubs" \
        "C in all" $((by_hand + stubs)) "assembler" "$assembly"
    printf '  %-28s %6d files\n' "beside it, of BearSSL" ${#bearssl[@]}
}

within() { # WHAT HAVE MOST
    [ "$2" -gt 0 ] && [ "$2" -le "$3" ] && return
    echo "$1: $2 of at most $3"
    status=1
}

# ---- sources -----------------------------------------------------------------

versions_of() { # the newest first
    own_apt apt-cache showsrc --only-source "$1" 2>/dev/null |
        sed -n 's/^Version: //p' | sort -rVu
}

# count_source PACKAGE VERSION FOLDER: FOLDER/counts gets a line for each
# component: its name, lines of C, and of assembler.
count_source() {
    local package=$1 folder=$3
    mkdir "$folder/work" && cd "$folder/work" || return
    own_apt apt-get source --download-only "$package=$2" >/dev/null 2>&1 ||
        return 3
    if [ "$package" = linux ]; then
        # Not patched: that takes longer than it is worth.
        mkdir source && tar -C source --strip-components=1 -xf ./*.orig.tar.xz
    else
        dpkg-source --no-check -x ./*.dsc source >/dev/null 2>&1
    fi || return
    cd source && "components_$package" >"$folder/counts" || return
    cd "$folder" && rm -rf work
}

# NAME PATH...
component() {
    local name=$1 csv
    shift
    csv=$(nice cloc --quiet --csv --skip-uniqueness --timeout 0 \
        --include-lang=C,C/C++\ Header,Assembly \
        --fullpath --not-match-d='/(tests?|selftests|arch/(arm|riscv|ppc|x86/um)[^/]*|include/asm-arm)(/|$)' \
        "$@") || return
    awk -F, -v name="$name" '
        $2 == "C" || $2 == "C/C++ Header" { c += $5 }
        $2 == "Assembly" { a += $5 }
        END { print name, c + 0, a + 0 }' <<<"$csv"
}

components_xen() {
    component hypervisor xen/arch/x86 xen/common xen/crypto xen/drivers \
        xen/include xen/lib xen/xsm
    component libxenctrl tools/libs/ctrl
    component libxenguest tools/libs/guest
    component libxenlight tools/libs/light
    component libxen-small tools/libs/call tools/libs/devicemodel \
        tools/libs/evtchn tools/libs/foreignmemory tools/libs/gnttab \
        tools/libs/store tools/libs/toolcore tools/libs/toollog \
        tools/libs/util tools/libs/hypfs
    component xl tools/xl
    component xenstored tools/xenstore
    component xenconsoled tools/console
}

components_glibc() {
    rm -rf localedata manual benchtests support conform
    find sysdeps -type d \( -name alpha -o -name arc -o -name arm -o \
        -name aarch64 -o -name csky -o -name hppa -o -name ia64 -o \
        -name loongarch -o -name m68k -o -name microblaze -o -name mips -o \
        -name nios2 -o -name or1k -o -name powerpc -o -name riscv -o \
        -name s390 -o -name sh -o -name sparc -o -name hurd -o -name mach -o \
        -name htl -o -name i386 -o -name i686 \) -prune -exec rm -rf {} +
    find . -depth \( -name 'tst-*' -o -name 'test-*' -o -name 'bug-*' \) \
        -exec rm -rf {} +
    component libc .
}

components_linux() {
    component kernel arch/x86 block certs crypto fs include init io_uring ipc \
        kernel lib mm net security virt
    component drivers drivers sound
}

components_bearssl() {
    local file
    for file in src/*/*.c src/*.c; do
        echo "$(basename "$file") $(lines C "$file") 0"
    done
}

# Sets $counts and $version: of the newest version that can be had; not every
# mirror has the sources of security updates.
counts_of() { # PACKAGE
    for version in $(versions_of "$1"); do
        cached "tcb-$1_${version//:/_}" count_source "$1" "$version" &&
            counts=$entry/counts && return
        [ $? -eq 3 ] || die "the source of $1 $version cannot be counted"
    done
    die "the archive has the source of no version of $1"
}

# ---- the table ---------------------------------------------------------------

# row SIGN NAME C ASSEMBLER
row() {
    printf '%-2s%-30s %10d %8d\n' "$1" "$2" "$3" "$4"
}

# rows SIGN COMPONENT...: out of $counts, and what they come to.
rows() {
    local sign=$1 name c a
    shift
    for name in "$@"; do
        read -r c a < <(sed -n "s/^$name //p" "$counts") ||
            die "$counts lacks $name"
        row "$sign" "$name ($version)" "$c" "$a"
        [ "$sign" != - ] || removed=$((removed + c)) \
            removed_asm=$((removed_asm + a))
    done
}

# Headers of the rooms that DomB is made of, all of them.
headers() { # SOURCE BUILD
    find "$1"/runtime/include "$1"/runtime/core "$1"/runtime/page \
        "$1"/runtime/xen "$1"/examples/domb/builder "$1"/examples/domb/guest \
        "$1"/examples/domb/measure "$2"/examples/domb/guest \
        -name '*.h' ! -path '*/port_linux/*' ! -path '*/port_minios/*' \
        ! -path '*/port_host/*'
}

print_table() { # SOURCE BUILD
    local files own_headers bear=0 file
    . "$here/../../tests/system/xen/cache.sh"
    . "$here/../../tests/system/xen/debian.sh"
    debian_lists || die "apt's lists cannot be had"
    removed=0
    removed_asm=0
    mapfile -t files < <(headers "$1" "$2")
    own_headers=$(lines "C,C/C++ Header" "${files[@]}")
    printf '%-32s %10s %8s\n' "lines of code" C "assembler"
    counts_of xen && rows '' hypervisor
    counts_of linux && rows '' kernel drivers
    row + "DomB, C files" "$by_hand" "$assembly"
    row + "DomB, generated" "$stubs" 0
    row + "DomB, headers of its rooms" "$own_headers" 0
    counts_of bearssl
    for file in "${bearssl[@]}"; do
        bear=$((bear + $(sed -n "s/^$file \([0-9]*\) .*/\1/p" "$counts")))
    done
    row + "BearSSL, its part ($version)" "$bear" 0
    counts_of glibc && rows - libc
    counts_of xen && rows - libxenctrl libxenguest libxenlight libxen-small xl \
        xenstored xenconsoled
    row + "added" $((by_hand + stubs + own_headers + bear)) "$assembly"
    row - "removed" "$removed" "$removed_asm"
}

status=0
case ${1-} in
image)
    [ $# -eq 4 ] || [ $# -eq 7 ] || { usage >&2; exit 2; }
    count_image "$2" "$3" "$4"
    print_image
    if [ $# -eq 7 ]; then
        within "C by hand" "$by_hand" "$5"
        within "C in all" $((by_hand + stubs)) "$6"
        within "assembler" "$assembly" "$7"
    fi
    ;;
table)
    [ $# -eq 4 ] || { usage >&2; exit 2; }
    count_image "$2" "$3" "$4"
    print_table "$3" "$4"
    ;;
-h | --help) usage ;;
*)
    usage >&2
    exit 2
    ;;
esac
exit $status
