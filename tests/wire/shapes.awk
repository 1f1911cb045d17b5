#!/usr/bin/awk -f
# shapes.awk corba|dce idl|table FILE.vec...: the shapes of vectors, which are
# the types of their values in order, as structures that an interface takes and
# gives back. `table` is C for shapes.c: where each value lies in its structure,
# and the calls. A shape that the language has no word for stands in the table
# without a call.
#
# Only what lies flat in a structure: scalars, strings, arrays and sequences of
# these.

BEGIN {
    language = ARGV[1]
    what = ARGV[2]
    ARGV[1] = ARGV[2] = ""
    count = split("bool boolean boolean;char char char;u8 octet byte;" \
        "u16 unsigned_short unsigned_short;u32 unsigned_long unsigned_long;" \
        "u64 unsigned_long_long unsigned_hyper;i8 int8 small;" \
        "i16 short short;i32 long long;i64 long_long hyper;" \
        "f32 float float;f64 double double;f128 long_double -", lines, ";")
    for (i = 1; i <= count; i++) {
        split(lines[i], words, " ")
        word = words[language == "corba" ? 2 : 3]
        gsub("_", " ", word)
        if (word != "-")
            scalar[words[1]] = word
    }
    scalar["enum<3>"] = "Color"
    FS = "\n"
}

/^#/ || /^ *$/ { next }

{
    gsub(/"[^"]*"/, "=")           # no text looks like a value
    sub(/ *[|!?] .*/, "")
    sub(/^[^:]*: */, "")
    gsub(/=[^ ]*/, "")
    gsub(/  +/, " ")
    if (!($0 in known)) {
        known[$0] = 1
        shapes[shape_count++] = $0
    }
}

# N of string<N> and text<N>; -1: another type.
function octets(type, sort) {
    if (index(type, sort "<") != 1)
        return -1
    return substr(type, length(sort) + 2) + 0
}

# Declares `name` of the type, behind which `rest` stands: "" or "[3]". Sets
# `place`: what the table says of how a text lies in the structure.
function declare(type, name, rest,   n) {
    place = "0"
    if (type in scalar)
        return scalar[type] " " name rest ";"
    n = octets(type, "string")
    if (language == "corba") {
        if (type == "string")
            return "string " name rest ";"
        if (n < 0)
            n = octets(type, "text") - 1
        return n > 0 ? "string<" n "> " name rest ";" : ""
    }
    if (rest != "")
        return ""
    if (type == "string")
        return "[ref, string] char *" name ";"
    n = n >= 0 ? n + 1 : octets(type, "text")
    place = n
    return n > 0 ? "[string] char " name "[" n "];" : ""
}

# The declaration of one value, or "". Sets `place`, and `length_at`.
function member(value, i,   parts, type, n) {
    length_at = "0"
    if (value !~ /^seq</) {
        n = match(value, /\[[0-9]+\]$/)
        return declare(n ? substr(value, 1, n - 1) : value, "v" i,
            n ? substr(value, n) : "")
    }
    value = substr(value, 5, length(value) - 5)
    n = split(value, parts, ",")
    type = parts[1]
    place = "0"
    if (language == "corba") {
        length_at = "offsetof(struct S, v" i ".len)"
        value = declare(type, "", "")
        sub(/ ;$/, "", value)
        return value == "" ? "" : "sequence<" value (n > 1 ? ", " parts[2] : "") \
            "> v" i ";"
    }
    if (!(type in scalar))
        return ""
    length_at = "offsetof(struct S, n" i ")"
    return (n > 1 ? "[range(0, " parts[2] ")] " : "") "unsigned long n" i ";" \
        " [ref, size_is(n" i ")] " scalar[type] " *v" i ";"
}

# Sets `members`: the declarations, and `rows`: the table's; "" where one of
# the values cannot be said.
function look(shape,   values, n, i, text) {
    members = rows = ""
    n = split(shape, values, " ")
    for (i = 1; i <= n; i++) {
        text = member(values[i], i)
        if (text == "") {
            members = ""
            return
        }
        members = members " " text
        rows = rows "    {offsetof(struct S, v" i \
            (language == "corba" && values[i] ~ /^seq</ ? ".data" : "") "), " \
            length_at ", " place "},\n"
    }
}

function idl(   i) {
    if (language == "dce")
        print "[uuid(2a7e4d10-93f5-4b7a-8c64-51d0e7b3c9aa), version(1.0)]\n" \
            "interface Echo {\ntypedef enum { red, green, blue } Color;"
    else
        print "enum Color { red, green, blue };"
    for (i = 0; i < shape_count; i++) {
        look(shapes[i])
        if (members == "")
            continue
        print "// " shapes[i]
        print (language == "dce" ? "typedef struct {" members " } S" i ";" \
            : "struct S" i " {" members " };")
    }
    if (language == "corba")
        print "interface Echo {"
    for (i = 0; i < shape_count; i++) {
        look(shapes[i])
        if (members != "")
            print (language == "dce" \
                ? "void e" i "([in, ref] S" i " *v, [out, ref] S" i " *back);" \
                : "void e" i "(in S" i " v, out S" i " back);")
    }
    print (language == "dce" ? "}" : "};")
}

function table(   i, entries, all) {
    for (i = 0; i < shape_count; i++) {
        look(shapes[i])
        if (members == "") {
            all = all "    {\"" shapes[i] "\", 0, NULL, NULL},\n"
            continue
        }
        gsub(/struct S,/, "struct S" i ",", rows)
        printf "static const struct place places_%d[] = {\n%s};\n", i, rows
        printf "CALLS(%d)\n\n", i
        entries = entries "    .e" i " = echo_" i ",\n"
        all = all "    {\"" shapes[i] "\", sizeof(struct S" i "), call_" i \
            ", places_" i "},\n"
    }
    printf "static const struct Echo_epv epv = {\n%s};\n\n", entries
    printf "static const struct shape shapes[] = {\n%s};\n", all
}

END {
    if (what == "idl")
        idl()
    else
        table()
}
