/*
 * OMG IDL: IDL 4.2 (formal/18-01-05) and CORBA 2.3 to 3.3. Actions only build
 * the tree of corba_ast.h. Clause numbers are those of IDL 4.2, chapter 7.
 */
%code requires {
#include "syntax/corba/corba_parse.h"
}

%code {
#include <string.h>

#include "corba_scanner.h"

/* A rule's place is its first part's that has octets, to the last's. */
#define YYLLOC_DEFAULT(current, rhs, n) \
    do { \
        int part_ = 1; \
        (current) = YYRHSLOC(rhs, 0); \
        (current).len = 0; \
        for (; part_ <= (n); part_++) \
            (current) = corba_span((current), YYRHSLOC(rhs, part_)); \
    } while (0)
}

%define api.pure full
%define api.prefix {corba_yy}
%define api.location.type {struct source_range}
%define parse.error custom
%define parse.lac full
%locations
%parse-param {struct corba_parser *p} {void *scanner}
%lex-param {void *scanner}

%union {
    struct corba_ident *ident;
    struct corba_expr *expr;
    struct corba_scoped_name *name;
    struct corba_type *type;
    struct corba_decl *decl;
    struct corba_declarator *declarator;
    struct corba_param *param;
    struct corba_annotation *annotation;
    struct corba_annotation_arg *arg;
    enum corba_direction direction;
}

%code {
static void yyerror(const YYLTYPE *where, struct corba_parser *p,
                    void *scanner, const char *message);
static void missing_semicolon(struct corba_parser *p, YYLTYPE found);
static struct corba_type *base_type(struct corba_parser *p,
                                    enum corba_type_kind kind, YYLTYPE where);
static struct corba_decl *body_of(struct corba_decl *list);
static struct corba_decl *join(struct corba_decl *a, struct corba_decl *b);
}

%token <ident>
    T_IDENT "identifier"
    T_BITFIELD "bitfield"
    T_BITMASK "bitmask"
    T_BITSET "bitset"
    T_COMPONENT "component"
    T_CONNECTOR "connector"
    T_EVENTTYPE "eventtype"
    T_FACTORY "factory"
    T_GETRAISES "getraises"
    T_HOME "home"
    T_IMPORT "import"
    T_LOCAL "local"
    T_MAP "map"
    T_PORTTYPE "porttype"
    T_SETRAISES "setraises"
    T_SUPPORTS "supports"
    T_TYPEID "typeid"
    T_TYPEPREFIX "typeprefix"
%token
    T_ABSTRACT "abstract"
    T_ANY "any"
    T_ATTRIBUTE "attribute"
    T_BOOLEAN "boolean"
    T_CASE "case"
    T_CHAR "char"
    T_CONST "const"
    T_CONTEXT "context"
    T_CUSTOM "custom"
    T_DEFAULT "default"
    T_DOUBLE "double"
    T_ENUM "enum"
    T_EXCEPTION "exception"
    T_FALSE "FALSE"
    T_FIXED "fixed"
    T_FLOAT "float"
    T_IN "in"
    T_INOUT "inout"
    T_INTERFACE "interface"
    T_LONG "long"
    T_MODULE "module"
    T_NATIVE "native"
    T_OBJECT "Object"
    T_OCTET "octet"
    T_ONEWAY "oneway"
    T_OUT "out"
    T_PRIVATE "private"
    T_PUBLIC "public"
    T_RAISES "raises"
    T_READONLY "readonly"
    T_SEQUENCE "sequence"
    T_SHORT "short"
    T_STRING "string"
    T_STRUCT "struct"
    T_SWITCH "switch"
    T_TRUE "TRUE"
    T_TRUNCATABLE "truncatable"
    T_TYPEDEF "typedef"
    T_UNSIGNED "unsigned"
    T_UNION "union"
    T_VALUE_BASE "ValueBase"
    T_VALUETYPE "valuetype"
    T_VOID "void"
    T_WCHAR "wchar"
    T_WSTRING "wstring"
%token <expr>
    T_INTEGER "integer" T_FLOAT_LITERAL "floating-point number"
    T_FIXED_LITERAL "fixed-point number" T_CHAR_LITERAL "character"
    T_STRING_LITERAL "string literal"
%token
    T_SCOPE "::" T_SHIFT_LEFT "<<" T_SHIFT_RIGHT ">>"
    T_AT_ANNOTATION "@annotation"

/* `@A ::X` goes on with the name. */
%precedence NO_MORE_SCOPE
%precedence T_SCOPE

%type <ident> ident type_ident
%type <name> scoped_name annotation_name names inheritance value_base supports
%type <name> raises get_raises set_raises
%type <expr> const_expr or_expr xor_expr and_expr shift_expr add_expr
%type <expr> mult_expr unary_expr primary_expr literal string_literal strings
%type <expr> dimensions case_labels contexts context_list bound
%type <type> type_spec simple_type_spec const_type op_type integer_type template_type
%type <decl> top definitions definition plain_definition module interface
%type <decl> interface_head exports export plain_export strict_export
%type <decl> members member
%type <decl> struct union enum exception bitmask bitset typedef native const
%type <decl> type_dcl cases case bitfields bitfield attribute operation
%type <decl> value value_head value_elements value_element plain_value_element
%type <decl> identity annotation_dcl annotation_body annotation_member
%type <decl> unsupported plain_operation strict_definition value_forward
%type <declarator> declarators declarator enumerators enumerator
%type <declarator> names_only name_only
%type <declarator> optional_names
%type <param> params param_list param
%type <direction> direction
%type <annotation> annotations annotation
%type <arg> annotation_args annotation_named annotation_arg

