# One operator more than idlc reads.
{
    printf '[local] interface I { const long K =\n1'
    awk 'BEGIN { for (i = 0; i < 1000; i++) printf " +\n1" }'
    echo '; }'
} >long.idl
"$IDLC" --check -x dce long.idl
echo "exit status $?" >&2
