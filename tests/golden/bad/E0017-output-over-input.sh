# What was read is not overwritten, whatever its name.
echo 'interface I { void f(); };' >same.h
echo '#include "same.h"' >other.idl
$IDLC -x corba same.h
echo "exit status $?" >&2
$IDLC -M -MF other.idl other.idl
echo "exit status $?" >&2
$IDLC -MD -MF same.h other.idl
echo "exit status $?" >&2
ln -s other.idl linked.idl
$IDLC -MD -MF ./linked.idl other.idl
echo "exit status $?" >&2
cat same.h other.idl >&2
ls >&2
