"$IDLC" --relaxd-names x.idl
echo "status $?" >&2
"$IDLC" -Q x.idl
echo "status $?" >&2
"$IDLC" -MX x.idl
echo "status $?" >&2
