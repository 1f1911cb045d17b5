/*
 * Annotations (IDL 4.2, clauses 7.4.15 and 8): which there are, what they
 * take, and what they mean for the model. Those of our own are in the scope
 * `ivmc`. An annotation that nobody knows is ignored, as the clause asks.
 */
#include "sema/corba/corba_sema.h"

#include <string.h>

enum meaning {
    MEANS_NOTHING, /* accepted: nothing in the model depends on it */
    MEANS_KEY,
    MEANS_ID,
    MEANS_SERVICE,
    MEANS_VERBATIM,
    MEANS_OPTIONAL,
    MEANS_ONEWAY,
    MEANS_POSITION,
    MEANS_VALUE,
    MEANS_BIT_BOUND,
    MEANS_RANGE,
    MEANS_MIN,
    MEANS_MAX,
    MEANS_DEFAULT,
    MEANS_EXTENSIBILITY,
    MEANS_FINAL,
    MEANS_APPENDABLE,
    MEANS_MUTABLE,
    MEANS_SHARED,
    MEANS_REGION,
    MEANS_LABEL,
    MEANS_DEADLINE,
    MEANS_MAX_OF
};

enum argument {
    ARG_FLAG,   /* a boolean, TRUE where left out */
    ARG_NUMBER, /* unsigned */
    ARG_TEXT,
    ARG_WORD,  /* a bare identifier */
    ARG_VALUE, /* of the type that is annotated */
    ARG_ANY    /* not looked at */
};

enum { MOST_ARGS = 3 };

struct known_arg {
    const char *name;
    enum argument kind;
    bool required;
};

struct known {
    const char *name;
    enum meaning meaning;
    struct known_arg args[MOST_ARGS];
};

static const struct known standard[] = {
    {"id", MEANS_ID, {{"value", ARG_NUMBER, true}}},
    {"autoid", MEANS_NOTHING, {{"value", ARG_WORD, false}}},
    {"optional", MEANS_OPTIONAL, {{"value", ARG_FLAG, false}}},
    {"position", MEANS_POSITION, {{"value", ARG_NUMBER, true}}},
    {"value", MEANS_VALUE, {{"value", ARG_VALUE, true}}},
    {"extensibility", MEANS_EXTENSIBILITY, {{"value", ARG_WORD, true}}},
    {"final", MEANS_FINAL, {{NULL, ARG_ANY, false}}},
    {"appendable", MEANS_APPENDABLE, {{NULL, ARG_ANY, false}}},
    {"mutable", MEANS_MUTABLE, {{NULL, ARG_ANY, false}}},
    {"key", MEANS_KEY, {{"value", ARG_FLAG, false}}},
    {"must_understand", MEANS_NOTHING, {{"value", ARG_FLAG, false}}},
    {"default_literal", MEANS_NOTHING, {{NULL, ARG_ANY, false}}},
    {"default", MEANS_DEFAULT, {{"value", ARG_VALUE, true}}},
    {"range",
     MEANS_RANGE,
     {{"min", ARG_VALUE, true}, {"max", ARG_VALUE, true}}},
    {"min", MEANS_MIN, {{"value", ARG_VALUE, true}}},
    {"max", MEANS_MAX, {{"value", ARG_VALUE, true}}},
    {"unit", MEANS_NOTHING, {{"value", ARG_TEXT, true}}},
    {"bit_bound", MEANS_BIT_BOUND, {{"value", ARG_NUMBER, true}}},
    {"external", MEANS_NOTHING, {{"value", ARG_FLAG, false}}},
    {"nested", MEANS_NOTHING, {{"value", ARG_FLAG, false}}},
    {"verbatim",
     MEANS_VERBATIM,
     {{"language", ARG_TEXT, false},
      {"placement", ARG_WORD, false},
      {"text", ARG_TEXT, true}}},
    {"service", MEANS_SERVICE, {{"platform", ARG_TEXT, false}}},
    {"oneway", MEANS_ONEWAY, {{"value", ARG_FLAG, false}}},
    {"ami", MEANS_NOTHING, {{"value", ARG_FLAG, false}}},
    /* DDS-XTypes 1.3, clause 7.3.1.2. */
    {"topic",
     MEANS_NOTHING,
     {{"name", ARG_TEXT, false}, {"platform", ARG_TEXT, false}}},
    {"hashid", MEANS_NOTHING, {{"value", ARG_TEXT, false}}},
    {"default_nested", MEANS_NOTHING, {{"value", ARG_FLAG, false}}},
    {"try_construct", MEANS_NOTHING, {{"value", ARG_WORD, false}}},
    {"non_serialized", MEANS_NOTHING, {{"value", ARG_FLAG, false}}},
    {"data_representation", MEANS_NOTHING, {{"allowed_kinds", ARG_ANY, true}}},
    {"ignore_literal_names", MEANS_NOTHING, {{"value", ARG_FLAG, false}}},
};

