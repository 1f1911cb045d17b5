touch file
"$IDLC" -o nowhere x.idl
echo "status $?" >&2
"$IDLC" -o file x.idl
echo "status $?" >&2
