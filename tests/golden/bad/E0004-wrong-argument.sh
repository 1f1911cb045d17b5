"$IDLC" -x c x.idl
echo "status $?" >&2
"$IDLC" --dump=tree --emit=code -Wall x.idl
echo "status $?" >&2
