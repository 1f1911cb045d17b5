"$IDLC" nowhere.idl
echo "status $?" >&2