%%

/* ---- 7.4.1.3 the specification ----------------------------------------- */

specification:
      top
        { p->unit->body = body_of($1); }
    ;

/* A `}` too many ends nothing here. */
top:
      definitions
    | definitions error '}' top
        { $$ = join($1, $4); }
    ;

definitions:
      %empty
        { $$ = NULL; }
    | definitions definition
        { $$ = $1; CORBA_LIST_APPEND($$, $2); }
    | definitions error ';'
        { $$ = $1; yyerrok; }
    ;

definition:
      annotations plain_definition semicolon
        { $$ = $2; corba_annotate(p, $$, $1, @1); }
    | annotations strict_definition ';'
        { $$ = $2; corba_annotate(p, $$, $1, @1); }
    ;

plain_definition:
      module
    | interface
    | type_dcl
    | exception
    | value
    | annotation_dcl
    ;

/* What could go on with the words that start another definition. */
strict_definition:
      const
    | identity
    | value_forward
    | unsupported
    ;

/* Missing: reported, and read as if it were there. */
semicolon:
      ';'
    | %empty
        { missing_semicolon(p, yylloc); }
    ;

module:
      T_MODULE ident '{' definitions '}'
        {
            $$ = corba_decl_new(p, CORBA_MODULE, $2, @$);
            $$->body = body_of($4);
            $$->end = @5.start.at;
        }
    | T_MODULE ident '{' definitions error '}'
        {
            $$ = corba_decl_new(p, CORBA_MODULE, $2, @$);
            $$->body = body_of($4);
            $$->end = @6.start.at;
            yyerrok;
        }
    ;

/* ---- 7.4.3, 7.4.6 interfaces ------------------------------------------- */

interface:
      interface_head ident
        { $$ = $1; $$->kind = CORBA_INTERFACE_FORWARD; $$->name = $2; }
    | interface_head ident inheritance '{' exports '}'
        {
            $$ = $1;
            $$->name = $2;
            $$->where = corba_span(@1, @2);
            $$->bases = $3;
            $$->body = body_of($5);
            $$->end = @6.start.at;
        }
    | interface_head ident inheritance '{' exports error '}'
        {
            $$ = $1;
            $$->name = $2;
            $$->where = corba_span(@1, @2);
            $$->bases = $3;
            $$->body = body_of($5);
            $$->end = @7.start.at;
            yyerrok;
        }
    ;

interface_head:
      T_INTERFACE
        { $$ = corba_decl_new(p, CORBA_INTERFACE, NULL, @$); }
    | T_LOCAL T_INTERFACE
        { $$ = corba_decl_new(p, CORBA_INTERFACE, NULL, @$); $$->local = true; }
    | T_ABSTRACT T_INTERFACE
        {
            $$ = corba_decl_new(p, CORBA_INTERFACE, NULL, @$);
            $$->abstract = true;
        }
    ;

inheritance:
      %empty
        { $$ = NULL; }
    | ':' names
        { CORBA_LIST_END($$, $2); }
    ;

names:
      scoped_name
        { $$ = NULL; CORBA_LIST_APPEND($$, $1); }
    | names ',' scoped_name
        { $$ = $1; CORBA_LIST_APPEND($$, $3); }
    ;

exports:
      %empty
        { $$ = NULL; }
    | exports export
        { $$ = $1; CORBA_LIST_APPEND($$, $2); }
    | exports error ';'
        { $$ = $1; yyerrok; }
    ;

export:
      annotations plain_export semicolon
        { $$ = $2; corba_annotate(p, $$, $1, @1); }
    | annotations strict_export ';'
        { $$ = $2; corba_annotate(p, $$, $1, @1); }
    ;

plain_export:
      type_dcl
    | exception
    | attribute
    | operation
    ;

strict_export:
      const
    | identity
    ;

/* 7.4.3.4.3.3; getraises and setraises: 7.4.4 */
attribute:
      T_READONLY T_ATTRIBUTE simple_type_spec names_only raises
        {
            $$ = corba_decl_new(p, CORBA_ATTRIBUTE, NULL, @$);
            $$->readonly = true;
            $$->type = $3;
            CORBA_LIST_END($$->declarators, $4);
            $$->raises = $5;
        }
    | T_ATTRIBUTE simple_type_spec names_only get_raises set_raises
        {
            $$ = corba_decl_new(p, CORBA_ATTRIBUTE, NULL, @$);
            $$->type = $2;
            CORBA_LIST_END($$->declarators, $3);
            $$->raises = $4;
            $$->set_raises = $5;
        }
    ;

names_only:
      name_only
        { $$ = NULL; CORBA_LIST_APPEND($$, $1); }
    | names_only ',' name_only
        { $$ = $1; CORBA_LIST_APPEND($$, $3); }
    ;

name_only:
      ident
        { $$ = corba_declarator_new(p, $1); }
    ;

get_raises:
      %empty
        { $$ = NULL; }
    | T_GETRAISES '(' names ')'
        { CORBA_LIST_END($$, $3); }
    ;

set_raises:
      %empty
        { $$ = NULL; }
    | T_SETRAISES '(' names ')'
        { CORBA_LIST_END($$, $3); }
    ;

/* 7.4.3.4.3.1; oneway and context: 7.4.6 */
operation:
      plain_operation
    | T_ONEWAY plain_operation
        { $$ = $2; $$->oneway = true; $$->where = @$; }
    ;

