dd if=/dev/zero of=large.idl bs=1 count=0 seek=104857600 2>/dev/null
"$IDLC" --check large.idl
echo "status $?" >&2