static const struct known ours[] = {
    {"shared", MEANS_SHARED, {{NULL, ARG_ANY, false}}},
    {"region", MEANS_REGION, {{NULL, ARG_ANY, false}}},
    {"label", MEANS_LABEL, {{"value", ARG_TEXT, true}}},
    {"deadline", MEANS_DEADLINE, {{"ms", ARG_NUMBER, true}}},
    {"max_of", MEANS_MAX_OF, {{"parameter", ARG_WORD, true}}},
};

/* Where ours mean something, and the same for people. */
static const struct place {
    enum meaning meaning;
    unsigned on;
    const char *where;
} places[] = {
    {MEANS_SHARED, ON_PARAM, "a parameter"},
    {MEANS_REGION, ON_TYPE | ON_PARAM | ON_OPERATION | ON_ATTRIBUTE, "a type"},
    {MEANS_LABEL, ON_INTERFACE, "an interface"},
    {MEANS_DEADLINE, ON_INTERFACE | ON_OPERATION | ON_ATTRIBUTE,
     "an interface or an operation"},
    {MEANS_MAX_OF, ON_PARAM, "a parameter"},
};

static const struct known *find(const struct known *list, size_t count,
                                const char *name)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    }
    return NULL;
}

static const struct known *known_named(struct sema *m,
                                       const struct corba_annotation *a)
{
    const struct corba_ident *first = a->name->first;
    const struct known *k;

    if (!first->next)
        return find(standard, sizeof(standard) / sizeof(standard[0]),
                    first->text);
    if (strcmp(first->text, "ivmc") != 0 || first->next->next)
        return NULL;
    k = find(ours, sizeof(ours) / sizeof(ours[0]), first->next->text);
    if (!k)
        diag(m->s, E0326, a->where, first->next->text);
    return k;
}

/* ---- arguments ---------------------------------------------------------- */

struct given {
    const struct corba_expr *value[MOST_ARGS];
    uint64_t number;
    bool flag;
    const char *text;
};

static const struct known_arg *arg_named(const struct known *k,
                                         const char *name)
{
    int i;

    for (i = 0; i < MOST_ARGS && k->args[i].name; i++) {
        if (strcmp(k->args[i].name, name) == 0)
            return &k->args[i];
    }
    return NULL;
}

static void read_value(struct sema *m, const struct known_arg *arg,
                       const struct corba_expr *e, struct given *given)
{
    struct ir_value v;

    switch (arg->kind) {
    case ARG_FLAG:
        if (constant_evaluate(m, e, type_basic(m, IR_BOOLEAN), &v))
            given->flag = v.boolean;
        break;
    case ARG_NUMBER:
        given->number = constant_unsigned(m, e, UINT32_MAX);
        break;
    case ARG_TEXT:
        if (constant_evaluate(m, e, type_basic(m, IR_STRING), &v))
            given->text =
                intern_range(m->s->names, v.text ? v.text : "", v.len);
        break;
    case ARG_WORD:
        if (e->kind != CORBA_EXPR_NAME || e->name->first->next)
            diag(m->s, E0327, e->where);
        break;
    case ARG_VALUE: /* evaluated when the type is known */
    case ARG_ANY:
        break;
    }
}

/* As it is written. */
static const char *name_of(struct sema *m, const struct known *k)
{
    bool own = k >= ours && k < ours + sizeof ours / sizeof *ours;

    return own ? arena_printf(m->s->arena, "ivmc::%s", k->name) : k->name;
}

static void read_arg(struct sema *m, const struct known *k,
                     const struct corba_annotation_arg *a, struct given *given)
{
    const struct known_arg *arg =
        a->name ? arg_named(k, a->name->text) : &k->args[0];
    size_t index;

    if (!arg || !arg->name) {
        diag(m->s, E0328, a->name ? a->name->where : a->value->where,
             name_of(m, k), a->name ? a->name->text : "a value");
        return;
    }
    index = (size_t)(arg - k->args);
    if (given->value[index])
        diag(m->s, E0329, a->value->where, arg->name);
    given->value[index] = a->value;
    read_value(m, arg, a->value, given);
}

