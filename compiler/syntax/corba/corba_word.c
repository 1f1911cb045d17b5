#include "syntax/corba/corba_parse.h"

#include "corba_parser.h"

struct keyword {
    const char *spelling;
    int token;
    bool later; /* an identifier wherever the grammar lets it be one */
};

/*
 * IDL 4.2, table 7-6. The words of CORBA 2.3 are keywords everywhere. Younger
 * ones are in the places where they mean something, so that older files pass.
 * Words of component profiles with no token are identifiers: components are
 * skipped as a whole. int8 to uint64 are names that sema knows.
 */
static const struct keyword keywords[] = {
    {"abstract", T_ABSTRACT, false},
    {"any", T_ANY, false},
    {"attribute", T_ATTRIBUTE, false},
    {"boolean", T_BOOLEAN, false},
    {"case", T_CASE, false},
    {"char", T_CHAR, false},
    {"const", T_CONST, false},
    {"context", T_CONTEXT, false},
    {"custom", T_CUSTOM, false},
    {"default", T_DEFAULT, false},
    {"double", T_DOUBLE, false},
    {"enum", T_ENUM, false},
    {"exception", T_EXCEPTION, false},
    {"FALSE", T_FALSE, false},
    {"fixed", T_FIXED, false},
    {"float", T_FLOAT, false},
    {"in", T_IN, false},
    {"inout", T_INOUT, false},
    {"interface", T_INTERFACE, false},
    {"long", T_LONG, false},
    {"module", T_MODULE, false},
    {"native", T_NATIVE, false},
    {"Object", T_OBJECT, false},
    {"octet", T_OCTET, false},
    {"oneway", T_ONEWAY, false},
    {"out", T_OUT, false},
    {"private", T_PRIVATE, false},
    {"public", T_PUBLIC, false},
    {"raises", T_RAISES, false},
    {"readonly", T_READONLY, false},
    {"sequence", T_SEQUENCE, false},
    {"short", T_SHORT, false},
    {"string", T_STRING, false},
    {"struct", T_STRUCT, false},
    {"switch", T_SWITCH, false},
    {"TRUE", T_TRUE, false},
    {"truncatable", T_TRUNCATABLE, false},
    {"typedef", T_TYPEDEF, false},
    {"unsigned", T_UNSIGNED, false},
    {"union", T_UNION, false},
    {"ValueBase", T_VALUE_BASE, false},
    {"valuetype", T_VALUETYPE, false},
    {"void", T_VOID, false},
    {"wchar", T_WCHAR, false},
    {"wstring", T_WSTRING, false},

    {"bitfield", T_BITFIELD, true},
    {"bitmask", T_BITMASK, true},
    {"bitset", T_BITSET, true},
    {"component", T_COMPONENT, true},
    {"connector", T_CONNECTOR, true},
    {"eventtype", T_EVENTTYPE, true},
    {"factory", T_FACTORY, true},
    {"getraises", T_GETRAISES, true},
    {"home", T_HOME, true},
    {"import", T_IMPORT, true},
    {"local", T_LOCAL, true},
    {"map", T_MAP, true},
    {"porttype", T_PORTTYPE, true},
    {"setraises", T_SETRAISES, true},
    {"supports", T_SUPPORTS, true},
    {"typeid", T_TYPEID, true},
    {"typeprefix", T_TYPEPREFIX, true},

    {"alias", 0, true},
    {"consumes", 0, true},
    {"emits", 0, true},
    {"finder", 0, true},
    {"manages", 0, true},
    {"mirrorport", 0, true},
    {"multiple", 0, true},
    {"port", 0, true},
    {"primarykey", 0, true},
    {"provides", 0, true},
    {"publishes", 0, true},
    {"typename", 0, true},
    {"uses", 0, true},
};

static struct corba_word *word_new(struct corba_parser *p, const char *text)
{
    struct corba_word *w = ARENA_NEW(p->lookup, struct corba_word);

    w->folded = intern_folded(p->s->names, text);
    table_put(p->words, text, w);
    return w;
}

void corba_words_create(struct corba_parser *p)
{
    size_t i;

    p->words = table_create(p->lookup);
    for (i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
        const struct keyword *k = &keywords[i];
        const char *text = intern(p->s->names, k->spelling);
        struct corba_word *w = word_new(p, text);

        w->token = k->token;
        w->later = k->later;
        /* TRUE, FALSE, Object and ValueBase: their folds clash too. */
        if (w->folded != text) {
            w = word_new(p, w->folded);
            w->clashes = text;
        }
    }
}

const struct corba_word *corba_word_named(struct corba_parser *p,
                                          const char *text)
{
    struct corba_word *w = table_get(p->words, text);
    const struct corba_word *folded;

    if (w)
        return w;
    w = word_new(p, text);
    if (w->folded == text)
        return w;
    folded = table_get(p->words, w->folded);
    if (folded && folded->clashes) {
        w->clashes = folded->clashes;
    } else if (folded && (folded->token || folded->later)) {
        w->clashes = w->folded;
        w->later = folded->later;
    }
    return w;
}
