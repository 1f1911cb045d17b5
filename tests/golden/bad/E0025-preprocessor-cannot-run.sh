printf '\177ELF no program\n' >cpp
chmod +x cpp
printf '#define A\n' >x.idl
PATH=$PWD "$IDLC" --check x.idl
echo "status $?" >&2
