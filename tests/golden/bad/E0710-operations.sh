# One operation more than a server's tables can number.
awk 'BEGIN { print "interface I {"
    for (i = 0; i < 65536; i++) printf "void f%d();\n", i
    print "};" }' >operations.idl
"$IDLC" -x corba operations.idl
echo "exit status $?" >&2
rm operations.idl
