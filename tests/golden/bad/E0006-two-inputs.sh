"$IDLC" a.idl b.idl
echo "status $?" >&2
