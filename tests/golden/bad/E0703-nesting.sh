# 600 structures in a ring, each a sequence of the next.
awk 'BEGIN { n = 600
    for (i = 0; i < n; i++)
        printf "struct S%d; typedef sequence<S%d> Q%d;\n", i, i, i
    for (i = 0; i < n; i++)
        printf "struct S%d { Q%d next; };\n", i, (i + 1) % n }' >ring.idl
"$IDLC" -x corba ring.idl
echo "exit status $?" >&2
rm ring.idl
