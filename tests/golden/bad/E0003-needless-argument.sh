"$IDLC" --check=all x.idl
echo "status $?" >&2
