#!/bin/sh
# extremes.sh IDLC LANGUAGE: texts that are large, deep or wide beyond reason.
# Each must end within its time with exit status 0, or with 1 and a numbered
# diagnostic. Exit status 0: they do. 1: one does not. 2: could not be run.
set -u
idlc=$1
language=$2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' INT TERM HUP
cd "$scratch" || exit 2
status=0

# run NAME: idlc over the file NAME.
run() {
    (ulimit -t 20 && exec timeout -s KILL 120 "$idlc" -x "$language" \
        --check "$1") >/dev/null 2>err
    said=$?
    if [ $said -eq 0 ] || { [ $said -eq 1 ] && grep -q ': error E0' err; }; then
        size=$(wc -c <err)
        [ "$size" -lt 200000 ] && return
        echo "$1: $size octets of diagnostics"
    else
        echo "$1: exit status $said"
        head -c 2000 err
    fi
    status=1
}

# repeat TEXT COUNT: many times the same on one line.
repeat() {
    awk -v t="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", t }'
}

repeat '{' 300000 >braces.idl
repeat '(' 300000 >parentheses.idl
repeat '[' 300000 >brackets.idl
{ printf 'const long x = '; repeat '(' 100000; echo ';'; } >expression.idl
{ printf 'const long x = '; repeat '-' 100000; echo '1;'; } >minus.idl
{ printf 'const long x = 1'; repeat '+1' 100000; echo ';'; } >plus.idl
repeat 'module m { ' 50000 >modules.idl
repeat 'typedef sequence<' 50000 >typedefs.idl
{ printf 'typedef '; repeat 'sequence<' 50000; } >sequences.idl
repeat 'struct s { ' 50000 >structs.idl
{ printf 'typedef long '; repeat '*' 100000; echo 'p;'; } >pointers.idl
{ printf 'typedef long a'; repeat '[2]' 100000; echo ';'; } >dimensions.idl
repeat 'x' 5000000 >name.idl
{ printf '"'; repeat 'x' 5000000; } >string.idl
{ printf '/*'; repeat '*' 5000000; } >comment.idl
repeat '9' 1000000 >number.idl
repeat 'a ' 300000 >words.idl
repeat ';' 500000 >semicolons.idl
awk 'BEGIN { for (i = 0; i < 100000; i++) print "long x" i ";;" }' >lines.idl
awk 'BEGIN { for (i = 0; i < 100000; i++) print "# " i " \"f" i "\" 1" }' \
    >markers.idl
printf '#include "self.idl"\n' >self.idl
printf '#include "/dev/zero"\n' >zero.idl
head -c 1000000 "$idlc" | tr '\000' '\001' >binary.idl
head -c 1000000 "$idlc" >nul.idl
printf '\377\376m\0o\0d\0' >utf16.idl
awk 'BEGIN { print "#define a0 1"; for (i = 1; i < 40; i++)
    print "#define a" i " a" i - 1 " a" i - 1; print "a39" }' >billion.idl

printf '#include "odd.idl"\n' >even.idl
printf '#include "even.idl"\n' >odd.idl
mkdir deep
for i in $(seq 1000); do
    printf '#include "deep%d.idl"\n' $((i + 1)) >deep/deep"$i".idl
done
printf 'module m {};\n' >deep/deep1001.idl
printf '#include "deep/deep1.idl"\n' >includes.idl
# Each type holds two of the one before it, or of another interface.
awk 'BEGIN { print "struct s0 { long a; };"; for (i = 1; i < 64; i++)
    print "struct s" i " { s" i - 1 " a, b; };" }' >doubling.idl
awk 'BEGIN { print "interface i0 {};"; for (i = 1; i < 64; i++)
    print "interface a" i " : i" i - 1 " {}; interface b" i " : i" i - 1 \
    " {}; interface i" i " : a" i ", b" i " { void f" i "(); };" }' >diamonds.idl
mkdir large
yes 'const long x = 1;' | head -c 100000000 >large/large.idl
printf '#include "large/large.idl"\n' >large.idl

for text in *.idl; do
    run "$text"
done
exit $status
