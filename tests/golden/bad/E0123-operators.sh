awk 'BEGIN { printf "const long N = 1"
             for (i = 0; i < 2000; i++) printf "\n+ 1"; print ";" }' >a.idl
"$IDLC" -x corba --check a.idl
echo "status $?" >&2
