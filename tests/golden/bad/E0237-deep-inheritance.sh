awk 'BEGIN { print "interface I0 {};"
             for (i = 1; i < 300; i++)
                 printf "interface I%d : I%d {};\n", i, i - 1 }' >a.idl
"$IDLC" -x corba --check a.idl
echo "status $?" >&2
