/*
 * Which language a text is in, judged by the first token that only one of
 * them can have at its place.
 */
#include <string.h>

#include "support/text.h"
#include "syntax/syntax.h"

/* What has said nothing after so many tokens says nothing later. */
enum { TOKENS_LOOKED_AT = 20000 };

struct token {
    const char *start;
    size_t len; /* 0: the end */
};

struct reader {
    const char *p, *end;
    bool line_start;
};

static const char *skip_line(const char *p, const char *end)
{
    const char *newline = memchr(p, '\n', (size_t)(end - p));

    return newline ? newline : end;
}

static const char *skip_block(const char *p, const char *end)
{
    for (; p + 1 < end; p++) {
        if (p[0] == '*' && p[1] == '/')
            return p + 2;
    }
    return end;
}

static const char *skip_quoted(const char *p, const char *end)
{
    char quote = *p++;

    while (p < end && *p != quote && *p != '\n')
        p += *p == '\\' && p + 1 < end ? 2 : 1;
    return p < end ? p + 1 : end;
}

/* Skips blanks, comments and all directives but pragmas, which are tokens. */
static void skip_space(struct reader *r)
{
    for (;;) {
        r->p = text_skip_blanks(r->p, r->end);
        if (r->p == r->end)
            return;
        if (*r->p == '\n') {
            r->p++;
            r->line_start = true;
        } else if (*r->p == '/' && r->p + 1 < r->end && r->p[1] == '/') {
            r->p = skip_line(r->p, r->end);
        } else if (*r->p == '/' && r->p + 1 < r->end && r->p[1] == '*') {
            r->p = skip_block(r->p + 2, r->end);
        } else {
            return;
        }
    }
}

static struct token next_token(struct reader *r)
{
    struct token t;

    skip_space(r);
    t.start = r->p;
    if (r->p == r->end) {
        t.len = 0;
        return t;
    }
    if (*r->p == '#' && r->line_start)
        r->p = skip_line(r->p, r->end);
    else if (*r->p == '"' || *r->p == '\'')
        r->p = skip_quoted(r->p, r->end);
    else if (text_is_in_word(*r->p))
        while (r->p < r->end && text_is_in_word(*r->p))
            r->p++;
    else
        r->p++;
    r->line_start = false;
    t.len = (size_t)(r->p - t.start);
    return t;
}

static bool is(const struct token *t, const char *word)
{
    return t->len == strlen(word) && memcmp(t->start, word, t->len) == 0;
}

static bool is_one_of(const struct token *t, const char *const *words)
{
    for (; *words; words++) {
        if (is(t, *words))
            return true;
    }
    return false;
}

static bool is_word(const struct token *t)
{
    return t->len && text_starts_word(*t->start);
}

/* "#pragma prefix" and its like are of CORBA alone. */
static bool is_corba_pragma(const struct token *t)
{
    static const char *const words[] = {"prefix", "ID", "version", NULL};
    struct reader r = {t->start + 1, t->start + t->len, false};
    struct token word = next_token(&r);

    if (!is(&word, "pragma"))
        return false;
    word = next_token(&r);
    return is_one_of(&word, words);
}

static const char *const corba_words[] = {
    "module",    "valuetype",  "eventtype", "sequence", "octet",
    "readonly",  "attribute",  "raises",    "native",   "exception",
    "component", "typeprefix", "typeid",    "any",      "wstring",
    "bitmask",   "bitset",     "ValueBase", NULL};

static const char *const dce_words[] = {
    "cpp_quote", "midl_pragma",    "hyper",     "small",   "handle_t",
    "byte",      "error_status_t", "importlib", "coclass", NULL};

static const char *const directions[] = {"in", "out", "inout", NULL};

static const char *const pointed_to[] = {"void", "char",  "long",   "short",
                                         "int",  "float", "double", NULL};

/* What the token means after the one before it. */
static enum language judge(const struct token *before, const struct token *t)
{
    if (*t->start == '#')
        return is_corba_pragma(t) ? LANGUAGE_CORBA : LANGUAGE_UNKNOWN;
    if (is(t, "@") || (is(t, ":") && is(before, ":")))
        return LANGUAGE_CORBA;
    /* Attributes stand before what they are of, a bound behind it. */
    if (is(t, "[") && !is_word(before) && !is(before, "]"))
        return LANGUAGE_DCE;
    if (is(t, "*") && is_one_of(before, pointed_to))
        return LANGUAGE_DCE;
    if (is(t, "{") && (is(before, "struct") || is(before, "union")))
        return LANGUAGE_DCE;
    if (*t->start == '"' && is(before, "import"))
        return LANGUAGE_DCE;
    if (is_one_of(t, dce_words))
        return LANGUAGE_DCE;
    if (is_one_of(t, directions) && (is(before, "(") || is(before, ",")))
        return LANGUAGE_CORBA;
    if (is_one_of(t, corba_words) ||
        (is(t, "interface") && (is(before, "local") || is(before, "abstract"))))
        return LANGUAGE_CORBA;
    return LANGUAGE_UNKNOWN;
}

enum language source_language(const struct source_text *text)
{
    struct reader r = {text->text, text->text + text->len, true};
    struct token before = {";", 1}, t;
    enum language language = LANGUAGE_UNKNOWN;
    int count;

    for (count = 0; count < TOKENS_LOOKED_AT; count++) {
        t = next_token(&r);
        if (t.len == 0)
            break;
        language = judge(&before, &t);
        if (language != LANGUAGE_UNKNOWN)
            break;
        if (*t.start != '#')
            before = t;
    }
    return language;
}
