/*
 * The grammar of DCE IDL: C706, chapter 4 (The Open Group, DCE 1.1: Remote
 * Procedure Call), with the extensions of MIDL that LANGUAGE names. Actions
 * only build the tree. The names in quotes are C706's productions; MIDL marks
 * what C706 does not have.
 *
 * A type name can always be told from a declarator by its place, since a type
 * is never left out: the scanner needs no table of type names.
 */
%code requires {
#include "syntax/dce/dce_build.h"
}

%define api.prefix {dce_yy}
%define api.pure full
%define parse.error custom
%define parse.lac full
%define api.location.type {struct source_range}
%locations
%parse-param { struct dce_scan *scan }
%lex-param { struct dce_scan *scan }

%union {
    const char *text;
    unsigned word;
    struct dce_name name;
    struct dce_expr *expr;
    struct dce_arg *arg;
    struct dce_arg_list args;
    struct dce_attr *attr;
    struct dce_attr_list attrs;
    struct dce_declarator *declarator;
    struct dce_declarator_list declarators;
    struct dce_type *type;
    struct dce_field *field;
    struct dce_field_list fields;
    struct dce_enumerator *enumerator;
    struct dce_enumerator_list enumerators;
    struct dce_item *item;
    struct dce_item_list items;
}

%code {
#include "syntax/dce/dce_parse.h"

#define YYLLOC_DEFAULT(Current, Rhs, N) \
    ((Current) = (N) ? dce_span(&YYRHSLOC(Rhs, 1), (N)) : (struct source_range){0})
/* The stack does not grow: DCE_NESTING brackets of any kind fit into it. */
#define YYINITDEPTH 3000
#define YYMAXDEPTH YYINITDEPTH
}

/* What the text is: the scanner gives one of them first. */
%token IDL "interface definition" ACS "attribute configuration"
%token END 0 "the end of the file"
%token <text> IDENTIFIER "a name"
%token <expr> NUMBER "a number"
%token <expr> CHARACTER "a character"
%token <expr> STRING "a string"
%token <word> WORD "a base type"
%token <arg> UUID_TEXT "a uuid"
%token <text> COM_WORD "a COM declaration"
%token <text> LIBRARY "'library'"
%token BLOCK "a block"
%token CASE "'case'" CONST "'const'" CPP_QUOTE "'cpp_quote'"
%token DEFAULT "'default'" ENUM "'enum'" FALSE_ "'FALSE'" IMPORT "'import'"
%token INTERFACE "'interface'" NULL_ "'NULL'" PIPE "'pipe'" QUALIFIER "'volatile'"
%token EXTERN "'extern'" SAFEARRAY "'SAFEARRAY'" SIZEOF "'sizeof'"
%token STRUCT "'struct'" SWITCH "'switch'" TRUE_ "'TRUE'" TYPEDEF "'typedef'"
%token UNION "'union'"
%token DOT "'.'" DOTS "'..'" SCOPE "'::'" LSHIFT "'<<'" RSHIFT "'>>'"
%token LAND "'&&'" LOR "'||'" EQ "'=='" NE "'!='" LE "'<='" GE "'>='"

%type <name> tag tag_opt base_opt union_name_opt
%type <expr> expr castable strings value_opt
%type <arg> arg label
%type <args> args labels string_list
%type <attr> attr
%type <attrs> attr_list attr_items attrs attrs_opt
%type <declarator> declarator direct pdeclarator bound function field_declarator
%type <declarators> declarators declarators_opt field_declarators
%type <type> type_spec spec words struct_type union_type enum_type arg_type
%type <field> field arm case_arm param
%type <fields> fields arms cases param_list params
%type <enumerator> enumerator
%type <enumerators> enumerators
%type <item> item export interface library acs_interface acs_export acs_operation
%type <items> acs acs_exports acs_includes
%type <fields> acs_params acs_param_list
%type <field> acs_param
%type <declarators> acs_names
%type <name> com_rest com_name
%type <items> items exports import_list imports
%type <text> attr_name

