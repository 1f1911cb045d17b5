awk 'BEGIN { print "typedef sequence<long> T0;"
             for (i = 1; i < 300; i++)
                 printf "typedef sequence<T%d> T%d;\n", i - 1, i }' >a.idl
"$IDLC" -x corba --check a.idl
echo "status $?" >&2
