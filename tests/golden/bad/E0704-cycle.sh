# A structure that reaches 1,100 others, each of which reaches it.
awk 'BEGIN { n = 1100
    print "struct Hub; typedef sequence<Hub> Hubs;"
    for (i = 0; i < n; i++)
        printf "struct S%d { Hubs all; }; typedef sequence<S%d> Q%d;\n", i, i, i
    print "struct Hub {"
    for (i = 0; i < n; i++)
        printf "Q%d m%d;\n", i, i
    print "};" }' >cycle.idl
"$IDLC" -x corba cycle.idl
echo "exit status $?" >&2
rm cycle.idl