/* "conditional_exp" down to "unary_exp" */
%right '?' ':'
%left LOR
%left LAND
%left '|'
%left '^'
%left '&'
%left EQ NE
%left '<' '>' LE GE
%left LSHIFT RSHIFT
%left '+' '-'
%left '*' '/' '%'
%precedence UNARY

%%

unit: IDL items { scan->items = $2.first; }
    | ACS acs { scan->items = $2.first; };

/* ---- "interface", "interface_header", "interface_body" --------------------- */

items: %empty { $$ = (struct dce_item_list){0}; }
    | items item { $$ = $1; if ($2) DCE_APPEND($$, $2); }
    | items imports { $$ = $1; DCE_APPEND_LIST($$, $2); };

item: interface
    | export
    | library
    | error '}' { $$ = NULL; };

interface: attrs_opt INTERFACE IDENTIFIER base_opt '{' exports '}' {
        $$ = dce_item_make(scan, DCE_ITEM_INTERFACE, $1, @$);
        $$->name = dce_name_make($3, @3);
        $$->base = $4;
        $$->body = $6.first;
    }
    | attrs_opt INTERFACE IDENTIFIER base_opt '{' exports error '}' {
        $$ = NULL;
    };

/* MIDL, of COM: what it declares is seen by those who import the file. */
library: attrs_opt LIBRARY IDENTIFIER '{' enter_library items '}' {
        scan->in_library = 0;
        $$ = dce_item_make(scan, DCE_ITEM_COM, $1, @2);
        $$->name = dce_name_make($2, @2);
        $$->body = $6.first;
    };

enter_library: %empty { scan->in_library = 1; };

base_opt: %empty { $$ = (struct dce_name){0}; }
    | ':' IDENTIFIER { $$ = dce_name_make($2, @2); };

/* "import" */
imports: IMPORT import_list ';' { $$ = $2; };

import_list: STRING {
        struct dce_item *i = dce_item_make(scan, DCE_ITEM_IMPORT,
                                           (struct dce_attr_list){0}, @1);
        i->value = $1;
        $$ = (struct dce_item_list){i, i};
    }
    | import_list ',' STRING {
        struct dce_item *i = dce_item_make(scan, DCE_ITEM_IMPORT,
                                           (struct dce_attr_list){0}, @3);
        i->value = $3;
        $$ = $1;
        DCE_APPEND($$, i);
    };

exports: %empty { $$ = (struct dce_item_list){0}; }
    | exports export { $$ = $1; if ($2) DCE_APPEND($$, $2); }
    | exports imports { $$ = $1; DCE_APPEND_LIST($$, $2); };

/* "export": "type_dcl", "const_dcl", "tagged_declarator", "op_dcl" */
export: attrs_opt TYPEDEF attrs_opt type_spec declarators ';' {
        $$ = dce_item_make(scan, DCE_ITEM_TYPEDEF, $1, @$);
        DCE_APPEND_LIST($$->attrs, $3);
        $$->type = $4;
        $$->declarators = $5;
    }
    | attrs_opt type_spec declarators_opt ';' {
        $$ = dce_item_make(scan, DCE_ITEM_DECL, $1, @$);
        $$->type = $2;
        $$->declarators = $3;
    }
    | attrs_opt type_spec declarator '=' expr ';' {
        $$ = dce_item_make(scan, DCE_ITEM_CONST, $1, @$);
        $$->type = $2;
        $$->declarators = (struct dce_declarator_list){$3, $3};
        $$->value = $5;
    }
    | EXTERN type_spec declarators ';' /* MIDL: what C files define */ {
        $$ = NULL;
    }
    | attrs_opt INTERFACE IDENTIFIER ';' /* MIDL */ {
        $$ = dce_item_make(scan, DCE_ITEM_FORWARD, $1, @$);
        $$->name = dce_name_make($3, @3);
    }
    | CPP_QUOTE '(' strings ')' /* MIDL */ {
        $$ = dce_item_make(scan, DCE_ITEM_QUOTE, (struct dce_attr_list){0}, @$);
        $$->value = $3;
    }
    | attrs_opt COM_WORD com_rest /* MIDL: parsed to be refused by name */ {
        $$ = dce_item_make(scan, DCE_ITEM_COM, $1, @2);
        $$->name = dce_name_make($2, @2);
        $$->base = $3;
    }
    | ';' { $$ = NULL; }
    | error ';' { $$ = NULL; };

