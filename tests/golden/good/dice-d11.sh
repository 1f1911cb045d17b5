# D11: what DICE hangs or aborts on ends in C or in a diagnostic here.
try() {
    printf '%s\n' "$2" >"$1.idl"
    timeout 10 "$IDLC" -x "$3" "$1.idl" 2>&1 | grep -v '^ '
    timeout 10 "$IDLC" -w -x "$3" "$1.idl" >/dev/null 2>&1
    echo "$1: $?"
}
uuid='[uuid(12345678-1234-1234-1234-123456789abc), version(1.0)]'

try wide 'interface I { void f(in wstring w); };' corba
try attribute 'interface I { attribute long a; };' corba
try empty 'interface I { };' corba
try empty-dce "$uuid interface I { }" dce
try not-last "$uuid interface I {
    typedef struct { long n; [size_is(n)] long a[]; long b; } s;
    void f([in] s *x);
}" dce
# D12: C706 has no semicolon after the interface; it may be there.
try semicolon "$uuid interface I { void f([in] long a); };" dce
try none "$uuid interface I { void f([in] long a); }" dce
