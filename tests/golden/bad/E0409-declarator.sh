# One pointer more than idlc reads.
{
    printf '[local] interface I { typedef long '
    awk 'BEGIN { for (i = 0; i < 64; i++) printf "*\n" }'
    echo 'K; }'
} >deep.idl
"$IDLC" --check -x dce deep.idl
echo "exit status $?" >&2
