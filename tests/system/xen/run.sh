#!/usr/bin/env bash
# run.sh [OPTION]... MANIFEST...: boots Xen in QEMU and runs cases in Dom0.
#
#   --xen stock|flask  Debian's hypervisor (default), or one built with FLASK
#   --policy FILE      FLASK's policy, instead of the built-in one
#   --module FILE      one of Xen's own modules and these, which may be several;
#                      see make-policy.sh
#   --smp N            processors (default 1)
#   --memory MIB       of the whole machine (default 1024); Dom0 has half
#   --icount           count instructions: virtual time does not depend on load
#   --out FOLDER       where results and logs go (default build/xen/NAME, after
#                      the first manifest); it is emptied first
#   --keep             leave the boot image and the command line there, too
#   --gather           exit status 0 as soon as there are results (for ctest)
#   --shell            no cases: a shell in Dom0, here; `poweroff -f` ends it
#
# A manifest's lines, with paths relative to its folder:
#
#   file PATH [NAME]             comes into /test with the libraries it needs
#   case NAME SECONDS COMMAND    run in /test by sh; 0 is success, 99 an error
#   before COMMAND               run before all cases; its guests and processes
#                                stay, and no case is run if it fails
#   linux-guest                  the boot has what lib.sh's guest_linux needs
#   modules NAME...              more modules of the kernel
#
# Prints a line a case. FOLDER/NAME.log has what the case wrote, serial.log
# all, results the verdicts: ok, FAIL (it ran, something is wrong), ERROR (it
# could not run or be told). Exit status 0, 1 or 99, the worst of them.
set -u
. "$(dirname "$0")/parts.sh"
. "$xen_dir/tree.sh"

kind=stock
policy_file=
policy_modules=()
smp=1
memory=1024
icount=
out=
keep=
gather=
shell=

usage() {
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" | sed '$d'
}

value() { # OPTION VALUE
    [ -n "${2-}" ] || die "$1 needs a value"
    printf '%s' "$2"
}

while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage; exit 0 ;;
    --xen) kind=$(value "$@") || exit; shift ;;
    --module) policy_modules+=("$(value "$@")") || exit; shift ;;
    --policy) policy_file=$(value "$@") || exit; shift ;;
    --smp) smp=$(value "$@") || exit; shift ;;
    --memory) memory=$(value "$@") || exit; shift ;;
    --out) out=$(value "$@") || exit; shift ;;
    --icount) icount=yes ;;
    --keep) keep=yes ;;
    --gather) gather=yes ;;
    --shell) shell=yes ;;
    -*) die "no option $1; see --help" ;;
    *) break ;;
    esac
    shift