plain_operation:
      op_type ident '(' params ')' raises contexts
        {
            $$ = corba_decl_new(p, CORBA_OPERATION, $2, @$);
            $$->type = $1;
            $$->params = $4;
            $$->raises = $6;
            $$->contexts = $7;
        }
    ;

op_type:
      T_VOID
        { $$ = base_type(p, CORBA_TYPE_VOID, @$); }
    | simple_type_spec
    ;

params:
      %empty
        { $$ = NULL; }
    | T_VOID
        { diag(p->s, E0127, @1); $$ = NULL; }
    | param_list
        { CORBA_LIST_END($$, $1); }
    ;

param_list:
      param
        { $$ = NULL; CORBA_LIST_APPEND($$, $1); }
    | param_list ',' param
        { $$ = $1; CORBA_LIST_APPEND($$, $3); }
    ;

param:
      annotations direction annotations simple_type_spec ident
        {
            $$ = ARENA_NEW(p->arena, struct corba_param);
            $$->direction = $2;
            $$->type = $4;
            $$->name = $5;
            $$->doc = corba_doc_at(p, @$.start.at);
            $$->annotations = corba_annotations_join($1, $3);
        }
    ;

direction:
      T_IN
        { $$ = CORBA_IN; }
    | T_OUT
        { $$ = CORBA_OUT; }
    | T_INOUT
        { $$ = CORBA_INOUT; }
    ;

raises:
      %empty
        { $$ = NULL; }
    | T_RAISES '(' names ')'
        { CORBA_LIST_END($$, $3); }
    ;

contexts:
      %empty
        { $$ = NULL; }
    | T_CONTEXT '(' context_list ')'
        { CORBA_LIST_END($$, $3); }
    ;

context_list:
      string_literal
        { $$ = NULL; CORBA_LIST_APPEND($$, $1); }
    | context_list ',' string_literal
        { $$ = $1; CORBA_LIST_APPEND($$, $3); }
    ;

/* 7.4.6.3 typeid, typeprefix, import */
identity:
      T_TYPEID scoped_name string_literal
        {
            $$ = corba_decl_new(p, CORBA_TYPEID, NULL, @$);
            $$->target = $2;
            $$->text = $3->text;
        }
    | T_TYPEPREFIX scoped_name string_literal
        {
            $$ = corba_decl_new(p, CORBA_TYPEPREFIX, NULL, @$);
            $$->target = $2;
            $$->text = $3->text;
        }
    | T_IMPORT scoped_name
        { $$ = corba_decl_new(p, CORBA_IMPORT, NULL, @$); $$->target = $2; }
    | T_IMPORT string_literal
        { $$ = corba_decl_new(p, CORBA_IMPORT, NULL, @$); $$->text = $2->text; }
    ;

/* ---- 7.4.5, 7.4.7 value types ------------------------------------------ */

value:
      value_head ident value_base supports '{' value_elements '}'
        {
            $$ = $1;
            $$->name = $2;
            $$->bases = $3;
            $$->supports = $4;
            $$->body = body_of($6);
            $$->end = @7.start.at;
        }
    ;

value_forward:
      value_head ident
        { $$ = $1; $$->kind = CORBA_VALUE_FORWARD; $$->name = $2; }
    | value_head ident type_spec
        {
            $$ = $1;
            $$->kind = CORBA_VALUE_BOX;
            $$->name = $2;
            $$->type = $3;
        }
    ;

value_head:
      T_VALUETYPE
        { $$ = corba_decl_new(p, CORBA_VALUE, NULL, @$); }
    | T_CUSTOM T_VALUETYPE
        { $$ = corba_decl_new(p, CORBA_VALUE, NULL, @$); $$->custom = true; }
    | T_ABSTRACT T_VALUETYPE
        { $$ = corba_decl_new(p, CORBA_VALUE, NULL, @$); $$->abstract = true; }
    ;

value_base:
      %empty
        { $$ = NULL; }
    | ':' names
        { CORBA_LIST_END($$, $2); }
    | ':' T_TRUNCATABLE names
        { CORBA_LIST_END($$, $3); }
    ;

supports:
      %empty
        { $$ = NULL; }
    | T_SUPPORTS names
        { CORBA_LIST_END($$, $2); }
    ;

value_elements:
      %empty
        { $$ = NULL; }
    | value_elements value_element
        { $$ = $1; CORBA_LIST_APPEND($$, $2); }
    | value_elements error ';'
        { $$ = $1; yyerrok; }
    ;

value_element:
      annotations plain_value_element semicolon
        { $$ = $2; corba_annotate(p, $$, $1, @1); }
    | annotations strict_export ';'
        { $$ = $2; corba_annotate(p, $$, $1, @1); }
    ;

plain_value_element:
      plain_export
    | visibility type_spec declarators
        {
            $$ = corba_decl_new(p, CORBA_MEMBER, NULL, @$);
            $$->type = $2;
            CORBA_LIST_END($$->declarators, $3);
        }
    | T_FACTORY ident '(' params ')' raises
        {
            $$ = corba_decl_new(p, CORBA_FACTORY, $2, @$);
            $$->params = $4;
            $$->raises = $6;
        }
    ;

visibility:
      T_PUBLIC
    | T_PRIVATE
    ;

/* ---- 7.4.1.4.4 types --------------------------------------------------- */

