# The -M family, for both languages.
mkdir sub
printf '#include "sub/b.idl"\n#include <orb.idl>\ninterface I { };\n' >a.idl
printf '#include "c.idl"\n' >sub/b.idl
printf 'typedef long T;\n' >sub/c.idl
uuid='uuid(12345678-1234-1234-1234-123456789abc)'
printf '[%s]\ninterface D { import "e.idl"; }\n' "$uuid" >d.idl
printf '[local] interface E { typedef long T; }\n' >e.idl

# Where idlc's own folder lies differs from machine to machine.
"$IDLC" -M a.idl | tr -d '\\\n' | sed 's,[^ ]*/orb.idl,OWN/orb.idl\n,'
"$IDLC" -MM -MP -c a.idl
"$IDLC" -MM -MT 'x $(y)' -s a.idl
"$IDLC" -M d.idl
"$IDLC" -MM -MF a.d a.idl && cat a.d