com_rest: com_name BLOCK
    | com_name ';'
    | BLOCK { $$ = (struct dce_name){0}; }
    | '(' strings ')' ';' { $$ = (struct dce_name){0}; };

com_name: IDENTIFIER { $$ = dce_name_make($1, @1); }
    | com_name DOT IDENTIFIER { $$ = (struct dce_name){0}; };

/* ---- attributes: "interface_attributes", "type_attribute" ... -------------- */

attrs_opt: %empty { $$ = (struct dce_attr_list){0}; }
    | attrs;

/* MIDL: several lists beside each other */
attrs: '[' attr_list ']' { $$ = $2; }
    | attrs '[' attr_list ']' { $$ = $1; DCE_APPEND_LIST($$, $3); }
    | '[' error ']' { $$ = (struct dce_attr_list){0}; };

/* MIDL: commas may stand before, after and beside each other. */
attr_list: commas_opt attr_items commas_opt { $$ = $2; };

attr_items: attr { $$ = (struct dce_attr_list){$1, $1}; }
    | attr_items commas attr { $$ = $1; DCE_APPEND($$, $3); };

commas_opt: %empty | commas;
commas: ',' | commas ',';

attr: attr_name { $$ = dce_attr_make(scan, NULL, $1, @1); }
    | attr_name '(' args ')' {
        $$ = dce_attr_make(scan, NULL, $1, @1);
        $$->has_args = true;
        $$->args = $3;
    }
    | attr_name '(' UUID_TEXT ')' {
        $$ = dce_attr_make(scan, NULL, $1, @1);
        $$->has_args = true;
        $$->args = (struct dce_arg_list){$3, $3, 1};
    }
    | IDENTIFIER SCOPE IDENTIFIER /* ours: [ivmc::shared] */ {
        $$ = dce_attr_make(scan, $1, $3, @$);
    }
    | IDENTIFIER SCOPE IDENTIFIER '(' args ')' {
        $$ = dce_attr_make(scan, $1, $3, @$);
        $$->has_args = true;
        $$->args = $5;
    };

attr_name: IDENTIFIER
    | CASE { $$ = "case"; }
    | DEFAULT { $$ = "default"; };

args: arg { $$ = (struct dce_arg_list){$1, $1, 1}; }
    | args ',' arg { $$ = $1; DCE_APPEND($$, $3); $$.count++; };

arg: %empty { $$ = dce_arg_make(scan, DCE_ARG_NONE, (struct source_range){0}); }
    | expr { $$ = dce_arg_expr(scan, $1); }
    | arg_type {
        $$ = dce_arg_make(scan, DCE_ARG_TYPE, @1);
        $$->type = $1;
    }
    | arg_type IDENTIFIER {
        $$ = dce_arg_make(scan, DCE_ARG_TYPE, @1);
        $$->type = $1;
        $$->text = $2;
    }
    | IDENTIFIER IDENTIFIER {
        $$ = dce_arg_make(scan, DCE_ARG_TYPE, @1);
        $$->type = dce_type_make(scan, DCE_TYPE_NAME, dce_name_make($1, @1), @1);
        $$->text = $2;
    };

/* "switch_type_spec", "xmit_type": a lone name is taken for an expression */
arg_type: words
    | arg_type '*' { $$ = $1; $$->pointed = true; }
    | STRUCT tag { $$ = dce_type_make(scan, DCE_TYPE_STRUCT, $2, @$); }
    | UNION tag { $$ = dce_type_make(scan, DCE_TYPE_UNION, $2, @$); }
    | ENUM tag { $$ = dce_type_make(scan, DCE_TYPE_ENUM, $2, @$); };