type_dcl:
      typedef
    | struct
    | union
    | enum
    | native
    | bitmask
    | bitset
    | T_STRUCT ident
        { $$ = corba_decl_new(p, CORBA_STRUCT_FORWARD, $2, @$); }
    | T_UNION ident
        { $$ = corba_decl_new(p, CORBA_UNION_FORWARD, $2, @$); }
    ;

native:
      T_NATIVE ident
        { $$ = corba_decl_new(p, CORBA_NATIVE, $2, @$); }
    ;

typedef:
      T_TYPEDEF annotations type_spec declarators
        {
            $$ = corba_decl_new(p, CORBA_TYPEDEF, NULL, @$);
            $$->type = $3;
            CORBA_LIST_END($$->declarators, $4);
            $$->annotations = $2;
        }
    ;

declarators:
      declarator
        { $$ = NULL; CORBA_LIST_APPEND($$, $1); }
    | declarators ',' declarator
        { $$ = $1; CORBA_LIST_APPEND($$, $3); }
    ;

declarator:
      ident
        { $$ = corba_declarator_new(p, $1); }
    | ident dimensions
        {
            $$ = corba_declarator_new(p, $1);
            CORBA_LIST_END($$->dimensions, $2);
        }
    ;

dimensions:
      '[' const_expr ']'
        { $$ = NULL; CORBA_LIST_APPEND($$, $2); }
    | dimensions '[' const_expr ']'
        { $$ = $1; CORBA_LIST_APPEND($$, $3); }
    ;

/* CORBA 2.3 lets a type be defined where it is used. */
type_spec:
      simple_type_spec
    | struct
        { $$ = corba_type_new(p, CORBA_TYPE_INLINE, @$); $$->decl = $1; }
    | union
        { $$ = corba_type_new(p, CORBA_TYPE_INLINE, @$); $$->decl = $1; }
    | enum
        { $$ = corba_type_new(p, CORBA_TYPE_INLINE, @$); $$->decl = $1; }
    ;

simple_type_spec:
      integer_type
    | template_type
    | T_FLOAT
        { $$ = base_type(p, CORBA_TYPE_FLOAT, @$); }
    | T_DOUBLE
        { $$ = base_type(p, CORBA_TYPE_DOUBLE, @$); }
    | T_LONG T_DOUBLE
        { $$ = base_type(p, CORBA_TYPE_LONG_DOUBLE, @$); }
    | T_CHAR
        { $$ = base_type(p, CORBA_TYPE_CHAR, @$); }
    | T_WCHAR
        { $$ = base_type(p, CORBA_TYPE_WCHAR, @$); }
    | T_BOOLEAN
        { $$ = base_type(p, CORBA_TYPE_BOOLEAN, @$); }
    | T_OCTET
        { $$ = base_type(p, CORBA_TYPE_OCTET, @$); }
    | T_ANY
        { $$ = base_type(p, CORBA_TYPE_ANY, @$); }
    | T_OBJECT
        { $$ = base_type(p, CORBA_TYPE_OBJECT, @$); }
    | T_VALUE_BASE
        { $$ = base_type(p, CORBA_TYPE_VALUE_BASE, @$); }
    | scoped_name
        { $$ = base_type(p, CORBA_TYPE_NAME, @$); $$->name = $1; }
    ;

integer_type:
      T_SHORT
        { $$ = base_type(p, CORBA_TYPE_SHORT, @$); }
    | T_LONG
        { $$ = base_type(p, CORBA_TYPE_LONG, @$); }
    | T_LONG T_LONG
        { $$ = base_type(p, CORBA_TYPE_LONG_LONG, @$); }
    | T_UNSIGNED T_SHORT
        { $$ = base_type(p, CORBA_TYPE_UNSIGNED_SHORT, @$); }
    | T_UNSIGNED T_LONG
        { $$ = base_type(p, CORBA_TYPE_UNSIGNED_LONG, @$); }
    | T_UNSIGNED T_LONG T_LONG
        { $$ = base_type(p, CORBA_TYPE_UNSIGNED_LONG_LONG, @$); }
    ;

/* map: 7.4.13.4.1 */
template_type:
      T_STRING bound
        { $$ = base_type(p, CORBA_TYPE_STRING, @$); $$->bound = $2; }
    | T_WSTRING bound
        { $$ = base_type(p, CORBA_TYPE_WSTRING, @$); $$->bound = $2; }
    | T_SEQUENCE '<' annotations simple_type_spec '>'
        {
            $$ = base_type(p, CORBA_TYPE_SEQUENCE, @$);
            $$->element = $4;
            $4->annotations = $3;
        }
    | T_SEQUENCE '<' annotations simple_type_spec ',' const_expr '>'
        {
            $$ = base_type(p, CORBA_TYPE_SEQUENCE, @$);
            $$->element = $4;
            $4->annotations = $3;
            $$->bound = $6;
        }
    | T_MAP '<' annotations simple_type_spec ','
              annotations simple_type_spec '>'
        {
            $$ = base_type(p, CORBA_TYPE_MAP, @$);
            $$->key = $4;
            $4->annotations = $3;
            $$->element = $7;
            $7->annotations = $6;
        }
    | T_MAP '<' annotations simple_type_spec ','
              annotations simple_type_spec ',' const_expr '>'
        {
            $$ = base_type(p, CORBA_TYPE_MAP, @$);
            $$->key = $4;
            $4->annotations = $3;
            $$->element = $7;
            $7->annotations = $6;
            $$->bound = $9;
        }
    | T_FIXED '<' const_expr ',' const_expr '>'
        {
            $$ = base_type(p, CORBA_TYPE_FIXED, @$);
            $$->digits = $3;
            $$->scale = $5;
        }
    ;

