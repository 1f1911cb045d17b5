# The headers that are installed are what idlc makes of its own files.
root=$(dirname "$0")/../../..
for name in orb IOP; do
    cp "$root/idl/$name.idl" .
    "$IDLC" -x corba -I . "$name.idl" 2>&1
    diff "$name.h" "$root/runtime/include/ivmc/$name.h" && echo "$name: the same"
done
