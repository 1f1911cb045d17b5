mkdir folder.idl
"$IDLC" folder.idl
echo "status $?" >&2
