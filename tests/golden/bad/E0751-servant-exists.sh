printf 'interface I { void f(); };\n' >x.idl
"$IDLC" --emit=skeleton x.idl || exit 2
# The same text again is no reason to complain.
"$IDLC" --emit=skeleton x.idl
echo "status $?" >&2
echo 'int mine;' >>x_servant.c
cp x_servant.c before
"$IDLC" --emit=skeleton x.idl
echo "status $?" >&2
cmp before x_servant.c
