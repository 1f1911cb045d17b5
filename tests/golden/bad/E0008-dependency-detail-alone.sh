"$IDLC" -MF x.d x.idl
echo "status $?" >&2
