printf 'module M { };\n#include "b.idl"\n' >a.idl
printf '\n\n#include "nowhere.idl"\n' >b.idl
"$IDLC" --check a.idl
echo "status $?" >&2
printf '#error "not yet"\n' >c.idl
"$IDLC" --check c.idl
echo "status $?" >&2
