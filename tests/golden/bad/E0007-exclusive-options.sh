"$IDLC" -c -s x.idl
echo "status $?" >&2
"$IDLC" -M -MD x.idl
echo "status $?" >&2
