/* Base types: what words go together, and what each moves as. */
#include <string.h>

#include "sema/dce/dce_sema.h"

struct dce_info *dce_info_make(struct dce_sema *c, enum ir_kind kind,
                               struct source_range where)
{
    struct dce_info *info = ARENA_NEW(c->s->arena, struct dce_info);

    info->ir.kind = kind;
    info->ir.where = where;
    info->depth = 1;
    return info;
}

void dce_info_hold(struct dce_sema *c, struct dce_info *outer,
                   const struct dce_info *inner, struct source_range where)
{
    outer->traits |= inner->traits & DCE_INHERITED;
    if (inner->depth < outer->depth)
        return;
    outer->depth = inner->depth + 1;
    if (outer->depth <= DCE_TYPE_DEPTH)
        return;
    if (!(outer->traits & DCE_IS_WRONG))
        diag(c->s, E0515, where, DCE_TYPE_DEPTH);
    outer->traits |= DCE_IS_WRONG;
    outer->depth = DCE_TYPE_DEPTH;
}

struct dce_info *dce_info_over(struct dce_sema *c, enum ir_kind kind,
                               const struct dce_info *element,
                               struct source_range where)
{
    struct dce_info *info = dce_info_make(c, kind, where);

    info->complete = true;
    info->ir.element = &element->ir;
    dce_info_hold(c, info, element, where);
    /* After the error nothing walks along the chain again. */
    if (info->depth == DCE_TYPE_DEPTH && (info->traits & DCE_IS_WRONG))
        info->ir.element = &dce_base(c, IR_INT32)->ir;
    return info;
}

const struct dce_info *dce_info_alike(struct dce_sema *c,
                                      const struct dce_info *made)
{
    const uint64_t says[] = {made->ir.kind,
                             made->ir.element ? made->ir.element->kind : 0,
                             made->ir.size, made->ir.bound, made->traits};
    const char *key =
        intern_range(c->s->names, (const char *)says, sizeof(says));
    struct dce_info *one = table_get(c->alike, key);

    if (one)
        return one;
    one = ARENA_NEW(c->s->arena, struct dce_info);
    *one = *made;
    table_put(c->alike, key, one);
    return one;
}

const struct dce_info *dce_base(struct dce_sema *c, enum ir_kind kind)
{
    static const struct source_range nowhere;

    if (!c->base[kind]) {
        c->base[kind] = dce_info_make(c, kind, nowhere);
        c->base[kind]->complete = true;
        if (kind == IR_VOID)
            c->base[kind]->traits = DCE_IS_VOID;
        if (kind == IR_HANDLE)
            c->base[kind]->traits = DCE_HAS_BINDING;
        if (kind == IR_CONTEXT)
            c->base[kind]->traits = DCE_HAS_CONTEXT;
    }
    return c->base[kind];
}

/* C706, "ISO 10646 Character Types": structures of bytes. */
static const struct dce_info *iso_struct(struct dce_sema *c, const char *name,
                                         const char *const *members,
                                         size_t count,
                                         struct source_range where)
{
    struct dce_name n = {intern(c->s->names, name), where};
    struct dce_info *info = dce_tag_find(c, n, IR_STRUCT);

    info->complete = true;
    info->ir.members = ARENA_ARRAY(c->s->arena, count, struct ir_member);
    info->ir.member_count = count;
    info->depth = 2;
    for (size_t i = 0; i < count; i++) {
        info->ir.members[i].name = intern(c->s->names, members[i]);
        info->ir.members[i].type = &dce_base(c, IR_OCTET)->ir;
        info->ir.members[i].where = where;
    }
    dce_decl_add(c, (struct ir_decl){.kind = IR_DECL_TYPE, .type = &info->ir},
                 where);
    return info;
}

static const struct dce_info *iso_multi_lingual(struct dce_sema *c,
                                                struct source_range where)
{
    static const char *const members[] = {"row", "column"};

    if (!c->iso_multi_lingual)
        c->iso_multi_lingual =
            iso_struct(c, "ISO_MULTI_LINGUAL", members, 2, where);
    return c->iso_multi_lingual;
}

