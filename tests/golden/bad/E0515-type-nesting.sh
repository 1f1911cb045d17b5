# Types that hold types, deeper than idlc reads.
{
    echo '[local] interface I {'
    echo 'struct s0 { long a; };'
    awk 'BEGIN { for (i = 1; i < 201; i++)
        printf "struct s%d { struct s%d a; };\n", i, i - 1 }'
    echo '}'
} >deep.idl
"$IDLC" --check -x dce deep.idl
echo "exit status $?" >&2
