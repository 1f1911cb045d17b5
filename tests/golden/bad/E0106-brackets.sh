awk 'BEGIN { for (i = 0; i < 300; i++) printf "module M%d {\n", i }' >a.idl
"$IDLC" -x corba --check a.idl
echo "status $?" >&2