/* ---- "type_spec" -------------------------------------------------------------- */

type_spec: spec trailing_opt
    | qualifiers spec trailing_opt { $$ = $2; $$->is_const = true; };

qualifiers: CONST | QUALIFIER | qualifiers CONST | qualifiers QUALIFIER;

trailing_opt: %empty | qualifiers;

spec: words
    | IDENTIFIER {
        $$ = dce_type_make(scan, DCE_TYPE_NAME, dce_name_make($1, @1), @1);
    }
    | struct_type
    | union_type
    | enum_type
    | SAFEARRAY '(' type_spec stars ')' /* MIDL, of COM */ {
        $$ = dce_type_make(scan, DCE_TYPE_COM, dce_name_make("SAFEARRAY", @1), @1);
    }
    | PIPE spec /* "pipe_type" */ {
        $$ = dce_type_make(scan, DCE_TYPE_PIPE, (struct dce_name){0}, @$);
        $$->element = $2;
    };

stars: %empty | stars '*';

/* "base_type_spec" and "predefined_type_spec": which words go together is
 * checked later, so that the message can say it */
words: WORD {
        $$ = dce_type_make(scan, DCE_TYPE_WORDS, (struct dce_name){0}, @1);
        dce_type_add_word($$, $1);
    }
    | words WORD {
        $$ = $1;
        dce_type_add_word($$, $2);
        $$->where = @$;
    };

tag: IDENTIFIER { $$ = dce_name_make($1, @1); };

tag_opt: %empty { $$ = (struct dce_name){0}; }
    | tag;

/* "struct_type", "tagged_struct_declarator" */
struct_type: STRUCT tag_opt '{' fields '}' {
        $$ = dce_type_define(scan, DCE_TYPE_STRUCT, $2,
                             (struct dce_body){.fields = $4}, @1);
    }
    | STRUCT tag_opt '{' fields error '}' {
        $$ = dce_type_define(scan, DCE_TYPE_STRUCT, $2,
                             (struct dce_body){.fields = $4}, @1);
    }
    | STRUCT tag { $$ = dce_type_make(scan, DCE_TYPE_STRUCT, $2, @1); };

/* "member_list" */
fields: %empty { $$ = (struct dce_field_list){0}; }
    | fields field { $$ = $1; if ($2) DCE_APPEND($$, $2); };

/* "member", "field_declarator" */
field: attrs_opt type_spec field_declarators ';' {
        $$ = dce_field_make(scan, $1, $2, $3, @$);
    }
    | error ';' { $$ = NULL; };

field_declarators: %empty /* a member without a name: refused later */ {
        $$ = (struct dce_declarator_list){0};
    }
    | field_declarator { $$ = (struct dce_declarator_list){$1, $1}; }
    | field_declarators ',' field_declarator { $$ = $1; DCE_APPEND($$, $3); };

field_declarator: declarator
    | declarator ':' expr { $$ = $1; $$->bits = $3; }
    | ':' expr {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_NAME, @$);
        $$->bits = $2;
    };

/* "union_type": "union_switch" with "union_body", or "union_body_n_e" */
union_type: UNION tag_opt SWITCH '(' type_spec IDENTIFIER ')' union_name_opt
      '{' cases '}' {
        struct dce_body body = {.fields = $10,
                                .switch_type = $5,
                                .switch_name = dce_name_make($6, @6),
                                .union_name = $8};

        $$ = dce_type_define(scan, DCE_TYPE_UNION, $2, body, @1);
    }
    | UNION tag_opt '{' arms '}' {
        $$ = dce_type_define(scan, DCE_TYPE_UNION, $2,
                             (struct dce_body){.fields = $4}, @1);
    }
    | UNION tag { $$ = dce_type_make(scan, DCE_TYPE_UNION, $2, @1); };

union_name_opt: tag_opt;

