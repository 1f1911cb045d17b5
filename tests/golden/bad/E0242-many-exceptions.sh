awk 'BEGIN { print "exception E {};\ninterface I { void f() raises (E"
             for (i = 0; i < 1000; i++) print ", E"; print "); };" }' >a.idl
"$IDLC" -x corba --check a.idl
echo "status $?" >&2