static const struct dce_info *iso_ucs(struct dce_sema *c,
                                      struct source_range where)
{
    static const char *const members[] = {"group", "plane", "row", "column"};

    if (!c->iso_ucs)
        c->iso_ucs = iso_struct(c, "ISO_UCS", members, 4, where);
    return c->iso_ucs;
}

struct combination {
    unsigned words;
    enum ir_kind kind;
};

/* Besides these, `int` may follow a size, and a sign may stand with one. */
static const struct combination plain[] = {
    {DCE_WORD_BOOLEAN, IR_BOOLEAN},
    {DCE_WORD_BYTE, IR_OCTET},
    {DCE_WORD_CHAR, IR_CHAR},
    {DCE_WORD_UNSIGNED | DCE_WORD_CHAR, IR_CHAR},
    {DCE_WORD_SIGNED | DCE_WORD_CHAR, IR_INT8}, /* MIDL */
    {DCE_WORD_WCHAR, IR_WCHAR},
    {DCE_WORD_VOID, IR_VOID},
    {DCE_WORD_FLOAT, IR_FLOAT},
    {DCE_WORD_DOUBLE, IR_DOUBLE},
    {DCE_WORD_HANDLE, IR_HANDLE},
    {DCE_WORD_ERROR_STATUS, IR_UINT32},
    {DCE_WORD_ISO_LATIN_1, IR_OCTET},
};

static const struct combination sizes[] = {
    {DCE_WORD_SMALL, IR_INT8},
    {DCE_WORD_INT8, IR_INT8},
    {DCE_WORD_SHORT, IR_INT16},
    {DCE_WORD_INT16, IR_INT16},
    {DCE_WORD_LONG, IR_INT32},
    {DCE_WORD_INT32, IR_INT32},
    {DCE_WORD_HYPER, IR_INT64},
    {DCE_WORD_INT64, IR_INT64},
    {DCE_WORD_LONG | DCE_WORD_LONG_LONG, IR_INT64},
};

static enum ir_kind with_sign(enum ir_kind kind, bool is_unsigned)
{
    if (!is_unsigned)
        return kind;
    switch (kind) {
    case IR_INT8:
        return IR_UINT8;
    case IR_INT16:
        return IR_UINT16;
    case IR_INT32:
        return IR_UINT32;
    default:
        return IR_UINT64;
    }
}

static const struct dce_info *integer(struct dce_sema *c, unsigned words)
{
    unsigned sign = words & (DCE_WORD_SIGNED | DCE_WORD_UNSIGNED);

    if (sign == (DCE_WORD_SIGNED | DCE_WORD_UNSIGNED))
        return NULL;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        if ((words & ~(sign | DCE_WORD_INT)) == sizes[i].words)
            return dce_base(
                c, with_sign(sizes[i].kind, sign == DCE_WORD_UNSIGNED));
    return NULL;
}

const struct dce_info *dce_words(struct dce_sema *c, const struct dce_type *t)
{
    const unsigned no_size = DCE_WORD_INT | DCE_WORD_SIGNED | DCE_WORD_UNSIGNED;
    const struct dce_info *info;

    if (!(t->words & ~no_size)) {
        /* C706, "integer_size", wants a size; MIDL means 32 bits. */
        diag(c->s, E0516, t->where);
        return dce_base(c, with_sign(IR_INT32, t->words & DCE_WORD_UNSIGNED));
    }
    if (t->words == DCE_WORD_ISO_MULTI_LINGUAL && !t->repeated)
        return iso_multi_lingual(c, t->where);
    if (t->words == DCE_WORD_ISO_UCS && !t->repeated)
        return iso_ucs(c, t->where);
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
        if (t->words == plain[i].words && !t->repeated)
            return dce_base(c, plain[i].kind);
    info = integer(c, t->words);
    if (info && !t->repeated)
        return info;
    diag(c->s, E0517, t->where);
    return dce_base(c, IR_INT32);
}

const struct dce_info *dce_strip(const struct dce_info *t)
{
    while (t->ir.kind == IR_ALIAS || t->ir.kind == IR_RANGED)
        t = dce_info(t->ir.element);
    return t;
}