/* "union_case" */
cases: %empty { $$ = (struct dce_field_list){0}; }
    | cases case_arm { $$ = $1; if ($2) DCE_APPEND($$, $2); };

case_arm: labels arm {
        $$ = $2;
        $$->labels = $1;
        $$->is_default = dce_labels_default(&$1);
        $$->where = @$;
    }
    | error ';' { $$ = NULL; };

/* "union_case_label": `default:` is a label without an expression */
labels: label { $$ = (struct dce_arg_list){$1, $1, 1}; }
    | labels label { $$ = $1; DCE_APPEND($$, $2); $$.count++; };

label: CASE expr ':' { $$ = dce_arg_expr(scan, $2); }
    | DEFAULT ':' { $$ = dce_arg_make(scan, DCE_ARG_NONE, @1); };

/* "union_case_n_e" */
arms: %empty { $$ = (struct dce_field_list){0}; }
    | arms arm { $$ = $1; if ($2) DCE_APPEND($$, $2); }
    | arms labels arm /* as some compilers for MIDL take it */ {
        $3->labels = $2;
        $3->is_default = dce_labels_default(&$2);
        $$ = $1;
        DCE_APPEND($$, $3);
    }
    | arms error ';';

/* "union_arm" */
arm: attrs_opt type_spec field_declarators ';' {
        $$ = dce_field_make(scan, $1, $2, $3, @$);
    }
    | attrs_opt ';' {
        $$ = dce_field_make(scan, $1, NULL, (struct dce_declarator_list){0}, @$);
    };

/* "enumeration_type" */
enum_type: ENUM tag_opt '{' enumerators '}' {
        $$ = dce_type_define(scan, DCE_TYPE_ENUM, $2,
                             (struct dce_body){.enumerators = $4}, @1);
    }
    | ENUM tag_opt '{' enumerators ',' '}' /* MIDL */ {
        $$ = dce_type_define(scan, DCE_TYPE_ENUM, $2,
                             (struct dce_body){.enumerators = $4}, @1);
    }
    | ENUM tag_opt '{' error '}' {
        $$ = dce_type_define(scan, DCE_TYPE_ENUM, $2, (struct dce_body){0}, @1);
    }
    | ENUM tag { $$ = dce_type_make(scan, DCE_TYPE_ENUM, $2, @1); };

enumerators: enumerator { $$ = (struct dce_enumerator_list){$1, $1}; }
    | enumerators ',' enumerator { $$ = $1; DCE_APPEND($$, $3); };

/* MIDL: attributes of a type library's */
enumerator: attrs_opt IDENTIFIER value_opt {
        $$ = ARENA_NEW(scan->nodes, struct dce_enumerator);
        $$->attrs = $1;
        $$->name = dce_name_make($2, @2);
        $$->value = $3;
        $$->doc = dce_doc(scan, @2);
    };

value_opt: %empty { $$ = NULL; }
    | '=' expr { $$ = $2; };

/* ---- "declarator" --------------------------------------------------------------- */

declarators_opt: %empty { $$ = (struct dce_declarator_list){0}; }
    | declarators;

declarators: declarator { $$ = (struct dce_declarator_list){$1, $1}; }
    | declarators ',' declarator { $$ = $1; DCE_APPEND($$, $3); };

/* "pointer_declarator" */
declarator: direct
    | '*' trailing_opt declarator {
        $$ = dce_declarator_add(
            scan, $3, dce_declarator_make(scan, DCE_DECLARATOR_POINTER, @1));
    };

/* "direct_declarator" */
direct: IDENTIFIER {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_NAME, @1);
        $$->name = $1;
    }
    | '(' declarator ')' { $$ = $2; }
    | direct bound { $$ = dce_declarator_add(scan, $1, $2); }
    | direct function { $$ = dce_declarator_add(scan, $1, $2); };