done
case $kind in stock | flask) ;; *) die "there is no Xen called $kind" ;; esac
[ -n "$shell" ] || [ $# -gt 0 ] || die "no manifest; see --help"

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' INT TERM HUP

# The tree that is put over the base for this boot.
tree=$work/tree
mkdir -p "$tree/test" "$tree/bin"
cp "$xen_dir/dom0/init" "$tree/init"
cp "$xen_dir/dom0/run-cases" "$tree/bin"
cp "$xen_dir/dom0/lib.sh" "$tree/test"
: >"$tree/test/cases"
linux_guest=
modules=

add_file() { # FOLDER PATH [NAME]
    local path=$2 name=${3:-$(basename "$2")}
    case $path in /*) ;; *) path=$1/$path ;; esac
    [ -f "$path" ] || die "there is no file $path"
    # Several manifests may want the same file, but not two of one name.
    [ ! -e "$tree/test/$name" ] || cmp -s "$path" "$tree/test/$name" ||
        die "two files are to be /test/$name"
    tree_add "$tree" "$path" "test/$name" || die "$path cannot be added"
}

add_case() { # MANIFEST NAME SECONDS COMMAND
    case $2 in *[!A-Za-z0-9_.-]*) die "$1: no name of a case: $2" ;; esac
    case $3 in '' | *[!0-9]*) die "$1: case $2 needs its seconds" ;; esac
    [ -n "$4" ] || die "$1: case $2 needs a command"
    ! grep -q "^$2 " "$tree/test/cases" || die "two cases are called $2"
    echo "$2 $3 $4" >>"$tree/test/cases"
}

read_manifest() { # FILE
    local word first second rest
    [ -f "$1" ] || die "there is no manifest $1"
    while read -r word first second rest; do
        case $word in
        '' | '#'*) ;;
        file) add_file "$(dirname "$1")" "$first" "$second" ;;
        case) add_case "$1" "$first" "$second" "$rest" ;;
        before) echo "$first $second $rest" >>"$tree/test/before" ;;
        linux-guest) linux_guest=yes ;;
        modules) modules="$modules $first $second $rest" ;;
        *) die "$1: what is '$word'?" ;;
        esac
    done <"$1"
}

for manifest in "$@"; do
    read_manifest "$manifest"
done
[ -n "$shell" ] || [ -s "$tree/test/cases" ] || die "the manifests have no case"

part_kernel
part_base
"part_xen_$kind"

# The same system is Dom0's and the Linux guests': archives one after another.
image=$work/dom0.cpio
tree_pack "$tree" "$work/test.cpio" || die "cpio failed"
cat "$base" "$work/test.cpio" >"$image" || die "no room for the image"
if [ -n "$linux_guest" ]; then
    mkdir -p "$work/guest/guest"
    ln -s "$kernel/vmlinux" "$work/guest/guest/vmlinux"
    ln -s "$image" "$work/guest/guest/initrd"
    (cd "$work/guest" && find . -mindepth 1 |
        cpio -o -L -H newc -R 0:0 --quiet) >"$work/guest.cpio" ||
        die "cpio failed"
    cat "$work/guest.cpio" >>"$image" || die "no room for the image"
fi

dom0_args="console=hvc0 panic=1 quiet"
dom0_args="$dom0_args ivmc_modules=\"$(echo $modules)\""
[ -z "$shell" ] || dom0_args="$dom0_args ivmc_mode=shell"
# Names without blanks and commas, which would end them for QEMU.
ln -s "$kernel/vmlinux" "$work/vmlinux"
initrd="$work/vmlinux $dom0_args,$image"
if [ ${#policy_modules[@]} -gt 0 ]; then
    policy_file=$work/made
    "$xen_dir/make-policy.sh" "$policy" "$policy_file" \
        "${policy_modules[@]}" || die "the policy cannot be made"
fi
if [ -n "$policy_file" ]; then
    cp "$policy_file" "$work/policy" || die "no policy $policy_file"
    initrd="$initrd,$work/policy"
fi
xen_args="dom0_mem=$((memory / 2))M,max:$((memory / 2))M console=com1"
xen_args="$xen_args com1=115200 guest_loglvl=all"
[ "$kind" = stock ] || xen_args="$xen_args flask=enforcing loglvl=info"

# Without rdrand every xl create waits three seconds for random numbers.
qemu=(qemu-system-x86_64 -accel tcg -cpu qemu64,+rdrand -smp "$smp"
    -m "$memory" -display none -nic none -no-reboot -kernel "$xen"
    -append "$xen_args" -initrd "$initrd")
if [ -n "$icount" ]; then
    qemu+=(-icount shift=0,sleep=off)
    export IVMC_SLOWNESS=10
fi

if [ -n "$shell" ]; then
    "${qemu[@]}" -serial mon:stdio
    exit
fi

name=$(basename "$1")
out=$(realpath -m "${out:-$xen_dir/../../../build/xen/${name%.*}}")
rm -rf "$out"
mkdir -p "$out" || die "no folder for the results"
cp "$tree/test/cases" "$out/cases"
if [ -n "$keep" ]; then
    cp -L "$work"/{vmlinux,dom0.cpio} "$out"
    [ -z "$policy_file" ] || cp "$work/policy" "$out"
    qemu=("${qemu[@]//"$work"/"$out"}")
    printf '%q ' "${qemu[@]}" -serial mon:stdio >"$out/command"
fi

"$xen_dir/boot.py" "$out/cases" "$out" "${qemu[@]}" -serial stdio &
boot=$!
# Ends the machine; boot.py then has the last word.
trap 'kill "$boot"; wait "$boot"; exit 99' INT TERM HUP
wait "$boot"
status=$?
[ ! -e "$out/results" ] ||
    awk '{ printf "%-5s %s (%s s)", $2, $1, $3; $1 = $2 = $3 = ""; print $0 }' \
        "$out/results"
[ "$status" -eq 0 ] || echo "the logs are in $out"
[ -z "$gather" ] || [ ! -s "$out/results" ] || exit 0
exit "$status"
