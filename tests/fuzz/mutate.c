/*
 * Mutation along the structure of IDL: words, brackets, statements.
 */
#include "fuzz.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { MOST_WORDS = 4096, LARGEST = 64 * 1024 };

struct piece {
    size_t at, len;
};

struct words {
    struct piece word[MOST_WORDS];
    size_t count;
};

static uint32_t state;

static uint32_t any_below(size_t limit)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return limit ? (uint32_t)(state % limit) : 0;
}

/* ---- words -------------------------------------------------------------- */

static bool in_name(uint8_t c)
{
    return isalnum(c) || c == '_';
}

static size_t word_length(const uint8_t *text, size_t size)
{
    size_t len = 1;

    if (in_name(text[0]))
        while (len < size && in_name(text[len]))
            len++;
    else if (text[0] == '"')
        while (len < size && text[len - (len > 1)] != '"' && text[len] != '\n')
            len++;
    return len;
}

static void find_words(const uint8_t *text, size_t size, struct words *w)
{
    size_t at = 0;

    w->count = 0;
    while (at < size && w->count < MOST_WORDS) {
        size_t len = word_length(text + at, size - at);

        if (!isspace(text[at]))
            w->word[w->count++] = (struct piece){at, len};
        at += len;
    }
}

/* ---- pieces ------------------------------------------------------------- */

static uint8_t closing(uint8_t c)
{
    switch (c) {
    case '(':
        return ')';
    case '[':
        return ']';
    case '{':
        return '}';
    case '<':
        return '>';
    default:
        return 0;
    }
}

/* Up to the bracket that ends what word `i` begins. */
static struct piece group_at(const uint8_t *text, const struct words *w,
                             size_t i)
{
    uint8_t open = text[w->word[i].at], close = closing(open);
    struct piece p = w->word[i];
    int depth = 0;

    for (; close && i < w->count; i++) {
        uint8_t c = text[w->word[i].at];

        depth += (c == open) - (c == close);
        p.len = w->word[i].at + w->word[i].len - p.at;
        if (depth == 0)
            break;
    }
    return p;
}

/* From word `i` to the semicolon that ends it, brackets passed over. */
static struct piece statement_at(const uint8_t *text, const struct words *w,
                                 size_t i)
{
    struct piece p = w->word[i];
    int depth = 0;

    for (; i < w->count; i++) {
        uint8_t c = text[w->word[i].at];

        if (c == '}' && depth == 0)
            break;
        depth += (c == '{') - (c == '}');
        p.len = w->word[i].at + w->word[i].len - p.at;
        if (c == ';' && depth == 0)
            break;
    }
    return p;
}

/* After a semicolon or an opening brace starts a statement. */
static struct piece any_statement(const uint8_t *text, const struct words *w)
{
    size_t from = any_below(w->count), i;

    for (i = from; i > 0; i--) {
        uint8_t c = text[w->word[i - 1].at];

        if (c == ';' || c == '{' || c == '}')
            break;
    }
    return statement_at(text, w, i);
}

static struct piece any_group(const uint8_t *text, const struct words *w)
{
    size_t from = any_below(w->count), i;

    for (i = 0; i < w->count; i++)
        if (closing(text[w->word[(from + i) % w->count].at]))
            return group_at(text, w, (from + i) % w->count);
    return w->word[from];
}

static struct piece any_name(const uint8_t *text, const struct words *w)
{
    size_t from = any_below(w->count), i;

    for (i = 0; i < w->count; i++)
        if (in_name(text[w->word[(from + i) % w->count].at]))
            return w->word[(from + i) % w->count];
    return w->word[from];
}

static struct piece any_piece(const uint8_t *text, const struct words *w)
{
    switch (any_below(4)) {
    case 0:
        return any_statement(text, w);
    case 1:
        return any_group(text, w);
    case 2:
        return any_name(text, w);
    default:
        return w->word[any_below(w->count)];
    }
}

/* ---- changes ------------------------------------------------------------ */

