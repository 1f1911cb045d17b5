printf '#!/bin/sh\nkill -9 $$\n' >cpp
chmod +x cpp
printf '#define A\n' >x.idl
PATH=$PWD:$PATH "$IDLC" --check x.idl
echo "status $?" >&2
