# Each building block, under each profile: what it has not is an error.
cat >blocks.idl <<'IDL'
typedef sequence<octet, 4> Four; struct Shared { string name; Four some; };
typedef any AnyT;
exception Basic { long code; };
interface Full { typedef long Inner; };
interface Plain { long f(in long a); };
local interface Here {};
abstract interface Unreal {};
interface Special { oneway void tell(in Object who); };
valuetype Value { public long state; };
valuetype Box string;
typedef map<long, string> Map;
struct Extended : Shared { int8 tiny; };
union Wide switch (octet) { case 1: long a; };
bitmask Mask { one };
struct Anonymous { sequence<long> list; string<4> text; long row[2]; };
@final struct General { @id(1) long a; };
struct Modeling { @key long a; };
struct Units { @range(min = 0, max = 1) long a; };
@nested struct Implementation { long a; };
@verbatim(text = "") struct Generation { long a; };
@service interface Service {};
typeprefix Plain "x";
IDL
for profile in plain-corba minimum-corba ccm ccm-generic plain-dds \
    extensible-dds rpc-dds; do
    echo "== $profile" >&2
    "$IDLC" -x corba -w --check --profile=$profile blocks.idl 2>&1 |
        grep 'error E' | cut -d: -f2- >&2
done
"$IDLC" --profile=corba blocks.idl
echo "status $?" >&2
