printf '#!/bin/sh\nwhile :; do cat "$IDLC"; done\n' >cpp
chmod +x cpp
printf '#define A\n' >x.idl
PATH=$PWD:$PATH "$IDLC" --check x.idl
echo "status $?" >&2