bound:
      %empty
        { $$ = NULL; }
    | '<' const_expr '>'
        { $$ = $2; }
    ;

/* Inheritance: 7.4.13.4.2 */
struct:
      T_STRUCT ident inheritance '{' members '}'
        {
            $$ = corba_decl_new(p, CORBA_STRUCT, $2, @$);
            $$->bases = $3;
            $$->body = body_of($5);
            $$->end = @6.start.at;
        }
    | T_STRUCT ident inheritance '{' members error '}'
        {
            $$ = corba_decl_new(p, CORBA_STRUCT, $2, @$);
            $$->bases = $3;
            $$->body = body_of($5);
            $$->end = @7.start.at;
            yyerrok;
        }
    ;

exception:
      T_EXCEPTION ident '{' members '}'
        {
            $$ = corba_decl_new(p, CORBA_EXCEPTION, $2, @$);
            $$->body = body_of($4);
            $$->end = @5.start.at;
        }
    | T_EXCEPTION ident '{' members error '}'
        {
            $$ = corba_decl_new(p, CORBA_EXCEPTION, $2, @$);
            $$->body = body_of($4);
            $$->end = @6.start.at;
            yyerrok;
        }
    ;

members:
      %empty
        { $$ = NULL; }
    | members member
        { $$ = $1; CORBA_LIST_APPEND($$, $2); }
    | members error ';'
        { $$ = $1; yyerrok; }
    ;

member:
      annotations type_spec declarators semicolon
        {
            $$ = corba_decl_new(p, CORBA_MEMBER, NULL, @2);
            $$->type = $2;
            CORBA_LIST_END($$->declarators, $3);
            corba_annotate(p, $$, $1, @1);
        }
    ;

union:
      T_UNION ident T_SWITCH '(' annotations type_spec ')' '{' cases '}'
        {
            $$ = corba_decl_new(p, CORBA_UNION, $2, @$);
            $$->type = $6;
            $6->annotations = $5;
            $$->body = body_of($9);
            $$->end = @10.start.at;
        }
    | T_UNION ident T_SWITCH '(' annotations type_spec ')' '{' cases error '}'
        {
            $$ = corba_decl_new(p, CORBA_UNION, $2, @$);
            $$->type = $6;
            $6->annotations = $5;
            $$->body = body_of($9);
            $$->end = @11.start.at;
            yyerrok;
        }
    ;

cases:
      case
        { $$ = NULL; CORBA_LIST_APPEND($$, $1); }
    | cases case
        { $$ = $1; CORBA_LIST_APPEND($$, $2); }
    | cases error ';'
        { $$ = $1; yyerrok; }
    | error ';'
        { $$ = NULL; yyerrok; }
    ;

case:
      annotations case_labels annotations type_spec declarator semicolon
        {
            $$ = corba_decl_new(p, CORBA_CASE, NULL, @2);
            $$->has_default = $2->len > 0;
            CORBA_LIST_END($$->labels, $2->next);
            $$->type = $4;
            $$->declarators = $5;
            $5->next = NULL;
            corba_annotate(p, $$, $3, @3);
            corba_annotate(p, $$, $1, @1);
            if (!$$->doc)
                $$->doc = corba_doc_at(p, @4.start.at);
        }
    ;

/* A node of its own, whose len counts defaults and whose next is the list. */
case_labels:
      T_CASE const_expr ':'
        {
            $$ = corba_expr_new(p, CORBA_EXPR_STRING, @$);
            CORBA_LIST_APPEND($$->next, $2);
        }
    | T_DEFAULT ':'
        { $$ = corba_expr_new(p, CORBA_EXPR_STRING, @$); $$->len = 1; }
    | case_labels T_CASE const_expr ':'
        { $$ = $1; CORBA_LIST_APPEND($$->next, $3); }
    | case_labels T_DEFAULT ':'
        {
            $$ = $1;
            if ($$->len++ > 0)
                diag(p->s, E0130, @2);
        }
    ;

enum:
      T_ENUM ident '{' enumerators '}'
        {
            $$ = corba_decl_new(p, CORBA_ENUM, $2, @$);
            CORBA_LIST_END($$->declarators, $4);
            $$->end = @5.start.at;
        }
    | T_ENUM ident '{' enumerators error '}'
        {
            $$ = corba_decl_new(p, CORBA_ENUM, $2, @$);
            CORBA_LIST_END($$->declarators, $4);
            $$->end = @6.start.at;
            yyerrok;
        }
    ;

enumerators:
      enumerator
        { $$ = NULL; CORBA_LIST_APPEND($$, $1); }
    | enumerators ',' enumerator
        { $$ = $1; CORBA_LIST_APPEND($$, $3); }
    ;

enumerator:
      annotations ident
        {
            $$ = corba_declarator_new(p, $2);
            $$->annotations = $1;
            if (!$$->doc)
                $$->doc = corba_doc_at(p, @$.start.at);
        }
    ;

/* 7.4.13.4.3.3 */
bitmask:
      T_BITMASK ident '{' enumerators '}'
        {
            $$ = corba_decl_new(p, CORBA_BITMASK, $2, @$);
            CORBA_LIST_END($$->declarators, $4);
            $$->end = @5.start.at;
        }
    ;