static bool read_args(struct sema *m, const struct known *k,
                      const struct corba_annotation *a, struct given *given)
{
    const struct corba_annotation_arg *arg;
    bool complete = true;
    int i;

    *given = (struct given){.flag = true};
    for (arg = a->args; arg; arg = arg->next)
        read_arg(m, k, arg, given);
    for (i = 0; i < MOST_ARGS && k->args[i].name; i++) {
        if (!k->args[i].required || given->value[i])
            continue;
        diag(m->s, E0330, a->where, name_of(m, k), k->args[i].name);
        complete = false;
    }
    return complete;
}

/* "" where it is none, which has been reported. */
static const char *word_of(const struct corba_expr *e)
{
    return e->kind == CORBA_EXPR_NAME ? e->name->first->text : "";
}

/* ---- meanings ----------------------------------------------------------- */

static void refuse_mutable(struct sema *m, const struct corba_annotation *a)
{
    if (!m->s->options.check_only)
        diag(m->s, E0331, a->where);
}

static void set_extensibility(struct sema *m, const struct corba_annotation *a,
                              const struct given *given,
                              struct annotations *into)
{
    const char *word = word_of(given->value[0]);

    if (strcmp(word, "FINAL") == 0)
        into->extensibility = IR_FINAL;
    else if (strcmp(word, "APPENDABLE") == 0)
        into->extensibility = IR_APPENDABLE;
    else if (strcmp(word, "MUTABLE") == 0)
        refuse_mutable(m, a);
    else if (word[0])
        diag(m->s, E0332, given->value[0]->where);
}

static void set_limits(const struct corba_annotation *a,
                       const struct corba_expr *min,
                       const struct corba_expr *max, struct annotations *into)
{
    if (min)
        into->min = min;
    if (max)
        into->max = max;
    into->range_where = a->where;
}

static const char *text_of(struct sema *m, const struct corba_expr *e)
{
    struct ir_value v;

    if (!e || !constant_evaluate(m, e, type_basic(m, IR_STRING), &v))
        return "*";
    return intern_range(m->s->names, v.text ? v.text : "", v.len);
}

static void add_verbatim(struct sema *m, const struct given *given,
                         struct annotations *into)
{
    struct ir_verbatim *v = ARENA_NEW(m->s->arena, struct ir_verbatim);
    const char *word =
        given->value[1] ? word_of(given->value[1]) : "BEFORE_DECLARATION";
    int i;

    v->language = text_of(m, given->value[0]);
    v->text = text_of(m, given->value[2]);
    for (i = IR_BEGIN_FILE; i <= IR_END_FILE; i++)
        if (strcmp(word, ir_placement_name((enum ir_placement)i)) == 0)
            break;
    if (i > IR_END_FILE) {
        if (word[0])
            diag(m->s, E0338, given->value[1]->where);
        return;
    }
    v->placement = (enum ir_placement)i;
    if (into->last_verbatim)
        into->last_verbatim->next = v;
    else
        into->verbatim = v;
    into->last_verbatim = v;
}

static void set_meaning(struct sema *m, enum meaning meaning,
                        const struct corba_annotation *a,
                        const struct given *given, struct annotations *into)
{
    switch (meaning) {
    case MEANS_NOTHING:
        break;
    case MEANS_KEY:
        into->key = given->flag;
        break;
    case MEANS_ID:
        into->has_id = true;
        into->id = given->number;
        break;
    case MEANS_VERBATIM:
        add_verbatim(m, given, into);
        break;
    case MEANS_SERVICE:
        into->service = given->text ? given->text : "*";
        break;
    case MEANS_OPTIONAL:
        into->optional = given->flag;
        break;
    case MEANS_ONEWAY:
        into->oneway = given->flag;
        break;
    case MEANS_POSITION:
        into->has_position = true;
        into->position = given->number;
        break;
    case MEANS_VALUE:
        into->has_value = true;
        into->value = given->value[0];
        break;
    case MEANS_BIT_BOUND:
        into->has_bit_bound = true;
        into->bit_bound = given->number;
        break;
    case MEANS_RANGE:
        set_limits(a, given->value[0], given->value[1], into);
        break;
    case MEANS_MIN:
        set_limits(a, given->value[0], NULL, into);
        break;
    case MEANS_MAX:
        set_limits(a, NULL, given->value[0], into);
        break;
    case MEANS_DEFAULT:
        into->default_value = given->value[0];
        break;
    case MEANS_EXTENSIBILITY:
        set_extensibility(m, a, given, into);
        break;
    case MEANS_FINAL:
        into->extensibility = IR_FINAL;
        break;
    case MEANS_APPENDABLE:
        into->extensibility = IR_APPENDABLE;
        break;
    case MEANS_MUTABLE:
        refuse_mutable(m, a);
        break;
    case MEANS_SHARED:
        into->shared = true;
        break;
    case MEANS_REGION:
        into->region = true;
        break;
    case MEANS_LABEL:
        into->label = given->text;
        break;
    case MEANS_DEADLINE:
        into->deadline_ms = (uint32_t)given->number;
        break;
    case MEANS_MAX_OF:
        if (given->value[0]->kind == CORBA_EXPR_NAME)
            into->max_of = given->value[0]->name->first;
        break;
    }
}

