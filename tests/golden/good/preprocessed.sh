# -E, and what becomes of its output.
printf '#define N 3\ntypedef   long A[N]; // N\n#include "b.idl"\n' >a.idl
printf '#pragma prefix "x"\n\tenum  E { u, v  };\n' >b.idl
printf 'interface  I { }; // as it is\n' >c.idl

"$IDLC" -E a.idl | grep -v "^# 0 "
"$IDLC" -E c.idl
"$IDLC" -E -DI=J c.idl | tail -n 1
"$IDLC" -E a.idl | "$IDLC" --check - && echo "checked: $?"
sed 's/N\]/M]/' a.idl | "$IDLC" -E - | "$IDLC" -x corba --check - 2>&1
printf '#define N\nenum E { a };\n' | "$IDLC" --preprocessed -x corba --check -
echo "not preprocessed: $?"