/* 7.4.13.4.3.2 */
bitset:
      T_BITSET ident inheritance '{' bitfields '}'
        {
            $$ = corba_decl_new(p, CORBA_BITSET, $2, @$);
            $$->bases = $3;
            $$->body = body_of($5);
            $$->end = @6.start.at;
        }
    ;

bitfields:
      %empty
        { $$ = NULL; }
    | bitfields bitfield
        { $$ = $1; CORBA_LIST_APPEND($$, $2); }
    | bitfields error ';'
        { $$ = $1; yyerrok; }
    ;

bitfield:
      annotations T_BITFIELD '<' const_expr '>' optional_names ';'
        {
            $$ = corba_decl_new(p, CORBA_BITFIELD, NULL, @2);
            $$->value = $4;
            $$->declarators = $6;
            corba_annotate(p, $$, $1, @1);
        }
    | annotations T_BITFIELD '<' const_expr ',' simple_type_spec '>'
      optional_names ';'
        {
            $$ = corba_decl_new(p, CORBA_BITFIELD, NULL, @2);
            $$->value = $4;
            $$->type = $6;
            $$->declarators = $8;
            corba_annotate(p, $$, $1, @1);
        }
    ;

optional_names:
      %empty
        { $$ = NULL; }
    | names_only
        { CORBA_LIST_END($$, $1); }
    ;

/* ---- 7.4.1.4.3 constants ----------------------------------------------- */

const:
      T_CONST const_type ident '=' const_expr
        {
            $$ = corba_decl_new(p, CORBA_CONST, $3, @$);
            $$->type = $2;
            $$->value = $5;
        }
    ;

/* A constant's fixed takes digits and scale from its value. */
const_type:
      simple_type_spec
    | T_FIXED
        { $$ = base_type(p, CORBA_TYPE_FIXED, @$); }
    ;

const_expr:
      or_expr
    ;

or_expr:
      xor_expr
    | or_expr '|' xor_expr
        { $$ = corba_binary(p, '|', $1, $3, @$); }
    ;

xor_expr:
      and_expr
    | xor_expr '^' and_expr
        { $$ = corba_binary(p, '^', $1, $3, @$); }
    ;

and_expr:
      shift_expr
    | and_expr '&' shift_expr
        { $$ = corba_binary(p, '&', $1, $3, @$); }
    ;

shift_expr:
      add_expr
    | shift_expr T_SHIFT_LEFT add_expr
        { $$ = corba_binary(p, 'L', $1, $3, @$); }
    | shift_expr T_SHIFT_RIGHT add_expr
        { $$ = corba_binary(p, 'R', $1, $3, @$); }
    ;

add_expr:
      mult_expr
    | add_expr '+' mult_expr
        { $$ = corba_binary(p, '+', $1, $3, @$); }
    | add_expr '-' mult_expr
        { $$ = corba_binary(p, '-', $1, $3, @$); }
    ;

mult_expr:
      unary_expr
    | mult_expr '*' unary_expr
        { $$ = corba_binary(p, '*', $1, $3, @$); }
    | mult_expr '/' unary_expr
        { $$ = corba_binary(p, '/', $1, $3, @$); }
    | mult_expr '%' unary_expr
        { $$ = corba_binary(p, '%', $1, $3, @$); }
    ;

unary_expr:
      primary_expr
    | '-' primary_expr
        { $$ = corba_unary(p, '-', $2, @$); }
    | '+' primary_expr
        { $$ = corba_unary(p, '+', $2, @$); }
    | '~' primary_expr
        { $$ = corba_unary(p, '~', $2, @$); }
    ;

primary_expr:
      scoped_name
        { $$ = corba_expr_name(p, $1); }
    | literal
    | '(' const_expr ')'
        { $$ = $2; }
    ;

literal:
      T_INTEGER
    | T_FLOAT_LITERAL
    | T_FIXED_LITERAL
    | T_CHAR_LITERAL
    | string_literal
    | T_TRUE
        {
            $$ = corba_expr_new(p, CORBA_EXPR_BOOLEAN, @$);
            $$->integer = 1;
        }
    | T_FALSE
        { $$ = corba_expr_new(p, CORBA_EXPR_BOOLEAN, @$); }
    ;

string_literal:
      strings
        { $$ = corba_concatenate(p, $1); }
    ;

strings:
      T_STRING_LITERAL
        { $$ = NULL; CORBA_LIST_APPEND($$, $1); }
    | strings T_STRING_LITERAL
        { $$ = $1; CORBA_LIST_APPEND($$, $2); }
    ;

/* ---- 7.4.15 annotations ------------------------------------------------ */

annotations:
      %empty
        { $$ = NULL; }
    | annotations annotation
        { $$ = corba_annotations_join($1, $2); }
    ;

annotation:
      '@' annotation_name %prec NO_MORE_SCOPE
        {
            $$ = ARENA_NEW(p->arena, struct corba_annotation);
            $$->name = $2;
            $$->where = @$;
            $$->last = $$;
        }
    | '@' annotation_name '(' annotation_args ')'
        {
            $$ = ARENA_NEW(p->arena, struct corba_annotation);
            $$->name = $2;
            $$->args = $4;
            $$->where = @$;
            $$->last = $$;
        }
    ;

/* `@A ::X::T` is one name: write `@A() ::X::T`. */
annotation_name:
      T_IDENT
        { $$ = corba_name_begin(p, false, $1); }
    | T_SCOPE T_IDENT
        { $$ = corba_name_begin(p, true, $2); }
    | annotation_name T_SCOPE ident
        { $$ = corba_name_append($1, $3); }
    ;