/* Nobody shall take one of ours for granted where it has no effect. */
static void check_place(struct sema *m, const struct corba_annotation *a,
                        const struct known *k, enum annotated on)
{
    size_t i;

    for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (places[i].meaning == k->meaning && !(places[i].on & on))
            diag(m->s, E0336, a->where, k->name, places[i].where);
}

static void read_one(struct sema *m, const struct corba_annotation *a,
                     enum annotated on, struct annotations *into)
{
    unsigned errors = diag_error_count(m->s);
    const struct symbol *declared =
        table_get(m->annotations, a->name->last->text);
    const struct known *k;
    struct given given;

    if (declared) {
        annotation_check(m, declared, a);
        return;
    }
    k = known_named(m, a);
    if (k) {
        check_place(m, a, k, on);
        if (read_args(m, k, a, &given))
            set_meaning(m, k->meaning, a, &given, into);
    } else if (diag_error_count(m->s) == errors) {
        diag(m->s, E0333, a->where, a->name->last->text);
    }
}

struct annotations annotation_read(struct sema *m,
                                   const struct corba_annotation *list,
                                   enum annotated on)
{
    struct annotations into = {.key = false};

    for (; list; list = list->next)
        read_one(m, list, on, &into);
    return into;
}

/* ---- what they do to types ---------------------------------------------- */

/* Whether the type has an order that limits can be set in. */
static bool is_ordered(enum ir_kind kind)
{
    switch (kind) {
    case IR_OCTET:
    case IR_CHAR:
    case IR_WCHAR:
    case IR_FLOAT:
    case IR_DOUBLE:
    case IR_LONG_DOUBLE:
    case IR_ENUM:
        return true;
    default:
        return ir_is_integer(kind);
    }
}

static const struct ir_value *limit(struct sema *m, const struct corba_expr *e,
                                    const struct ir_type *type)
{
    struct ir_value *v;

    if (!e)
        return NULL;
    v = ARENA_NEW(m->s->arena, struct ir_value);
    return constant_evaluate(m, e, type, v) ? v : NULL;
}

static void set_range(struct sema *m, const struct annotations *a,
                      struct ir_type *ranged)
{
    if (!is_ordered(ir_strip(ranged->element)->kind)) {
        diag(m->s, E0334, a->range_where,
             ir_kind_name(ir_strip(ranged->element)->kind));
        return;
    }
    ranged->min = limit(m, a->min, ranged->element);
    ranged->max = limit(m, a->max, ranged->element);
    if (ranged->min && ranged->max &&
        value_compare(ranged->min, ranged->max) > 0)
        diag(m->s, E0335, a->range_where);
}

const struct ir_value *annotation_default(struct sema *m,
                                          const struct annotations *a,
                                          const struct ir_type *type)
{
    if (ir_strip(type)->kind == IR_POINTER)
        type = ir_strip(type)->element;
    return limit(m, a->default_value, type);
}

/* Numbers of members are all different (8.3.1.1). */
void annotation_check_ids(struct sema *m, const struct member_id *ids,
                          size_t count)
{
    struct table *seen = table_create(m->arena);
    const struct member_id *before;
    size_t i;

    for (i = 0; i < count; i++) {
        if (!ids[i].given)
            continue;
        before = table_put(seen, (const void *)(uintptr_t)(ids[i].id + 1),
                           (void *)(uintptr_t)&ids[i]);
        if (!before)
            continue;
        diag(m->s, E0337, ids[i].where, ids[i].name,
             (unsigned long long)ids[i].id);
        diag_note(m->s, before->where, "'%s' has it", before->name);
    }
}

const struct ir_type *annotation_apply(struct sema *m,
                                       const struct annotations *a,
                                       const struct ir_type *type,
                                       struct source_range where)
{
    if (a->min || a->max || a->shared || a->region) {
        struct ir_type *ranged = type_new(m, IR_RANGED, where);

        ranged->element = type;
        ranged->shared = a->shared;
        ranged->region = a->region;
        if (a->min || a->max)
            set_range(m, a, ranged);
        type_settle(m, ranged);
        type = ranged;
    }
    if (a->optional) {
        struct ir_type *optional = type_new(m, IR_POINTER, where);

        optional->element = type;
        optional->pointer = IR_UNIQUE;
        type_settle(m, optional);
        type = optional;
    }
    return type;
}
