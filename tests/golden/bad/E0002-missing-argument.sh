"$IDLC" x.idl -o
echo "status $?" >&2
"$IDLC" x.idl --dump
echo "status $?" >&2
"$IDLC" x.idl -MD -MF
echo "status $?" >&2
