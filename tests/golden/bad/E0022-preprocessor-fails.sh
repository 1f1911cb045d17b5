printf '#!/bin/sh\necho "no luck" >&2; exit 3\n' >cpp
chmod +x cpp
printf '#define A\n' >x.idl
PATH=$PWD:$PATH "$IDLC" --check x.idl
echo "status $?" >&2
echo 'import "x.idl"; interface i { const long n = 1; }' >y.idl
PATH=$PWD:$PATH "$IDLC" -x dce --check y.idl
echo "status $?" >&2
PATH=$PWD:$PATH "$IDLC" --check - <x.idl
echo "status $?" >&2
