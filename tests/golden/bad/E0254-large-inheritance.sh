awk 'BEGIN { print "interface I {"
             for (i = 0; i < 5000; i++) printf "void f%d();\n", i
             print "};"
             for (i = 0; i < 5000; i++) printf "interface J%d : I {};\n", i
             }' >a.idl
"$IDLC" -x corba --check a.idl
echo "status $?" >&2