/* "array_bounds_declarator", "array_bound" */
bound: '[' ']' {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_ARRAY, @$);
        $$->bound = DCE_BOUND_OPEN;
    }
    | '[' '*' ']' {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_ARRAY, @$);
        $$->bound = DCE_BOUND_STAR;
    }
    | '[' expr ']' {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_ARRAY, @$);
        $$->bound = DCE_BOUND_SIZE;
        $$->upper = $2;
    }
    | '[' expr DOTS expr ']' {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_ARRAY, @$);
        $$->bound = DCE_BOUND_RANGE;
        $$->lower = $2;
        $$->upper = $4;
    }
    | '[' '*' DOTS expr ']' {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_ARRAY, @$);
        $$->bound = DCE_BOUND_RANGE;
        $$->upper = $4;
    }
    | '[' expr DOTS '*' ']' {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_ARRAY, @$);
        $$->bound = DCE_BOUND_RANGE;
        $$->lower = $2;
    }
    | '[' '*' DOTS '*' ']' {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_ARRAY, @$);
        $$->bound = DCE_BOUND_RANGE;
    }
    | '[' error ']' {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_ARRAY, @$);
        $$->bound = DCE_BOUND_OPEN;
    };

/* "param_declarators" */
function: '(' params ')' {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_FUNCTION, @$);
        $$->params = $2.first;
    };

params: %empty { $$ = (struct dce_field_list){0}; }
    | param_list
    | error { $$ = (struct dce_field_list){0}; };

param_list: param { $$ = (struct dce_field_list){$1, $1}; }
    | param_list ',' param { $$ = $1; DCE_APPEND($$, $3); };

/* "param_declarator" */
param: attrs_opt type_spec pdeclarator {
        $$ = dce_field_make(scan, $1, $2,
                            (struct dce_declarator_list){$3, $3}, @$);
    };

/* A parameter's name may be missing here: f(void), and a better message. */
pdeclarator: %empty {
        $$ = dce_declarator_make(scan, DCE_DECLARATOR_NAME,
                                 (struct source_range){0});
    }
    | direct
    | '*' trailing_opt pdeclarator {
        $$ = dce_declarator_add(
            scan, $3, dce_declarator_make(scan, DCE_DECLARATOR_POINTER, @1));
    };

/* ---- "The Attribute Configuration Source": "acf_interface" and its parts ------- */

acs: %empty { $$ = (struct dce_item_list){0}; }
    | acs acs_interface { $$ = $1; if ($2) DCE_APPEND($$, $2); };

acs_interface: attrs_opt INTERFACE IDENTIFIER '{' acs_exports '}' {
        $$ = dce_item_make(scan, DCE_ITEM_INTERFACE, $1, @$);
        $$->name = dce_name_make($3, @3);
        $$->body = $5.first;
    }
    | error '}' { $$ = NULL; };

acs_exports: %empty { $$ = (struct dce_item_list){0}; }
    | acs_exports acs_export { $$ = $1; if ($2) DCE_APPEND($$, $2); }
    | acs_exports acs_includes ';' { $$ = $1; DCE_APPEND_LIST($$, $2); };

/* "acf_include": `include` is a name everywhere else */
acs_includes: IDENTIFIER STRING {
        struct dce_item *i = dce_acs_include(scan, $1, @1, $2);

        $$ = (struct dce_item_list){i, i};
    }
    | acs_includes ',' STRING {
        struct dce_item *i = dce_acs_include(scan, "include", @2, $3);

        $$ = $1;
        DCE_APPEND($$, i);
    };

/* "acf_type_declaration", "acf_operation_declaration" */
acs_export: TYPEDEF attrs_opt acs_names ';' {
        $$ = dce_item_make(scan, DCE_ITEM_TYPEDEF, $2, @$);
        $$->declarators = $3;
    }
    | attrs acs_operation ';' { $$ = $2; $$->attrs = $1; }
    | acs_operation ';'
    | ';' { $$ = NULL; }
    | error ';' { $$ = NULL; };

