printf 'interface I { void f(); };\n' >x.idl
"$IDLC" -MD -MF x.h x.idl
echo "status $?" >&2
ls >&2
