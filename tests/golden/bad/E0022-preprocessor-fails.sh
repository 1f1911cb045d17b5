printf '#!/bin/sh\nexit 3\n' >cpp
chmod +x cpp
printf '#define A\n' >x.idl
PATH=$PWD:$PATH "$IDLC" --check x.idl
echo "status $?" >&2