acs_operation: IDENTIFIER '(' acs_params ')' {
        struct dce_declarator *f =
            dce_declarator_make(scan, DCE_DECLARATOR_FUNCTION, @2);
        struct dce_declarator *d =
            dce_declarator_make(scan, DCE_DECLARATOR_NAME, @1);

        d->name = $1;
        f->params = $3.first;
        d = dce_declarator_add(scan, d, f);
        $$ = dce_item_make(scan, DCE_ITEM_DECL, (struct dce_attr_list){0}, @1);
        $$->declarators = (struct dce_declarator_list){d, d};
    };

acs_names: IDENTIFIER {
        struct dce_declarator *d =
            dce_declarator_make(scan, DCE_DECLARATOR_NAME, @1);
        d->name = $1;
        $$ = (struct dce_declarator_list){d, d};
    }
    | acs_names ',' IDENTIFIER {
        struct dce_declarator *d =
            dce_declarator_make(scan, DCE_DECLARATOR_NAME, @3);
        d->name = $3;
        $$ = $1;
        DCE_APPEND($$, d);
    };

acs_params: %empty { $$ = (struct dce_field_list){0}; }
    | acs_param_list;

acs_param_list: acs_param { $$ = (struct dce_field_list){$1, $1}; }
    | acs_param_list ',' acs_param { $$ = $1; DCE_APPEND($$, $3); };

acs_param: attrs_opt IDENTIFIER {
        struct dce_declarator *d =
            dce_declarator_make(scan, DCE_DECLARATOR_NAME, @2);
        d->name = $2;
        $$ = dce_field_make(scan, $1, NULL, (struct dce_declarator_list){d, d},
                            @$);
    };

/* ---- "const_exp" ----------------------------------------------------------------- */

strings: string_list { $$ = dce_expr_join(scan, &$1, @$); };

string_list: STRING {
        struct dce_arg *a = dce_arg_expr(scan, $1);
        $$ = (struct dce_arg_list){a, a, 1};
    }
    | string_list STRING {
        struct dce_arg *a = dce_arg_expr(scan, $2);
        $$ = $1;
        DCE_APPEND($$, a);
        $$.count++;
    };

