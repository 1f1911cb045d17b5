printf '#define A\nmodule M { };\n' >x.idl
"$IDLC" -E x.idl >/dev/full
echo "status $?" >&2
