#!/bin/sh
# growth.sh IDLC LANGUAGE: memory grows with the text and no faster. An
# interface of N operations, each with a structure of five members of its own,
# is compiled with 8 KiB of address space for each operation. With less than
# it needs it ends with status 70, and no file is left.
# Exit status 0: it is enough. 1: it is not. 2: could not be run.
set -u
idlc=$1
language=$2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' INT TERM HUP
cd "$scratch" || exit 2

corba() {
    awk -v n="$1" 'BEGIN {
        print "module bench {"
        for (i = 0; i < n; i++)
            print "/* What operation " i " takes. */ struct Rec" i " { long a;" \
                " long long b; double c; boolean d; string<16> name; };"
        print "interface Many {"
        for (i = 0; i < n; i++)
            print "long op" i "(in long x, in Rec" i " r);"
        print "}; };"
    }'
}

dce() {
    awk -v n="$1" 'BEGIN {
        print "[uuid(6f1d2c3e-9a4b-4c5d-8e6f-0123456789ab), version(1.0)]"
        print "interface Many {"
        for (i = 0; i < n; i++)
            print "/* What operation " i " takes. */ typedef struct { long a;" \
                " hyper b; double c; boolean d; char name[16]; } Rec" i ";"
        for (i = 0; i < n; i++)
            print "long op" i "([in] handle_t h, [in] long x, [in] Rec" i \
                " *r);"
        print "}"
    }'
}

# run KIB: the exit status of idlc with so much address space.
run() {
    (ulimit -v "$1" || exit 2
        exec "$idlc" -x "$language" many.idl) >said 2>&1
}

for count in 10000 20000; do
    "$language" $count >many.idl || exit 2
    run $((count * 8))
    status=$?
    [ $status -eq 0 ] && continue
    echo "$count operations: exit status $status"
    head -c 2000 said
    [ $status -eq 2 ] && exit 2
    exit 1
done

rm -f many.h many_*
ended=0
"$language" 2000 >many.idl || exit 2
for kib in 10000 12000 14000 15000 16000 17000; do
    run $kib
    status=$?
    if [ $status -eq 0 ]; then
        rm -f many.h many_*
        continue
    fi
    ended=1
    if [ $status -ne 70 ] || [ "$(ls)" != "$(printf 'many.idl\nsaid')" ]; then
        echo "$kib KiB: exit status $status and these files:"
        ls
        exit 1
    fi
done
[ $ended -eq 1 ] || { echo "memory sufficed each time"; exit 2; }