expr: NUMBER
    | CHARACTER
    | strings
    | TRUE_ { $$ = dce_expr_leaf(scan, DCE_EXPR_TRUE, NULL, 0, @1); }
    | FALSE_ { $$ = dce_expr_leaf(scan, DCE_EXPR_FALSE, NULL, 0, @1); }
    | NULL_ { $$ = dce_expr_leaf(scan, DCE_EXPR_NULL, NULL, 0, @1); }
    | IDENTIFIER { $$ = dce_expr_leaf(scan, DCE_EXPR_NAME, $1, 0, @1); }
    | '(' expr ')' { $$ = $2; }
    | '(' expr ')' castable /* MIDL: a cast to a type's name */ {
        $$ = dce_expr_cast_name(scan, $2, $4, @$);
    }
    | '(' expr '*' ')' expr %prec UNARY /* MIDL: to a pointer to a name */ {
        struct dce_type *t = dce_type_of_name(scan, $2);

        t->pointed = true;
        $$ = dce_expr_cast(scan, t, $5, @$);
    }
    | '(' arg_type ')' expr %prec UNARY /* MIDL */ {
        $$ = dce_expr_cast(scan, $2, $4, @$);
    }
    | SIZEOF '(' expr ')' /* MIDL */ {
        $$ = dce_expr_sizeof(scan, dce_type_of_name(scan, $3), @$);
    }
    | SIZEOF '(' arg_type ')' /* MIDL */ {
        $$ = dce_expr_sizeof(scan, $3, @$);
    }
    | '+' expr %prec UNARY { $$ = dce_expr_op(scan, DCE_OP_PLUS, $2, 0, 0, @$); }
    | '-' expr %prec UNARY { $$ = dce_expr_op(scan, DCE_OP_NEG, $2, 0, 0, @$); }
    | '~' expr %prec UNARY { $$ = dce_expr_op(scan, DCE_OP_NOT, $2, 0, 0, @$); }
    | '!' expr %prec UNARY { $$ = dce_expr_op(scan, DCE_OP_LNOT, $2, 0, 0, @$); }
    | '*' expr %prec UNARY { $$ = dce_expr_op(scan, DCE_OP_DEREF, $2, 0, 0, @$); }
    | expr '+' expr { $$ = dce_expr_op(scan, DCE_OP_ADD, $1, $3, 0, @$); }
    | expr '-' expr { $$ = dce_expr_op(scan, DCE_OP_SUB, $1, $3, 0, @$); }
    | expr '*' expr { $$ = dce_expr_op(scan, DCE_OP_MUL, $1, $3, 0, @$); }
    | expr '/' expr { $$ = dce_expr_op(scan, DCE_OP_DIV, $1, $3, 0, @$); }
    | expr '%' expr { $$ = dce_expr_op(scan, DCE_OP_MOD, $1, $3, 0, @$); }
    | expr LSHIFT expr { $$ = dce_expr_op(scan, DCE_OP_SHL, $1, $3, 0, @$); }
    | expr RSHIFT expr { $$ = dce_expr_op(scan, DCE_OP_SHR, $1, $3, 0, @$); }
    | expr '&' expr { $$ = dce_expr_op(scan, DCE_OP_AND, $1, $3, 0, @$); }
    | expr '|' expr { $$ = dce_expr_op(scan, DCE_OP_OR, $1, $3, 0, @$); }
    | expr '^' expr { $$ = dce_expr_op(scan, DCE_OP_XOR, $1, $3, 0, @$); }
    | expr LAND expr { $$ = dce_expr_op(scan, DCE_OP_LAND, $1, $3, 0, @$); }
    | expr LOR expr { $$ = dce_expr_op(scan, DCE_OP_LOR, $1, $3, 0, @$); }
    | expr EQ expr { $$ = dce_expr_op(scan, DCE_OP_EQ, $1, $3, 0, @$); }
    | expr NE expr { $$ = dce_expr_op(scan, DCE_OP_NE, $1, $3, 0, @$); }
    | expr '<' expr { $$ = dce_expr_op(scan, DCE_OP_LT, $1, $3, 0, @$); }
    | expr LE expr { $$ = dce_expr_op(scan, DCE_OP_LE, $1, $3, 0, @$); }
    | expr '>' expr { $$ = dce_expr_op(scan, DCE_OP_GT, $1, $3, 0, @$); }
    | expr GE expr { $$ = dce_expr_op(scan, DCE_OP_GE, $1, $3, 0, @$); }
    | expr '?' expr ':' expr {
        $$ = dce_expr_op(scan, DCE_OP_COND, $1, $3, $5, @$);
    };

/* What may follow a cast, and cannot be its continuation as an operator. */
castable: NUMBER
    | IDENTIFIER { $$ = dce_expr_leaf(scan, DCE_EXPR_NAME, $1, 0, @1); }
    | '(' expr ')' { $$ = $2; }
    | '~' castable { $$ = dce_expr_op(scan, DCE_OP_NOT, $2, 0, 0, @$); };

%%

/* At most this many expected tokens are named; more say nothing. */
enum { EXPECTED_NAMED = 5 };

static int yyreport_syntax_error(const yypcontext_t *context,
                                 struct dce_scan *scan)
{
    yysymbol_kind_t kinds[EXPECTED_NAMED];
    int count = yypcontext_expected_tokens(context, kinds, EXPECTED_NAMED);
    const char *names[EXPECTED_NAMED];

    if (yypcontext_token(context) == YYSYMBOL_YYerror || scan->gave_up)
        return 0; /* the scanner has said what is wrong */
    for (int i = 0; i < count; i++)
        names[i] = yysymbol_name(kinds[i]);
    dce_syntax_error(scan, *yypcontext_location(context),
                     yypcontext_token(context) == YYSYMBOL_YYEOF, names,
                     count > 0 ? (size_t)count : 0);
    return 0;
}