annotation_args:
      %empty
        { $$ = NULL; }
    | const_expr
        {
            $$ = ARENA_NEW(p->arena, struct corba_annotation_arg);
            $$->value = $1;
        }
    | annotation_named
        { CORBA_LIST_END($$, $1); }
    ;

annotation_named:
      annotation_arg
        { $$ = NULL; CORBA_LIST_APPEND($$, $1); }
    | annotation_named ',' annotation_arg
        { $$ = $1; CORBA_LIST_APPEND($$, $3); }
    ;

annotation_arg:
      ident '=' const_expr
        {
            $$ = ARENA_NEW(p->arena, struct corba_annotation_arg);
            $$->name = $1;
            $$->value = $3;
        }
    ;

annotation_dcl:
      T_AT_ANNOTATION ident '{' annotation_body '}'
        {
            $$ = corba_decl_new(p, CORBA_ANNOTATION, $2, @$);
            $$->body = body_of($4);
            $$->end = @5.start.at;
        }
    ;

annotation_body:
      %empty
        { $$ = NULL; }
    | annotation_body annotation_member ';'
        { $$ = $1; CORBA_LIST_APPEND($$, $2); }
    | annotation_body error ';'
        { $$ = $1; yyerrok; }
    ;

annotation_member:
      simple_type_spec ident
        {
            $$ = corba_decl_new(p, CORBA_ANNOTATION_MEMBER, $2, @$);
            $$->type = $1;
        }
    | simple_type_spec ident T_DEFAULT const_expr
        {
            $$ = corba_decl_new(p, CORBA_ANNOTATION_MEMBER, $2, @$);
            $$->type = $1;
            $$->value = $4;
        }
    | enum
    | const
    | typedef
    ;

/* ---- names ------------------------------------------------------------- */

scoped_name:
      type_ident
        { $$ = corba_name_begin(p, false, $1); }
    | T_SCOPE ident
        { $$ = corba_name_begin(p, true, $2); }
    | scoped_name T_SCOPE ident
        { $$ = corba_name_append($1, $3); }
    ;

ident:
      type_ident
    | T_BITMASK
    | T_BITSET
    | T_FACTORY
    | T_GETRAISES
    | T_IMPORT
    | T_SETRAISES
    | T_SUPPORTS
    | T_TYPEID
    | T_TYPEPREFIX
    ;

/* Younger keywords are identifiers wherever that is not ambiguous. */
type_ident:
      T_IDENT
    | T_BITFIELD
    | T_COMPONENT
    | T_CONNECTOR
    | T_EVENTTYPE
    | T_HOME
    | T_LOCAL
    | T_MAP
    | T_PORTTYPE
    ;

/* ---- 7.4.8 to 7.4.12: components, homes, ports, template modules ------- */

unsupported:
      T_COMPONENT skipped
        {
            $$ = corba_decl_new(p, CORBA_UNSUPPORTED, NULL, @1);
            $$->text = "component";
        }
    | T_HOME skipped
        {
            $$ = corba_decl_new(p, CORBA_UNSUPPORTED, NULL, @1);
            $$->text = "home";
        }
    | T_CONNECTOR skipped
        {
            $$ = corba_decl_new(p, CORBA_UNSUPPORTED, NULL, @1);
            $$->text = "connector";
        }
    | T_PORTTYPE skipped
        {
            $$ = corba_decl_new(p, CORBA_UNSUPPORTED, NULL, @1);
            $$->text = "porttype";
        }
    | T_EVENTTYPE skipped
        {
            $$ = corba_decl_new(p, CORBA_UNSUPPORTED, NULL, @1);
            $$->text = "eventtype";
        }
    | T_ABSTRACT T_EVENTTYPE skipped
        {
            $$ = corba_decl_new(p, CORBA_UNSUPPORTED, NULL, @2);
            $$->text = "eventtype";
        }
    | T_CUSTOM T_EVENTTYPE skipped
        {
            $$ = corba_decl_new(p, CORBA_UNSUPPORTED, NULL, @2);
            $$->text = "eventtype";
        }
    | T_MODULE ident '<' skipped
        {
            $$ = corba_decl_new(p, CORBA_UNSUPPORTED, NULL, @1);
            $$->text = "template module";
        }
    ;

/* Any words up to the `;` that ends the definition. */
skipped:
      %empty
    | skipped skipped_word
    | skipped '{' skipped_body '}'
    ;

skipped_body:
      %empty
    | skipped_body skipped_word
    | skipped_body ';'
    | skipped_body '{' skipped_body '}'
    ;

skipped_word:
      ident
    | T_ABSTRACT | T_ANY | T_ATTRIBUTE | T_BOOLEAN | T_CASE | T_CHAR
    | T_CONST | T_CONTEXT | T_CUSTOM | T_DEFAULT | T_DOUBLE | T_ENUM
    | T_EXCEPTION | T_FALSE | T_FIXED | T_FLOAT | T_IN | T_INOUT
    | T_INTERFACE | T_LONG | T_MODULE | T_NATIVE | T_OBJECT | T_OCTET
    | T_ONEWAY | T_OUT | T_PRIVATE | T_PUBLIC | T_RAISES | T_READONLY
    | T_SEQUENCE | T_SHORT | T_STRING | T_STRUCT | T_SWITCH | T_TRUE
    | T_TRUNCATABLE | T_TYPEDEF | T_UNSIGNED | T_UNION | T_VALUE_BASE
    | T_VALUETYPE | T_VOID | T_WCHAR | T_WSTRING
    | T_INTEGER | T_FLOAT_LITERAL | T_FIXED_LITERAL | T_CHAR_LITERAL
    | T_STRING_LITERAL | T_SCOPE | T_SHIFT_LEFT | T_SHIFT_RIGHT
    | T_AT_ANNOTATION
    | '(' | ')' | '[' | ']' | '<' | '>' | ',' | ':' | '=' | '@'
    | '|' | '^' | '&' | '+' | '-' | '*' | '/' | '%' | '~'
    ;

