"$IDLC" --check
echo "status $?" >&2
