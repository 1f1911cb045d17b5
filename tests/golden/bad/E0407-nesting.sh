# Two hundred structures in each other, and one more.
{
    awk 'BEGIN { for (i = 0; i < 201; i++) printf "struct s%d { ", i }'
    echo
} >deep.idl
"$IDLC" --check -x dce deep.idl 2>&1 | sed '2,3s/ .*/ .../' >&2
