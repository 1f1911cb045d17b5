printf 'module M {\n  \0 };' >nul.idl
"$IDLC" --check nul.idl
echo "status $?" >&2
