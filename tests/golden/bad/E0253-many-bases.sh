awk 'BEGIN { for (i = 0; i < 257; i++) printf "interface I%d {};\n", i
             printf "interface J : I0"
             for (i = 1; i < 257; i++) printf ", I%d", i; print " {};" }' >a.idl
"$IDLC" -x corba --check a.idl
echo "status $?" >&2
