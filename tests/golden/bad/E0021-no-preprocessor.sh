printf '#define A\n' >x.idl
PATH=/nowhere "$IDLC" --check x.idl
echo "status $?" >&2