/* What could stand in many places. */
static const char *const phrases[] = {
    "18446744073709551615",
    "-1",
    "0",
    "0x80000000",
    "256",
    "65536",
    "1.5e308",
    "'\\0'",
    "\"\"",
    "::",
    "a::b",
    "*",
    "&",
    "=",
    ",",
    ";",
#if FUZZ_CORBA
    "any",
    "Object",
    "ValueBase",
    "fixed<31, 31>",
    "wstring<1>",
    "sequence<octet>",
    "map<string, long>",
    "struct S { S s; };",
    "union U switch (boolean) { case TRUE: long a; };",
    "valuetype V;",
    "valuetype V string;",
    "interface I;",
    "bitmask M { a, @position(63) b };",
    "bitset B { bitfield<64> x; };",
    "@optional",
    "@range(min = 1, max = 0)",
    "@key",
    "@ivmc::shared",
    "@ivmc::region",
    "@ivmc::max_of(a)",
    "L'\\uffff'",
    "typedef sequence<S> SS;",
    "exception E {};",
    "raises (E)",
    "oneway",
    "typeprefix M \"x\";",
    "import M;",
    "native N;",
    "const fixed F = 1.5d;",
    "abstract",
    "local",
    "custom",
    "truncatable",
    "\n#pragma ID S \"IDL:S:1\"\n",
    "TRUE",
    "~",
    "<<",
    "L\"\\ud800\"",
#else
    "[size_is(n)]",
    "[length_is(*p)]",
    "[ptr]",
    "[unique]",
    "[ref]",
    "[string]",
    "[in, out]",
    "[switch_is(n)]",
    "[case(1)]",
    "[default]",
    "[context_handle]",
    "[transmit_as(long)]",
    "[v1_enum]",
    "[range(1, 0)]",
    "pipe",
    "hyper",
    "handle_t",
    "error_status_t",
    "typedef struct s s;",
    "union switch (long x) u { case 1: long a; }",
    "[*]",
    "[3..9]",
    "import \"x.idl\";",
    "cpp_quote(\"x\")",
    "[first_is(-1)]",
    "void *",
    "[max_is(n + 1)]",
    "[min_is(1)]",
    "[callback]",
    "sizeof(long)",
    "wchar_t",
    "[ignore]",
    "[handle]",
    "[iid_is(x)]",
    "[ivmc::shared]",
    "const long",
#endif
};

/* Puts `len` octets at `from` in the place of `p`. */
static size_t replace(uint8_t *text, size_t size, size_t most, struct piece p,
                      const uint8_t *from, size_t len)
{
    static uint8_t copy[LARGEST];

    if (len > sizeof copy || size - p.len + len > most)
        return 0;
    memcpy(copy, from, len);
    memmove(text + p.at + len, text + p.at + p.len, size - p.at - p.len);
    memcpy(text + p.at, copy, len);
    return size - p.len + len;
}

/* Both of one sort, so that what comes out often still parses. */
static size_t swap(uint8_t *text, size_t size, size_t most,
                   const struct words *w,
                   struct piece (*any)(const uint8_t *, const struct words *))
{
    static uint8_t first[LARGEST];
    struct piece a = any(text, w), b = any(text, w);
    size_t len = a.len;

    if (a.at + a.len > b.at || len > sizeof first)
        return replace(text, size, most, b, text + a.at, a.len);
    memcpy(first, text + a.at, len);
    size = replace(text, size, most, a, text + b.at, b.len);
    if (size == 0)
        return 0;
    b.at = b.at + b.len - len;
    return replace(text, size, most, b, first, len);
}

static size_t change(uint8_t *text, size_t size, size_t most,
                     const struct words *w)
{
    const char *phrase = phrases[any_below(sizeof phrases / sizeof *phrases)];
    struct piece p = any_piece(text, w), q = any_piece(text, w);

    switch (any_below(8)) {
    case 0:
        return replace(text, size, most, p, text, 0);
    case 1: /* twice */
        q = (struct piece){p.at, 0};
        return replace(text, size, most, q, text + p.at, p.len);
    case 2:
        return swap(text, size, most, w, any_statement);
    case 3:
        return swap(text, size, most, w, any_name);
    case 4:
        return swap(text, size, most, w, any_group);
    case 5:
        return replace(text, size, most, p, text + q.at, q.len);
    case 6:
        p.len = 0;
        /* fall through */
    default:
        return replace(text, size, most, p, (const uint8_t *)phrase,
                       strlen(phrase));
    }
}

size_t fuzz_mutate(uint8_t *text, size_t size, size_t most, uint32_t seed)
{
    static struct words w;
    size_t changed = size;
    uint32_t rounds;

    state = seed * UINT32_C(2654435761) | 1;
    if (most > LARGEST)
        most = LARGEST;
    if (size > most)
        return 0;
    for (rounds = 1 + any_below(4); rounds > 0; rounds--) {
        find_words(text, changed, &w);
        if (w.count == 0)
            return 0;
        changed = change(text, changed, most, &w);
        if (changed == 0)
            return 0;
    }
    return changed;
}