%%

static struct corba_type *base_type(struct corba_parser *p,
                                    enum corba_type_kind kind, YYLTYPE where)
{
    return corba_type_new(p, kind, where);
}

static struct corba_decl *body_of(struct corba_decl *list)
{
    struct corba_decl *first;

    CORBA_LIST_END(first, list);
    return first;
}

static struct corba_decl *join(struct corba_decl *a, struct corba_decl *b)
{
    struct corba_decl *first;

    if (!a || !b)
        return a ? a : b;
    first = a->next;
    a->next = b->next;
    b->next = first;
    return b;
}

/* ---- messages ---------------------------------------------------------- */

/* The only message that bison itself words: its stack is full. */
static void yyerror(const YYLTYPE *where, struct corba_parser *p,
                    void *scanner, const char *message)
{
    (void)scanner;
    (void)message;
    diag(p->s, E0106, *where, CORBA_NESTING_LIMIT);
}

/* The word at `where` as it stands in the text, quoted. */
static const char *found(struct corba_parser *p, const YYLTYPE *where)
{
    int len = where->len > 40 ? 40 : (int)where->len;

    if (where->len == 0 || *where->start.at == '\0')
        return "the end of the file";
    return arena_printf(p->arena, "'%.*s'", len, where->start.at);
}

static void missing_semicolon(struct corba_parser *p, YYLTYPE where)
{
    p->silent_at = where.start.at;
    diag(p->s, E0122, where, found(p, &where));
}

struct expected {
    yysymbol_kind_t kinds[YYNTOKENS];
    int count;
};

static bool expects(const struct expected *e, yysymbol_kind_t kind)
{
    int i;

    for (i = 0; i < e->count; i++) {
        if (e->kinds[i] == kind)
            return true;
    }
    return false;
}

/* What a whole group of expected words amounts to, or NULL. */
static const char *group(const struct expected *e)
{
    if (expects(e, YYSYMBOL_T_MODULE))
        return "a definition";
    if (expects(e, YYSYMBOL_T_ATTRIBUTE))
        return "an operation, an attribute or a type";
    if (expects(e, YYSYMBOL_T_INTEGER))
        return "a constant";
    if (expects(e, YYSYMBOL_T_UNSIGNED))
        return "a type";
    return NULL;
}

/* Whether the word is named one by one. */
static bool is_named(const struct expected *e, yysymbol_kind_t kind,
                     const char *group_name)
{
    const char *name = yysymbol_name(kind);
    bool punctuation = name[0] == '\'' || name[0] == ':' || name[0] == '<' ||
                       name[0] == '>';

    /* After an operand every operator is fine: no news. */
    if (expects(e, YYSYMBOL_T_SHIFT_LEFT) &&
        (name[0] == '<' || name[0] == '>' || strchr("|^&+-*/%", name[1])))
        return false;
    if (kind == YYSYMBOL_T_SCOPE || kind == YYSYMBOL_T_STRING_LITERAL ||
        name[1] == '@')
        return e->count == 1;
    if (group_name)
        return punctuation && !strchr("(-+~@", name[1]);
    return punctuation || kind == YYSYMBOL_T_IDENT ||
           !expects(e, YYSYMBOL_T_IDENT);
}

/* One expected word as a message names it. */
static const char *quoted(struct corba_parser *p, yysymbol_kind_t kind)
{
    const char *name = yysymbol_name(kind);

    if (kind == YYSYMBOL_T_IDENT)
        return "an identifier";
    return name[0] == '\'' ? name : arena_printf(p->arena, "'%s'", name);
}

/* "a", "a or b", "a, b or c": the group and the words beside it. */
static const char *expectation(struct corba_parser *p,
                               const struct expected *e)
{
    enum { NAMED = 5 };
    const char *words[NAMED];
    const char *text = "";
    int count = 0, i;

    words[0] = group(e);
    count = words[0] != NULL;
    for (i = 0; i < e->count && count < NAMED; i++) {
        if (is_named(e, e->kinds[i], group(e)))
            words[count++] = quoted(p, e->kinds[i]);
    }
    for (i = 0; i < count; i++) {
        const char *before = i == 0 ? "" : i == count - 1 ? " or " : ", ";

        text = arena_printf(p->arena, "%s%s%s", text, before, words[i]);
    }
    return count > 0 ? text : "something else";
}

static int yyreport_syntax_error(const yypcontext_t *context,
                                 struct corba_parser *p, void *scanner)
{
    const YYLTYPE *where = yypcontext_location(context);
    struct expected e;

    (void)scanner;
    if (p->stopped || where->start.at == p->silent_at)
        return 0;
    e.count = yypcontext_expected_tokens(context, e.kinds, YYNTOKENS);
    diag(p->s, E0121, *where, expectation(p, &e), found(p, where));
    return 0;
}
