#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <errno.h>

#include "backend/backend.h"
#include "sema/sema.h"

enum long_option {
    LONG_FIRST = 256,
    LONG_ACF,
    LONG_ANY,
    LONG_ASYNC,
    LONG_BACKEND,
    LONG_BOUNDED,
    LONG_CHECK,
    LONG_DUMP,
    LONG_EMIT,
    LONG_HELP,
    LONG_MAX_MESSAGE,
    LONG_PREPROCESSED,
    LONG_PROFILE,
    LONG_RELAXED_NAMES,
    LONG_REPORT,
    LONG_VERSION
};

static const struct option long_options[] = {
    {"acf", required_argument, NULL, LONG_ACF},
    {"any", no_argument, NULL, LONG_ANY},
    {"async", no_argument, NULL, LONG_ASYNC},
    {"backend", required_argument, NULL, LONG_BACKEND},
    {"bounded", no_argument, NULL, LONG_BOUNDED},
    {"check", no_argument, NULL, LONG_CHECK},
    {"dump", required_argument, NULL, LONG_DUMP},
    {"emit", required_argument, NULL, LONG_EMIT},
    {"help", no_argument, NULL, LONG_HELP},
    {"max-message", required_argument, NULL, LONG_MAX_MESSAGE},
    {"preprocessed", no_argument, NULL, LONG_PREPROCESSED},
    {"profile", required_argument, NULL, LONG_PROFILE},
    {"relaxed-names", no_argument, NULL, LONG_RELAXED_NAMES},
    {"report", no_argument, NULL, LONG_REPORT},
    {"version", no_argument, NULL, LONG_VERSION},
    {NULL, 0, NULL, 0},
};

/* The colon first: a missing argument is told apart from a wrong option. */
static const char short_options[] = ":x:cso:I:D:U:EM::W:whV";

static const char help[] =
    "idlc [OPTION]... FILE.idl      (FILE -: standard input)\n"
    "\n"
    "Compiles CORBA or DCE IDL into C for libivmc: FILE.h, FILE_client.c and\n"
    "FILE_server.c.\n"
    "\n"
    "  -x corba|dce       the language; else the text tells\n"
    "  -c, -s             the client's or the server's side only\n"
    "  -o DIR             where the files go (.)\n"
    "  --emit=skeleton    a servant to fill in, on the server's side\n"
    "  --emit=stubs       the stubs (as without it)\n"
    "  --acf FILE         DCE: its attribute configuration (FILE.acf beside it)\n"
    "  --any              FILE_any.c, too: the named types into an any and out\n"
    "  --async            stubs that begin a call and finish it, too\n"
    "  --backend=NAME     the transport whose limits hold: %s\n"
    "  --bounded          what has no bound of its own is an error\n"
    "  --max-message=N    the largest message in octets, where it is known\n"
    "  --profile=NAME     what is of no building block of a profile of IDL 4.2\n"
    "                     is an error: plain-corba, minimum-corba, ccm,\n"
    "                     ccm-generic, plain-dds, extensible-dds or rpc-dds\n"
    "  --relaxed-names    a member may differ from its type by case alone\n"
    "  --report           what each operation costs and checks\n"
    "  --check            look for errors, write nothing\n"
    "  --dump=ast|ir|wire|json  what a pass made, on standard output\n"
    "\n"
    "  -I DIR, -D NAME[=VALUE], -U NAME   for the preprocessor\n"
    "  --preprocessed     FILE has been through it\n"
    "  -E                 its output, nothing more\n"
    "  -M, -MM            a rule for make, nothing more; -MM without idlc's "
    "own\n"
    "                     files\n"
    "  -MD, -MMD          the rule in FILE.d beside the output\n"
    "  -MF FILE, -MT TARGET, -MP   where it goes, its target, phony targets\n"
    "\n"
    "  -w, -Werror        no warnings; warnings are errors\n"
    "  -h, --help, -V, --version\n"
    "\n"
    "Exit status: 0, 1 for errors in the input, 2 for wrong usage, 70 for\n"
    "exhausted memory, 74 for files that cannot be read or written.\n";

/* ---- reading one option ------------------------------------------------- */

struct command_line {
    struct session *s;
    int argc;
    char **argv;
    bool client_only, server_only;
    bool wrong;
};

static bool refuse(struct command_line *c, const char *option,
                   const char *argument, const char *takes)
{
    diag_plain(c->s, E0004, argument, option, takes);
    c->wrong = true;
    return false;
}

static void set_language(struct command_line *c, const char *word)
{
    if (strcmp(word, "corba") == 0)
        c->s->options.language = LANGUAGE_CORBA;
    else if (strcmp(word, "dce") == 0)
        c->s->options.language = LANGUAGE_DCE;
    else
        refuse(c, "-x", word, "corba or dce");
}

static void set_dump(struct command_line *c, const char *word)
{
    static const char *const words[] = {[DUMP_AST] = "ast",
                                        [DUMP_IR] = "ir",
                                        [DUMP_WIRE] = "wire",
                                        [DUMP_JSON] = "json"};
    int i;

    for (i = DUMP_AST; i <= DUMP_JSON; i++) {
        if (strcmp(word, words[i]) == 0) {
            c->s->options.dump = (enum dump_kind)i;
            return;
        }
    }
    refuse(c, "--dump", word, "ast, ir, wire or json");
}

static void set_emit(struct command_line *c, const char *word)
{
    if (strcmp(word, "skeleton") == 0)
        c->s->options.skeleton = true;
    else if (strcmp(word, "stubs") == 0)
        c->s->options.skeleton = false;
    else
        refuse(c, "--emit", word, "skeleton or stubs");
}

/* "local, sockets or xen" */
static const char *backend_names(struct session *s)
{
    const char *names = "";
    size_t i;

    for (i = 0; backend_table[i]; i++)
        names = arena_printf(s->arena, "%s%s%s", names,
                             i == 0                 ? ""
                             : backend_table[i + 1] ? ", "
                                                    : " or ",
                             backend_table[i]->name);
    return names;
}

static void set_backend(struct command_line *c, const char *word)
{
    if (backend_find(word))
        c->s->options.backend = word;
    else
        refuse(c, "--backend", word, backend_names(c->s));
}

/* A body needs some room behind the header of 40 octets. */
static void set_max_message(struct command_line *c, const char *word)
{
    char *end;
    unsigned long long octets;

    errno = 0;
    octets = strtoull(word, &end, 10);
    if (*word < '0' || *word > '9' || *end || errno || octets < 48 ||
        octets > UINT32_MAX)
        refuse(c, "--max-message", word, "48 to 4294967295");
    else
        c->s->options.max_message = octets;
}

static void set_profile(struct command_line *c, const char *word)
{
    if (sema_profile_known(word))
        c->s->options.profile = word;
    else
        refuse(c, "--profile", word,
               "plain-corba, minimum-corba, ccm, ccm-generic, plain-dds, "
               "extensible-dds or rpc-dds");
}

static void set_warnings(struct command_line *c, const char *word)
{
    if (strcmp(word, "error") == 0)
        c->s->options.warnings_are_errors = true;
    else
        refuse(c, "-W", word, "error");
}

static void add_cpp(struct command_line *c, char letter, const char *argument)
{
    struct options *o = &c->s->options;
    struct arena *a = c->s->arena;

    string_list_add(a, &o->cpp_args,
                    arena_printf(a, "-%c%s", letter, argument));
    if (letter == 'I')
        string_list_add(a, &o->include_dirs, argument);
}

/* -MF and -MT: their argument follows at once or is the next word. */
static const char *argument_of_m(struct command_line *c, const char *word)
{
    if (word[1])
        return word + 1;
    if (optind < c->argc)
        return c->argv[optind++];
    diag_plain(c->s, E0002, arena_printf(c->s->arena, "-M%s", word));
    c->wrong = true;
    return NULL;
}

static void set_dependencies(struct command_line *c, const char *word)
{
    struct options *o = &c->s->options;

    if (!word) {
        o->deps_only = true;
    } else if (strcmp(word, "M") == 0) {
        o->deps_only = o->deps_user_only = true;
    } else if (strcmp(word, "D") == 0) {
        o->deps = true;
    } else if (strcmp(word, "MD") == 0) {
        o->deps = o->deps_user_only = true;
    } else if (strcmp(word, "P") == 0) {
        o->deps_phony = true;
    } else if (*word == 'F') {
        o->deps_file = argument_of_m(c, word);
    } else if (*word == 'T') {
        o->deps_target = argument_of_m(c, word);
    } else {
        diag_plain(c->s, E0001, arena_printf(c->s->arena, "-M%s", word));
        c->wrong = true;
    }
}

/* ---- options that do not exist ------------------------------------------ */

static void report_unknown_long(struct session *s, const char *word)
{
    const char *best = NULL, *name;
    const struct option *o;
    unsigned distance = 3;

    name = arena_strndup(s->arena, word + 2, strcspn(word + 2, "="));
    for (o = long_options; o->name; o++)
        best = diag_nearer(name, o->name, best, &distance);
    diag_plain(s, E0001, arena_printf(s->arena, "--%s", name));
    if (best)
        diag_note(s, (struct source_range){{NULL, NULL, 0, 0}, 0},
                  "did you mean '--%s'?", best);
}

static void report_unknown(struct command_line *c)
{
    const char *word = c->argv[optind - 1];

    c->wrong = true;
    if (optopt >= LONG_FIRST)
        diag_plain(c->s, E0003, word);
    else if (optopt)
        diag_plain(c->s, E0001, arena_printf(c->s->arena, "-%c", optopt));
    else
        report_unknown_long(c->s, word);
}

static void report_missing(struct command_line *c)
{
    const char *word = c->argv[optind - 1];

    c->wrong = true;
    diag_plain(c->s, E0002,
               strncmp(word, "--", 2) == 0
                   ? word
                   : arena_printf(c->s->arena, "-%c", optopt));
}

/* ---- the whole line ----------------------------------------------------- */

/* False: --help or --version was answered. */
static bool take(struct command_line *c, int option)
{
    struct options *o = &c->s->options;

    switch (option) {
    case 'x':
        set_language(c, optarg);
        break;
    case 'c':
        c->client_only = true;
        break;
    case 's':
        c->server_only = true;
        break;
    case 'o':
        o->output_dir = optarg;
        break;
    case 'I':
    case 'D':
    case 'U':
        add_cpp(c, (char)option, optarg);
        break;
    case 'E':
        o->preprocess_only = true;
        break;
    case 'M':
        set_dependencies(c, optarg);
        break;
    case 'W':
        set_warnings(c, optarg);
        break;
    case 'w':
        o->no_warnings = true;
        break;
    case LONG_ANY:
        o->any = true;
        break;
    case LONG_ASYNC:
        o->async = true;
        break;
    case LONG_BACKEND:
        set_backend(c, optarg);
        break;
    case LONG_BOUNDED:
        o->bounded = true;
        break;
    case LONG_CHECK:
        o->check_only = true;
        break;
    case LONG_DUMP:
        set_dump(c, optarg);
        break;
    case LONG_EMIT:
        set_emit(c, optarg);
        break;
    case LONG_PROFILE:
        set_profile(c, optarg);
        break;
    case LONG_MAX_MESSAGE:
        set_max_message(c, optarg);
        break;
    case LONG_PREPROCESSED:
        o->preprocessed = true;
        break;
    case LONG_RELAXED_NAMES:
        o->relaxed_names = true;
        break;
    case LONG_ACF:
        o->acf = optarg;
        break;
    case LONG_REPORT:
        o->report = true;
        break;
    case 'h':
    case LONG_HELP:
        printf(help, backend_names(c->s));
        return false;
    case 'V':
    case LONG_VERSION:
        puts("idlc (IVMC) " IVMC_VERSION);
        return false;
    case ':':
        report_missing(c);
        break;
    default:
        report_unknown(c);
        break;
    }
    return true;
}

static void exclude(struct command_line *c, bool both, const char *one,
                    const char *other)
{
    if (!both)
        return;
    diag_plain(c->s, E0007, one, other);
    c->wrong = true;
}

static void check_together(struct command_line *c)
{
    struct options *o = &c->s->options;

    exclude(c, c->client_only && c->server_only, "-c", "-s");
    exclude(c, c->client_only && o->skeleton, "-c", "--emit=skeleton");
    exclude(c, o->preprocess_only && o->deps_only, "-E", "-M");
    exclude(c, o->deps && o->deps_only, "-M", "-MD");
    exclude(c, o->preprocess_only && o->check_only, "-E", "--check");
    if ((o->deps_file || o->deps_target || o->deps_phony) && !o->deps &&
        !o->deps_only) {
        diag_plain(c->s, E0008,
                   o->deps_file     ? "-MF"
                   : o->deps_target ? "-MT"
                                    : "-MP");
        c->wrong = true;
    }
    o->client = !c->server_only;
    o->server = !c->client_only;
}

static void take_input(struct command_line *c)
{
    struct session *s = c->s;

    if (optind == c->argc) {
        diag_plain(s, E0005);
        c->wrong = true;
        return;
    }
    s->options.input = c->argv[optind];
    if (optind + 1 < c->argc) {
        diag_plain(s, E0006, s->options.input, c->argv[optind + 1]);
        c->wrong = true;
    }
}

static void check_output_dir(struct command_line *c)
{
    const char *dir = c->s->options.output_dir;
    struct stat st;
    int error = 0;

    if (stat(dir, &st) < 0)
        error = errno;
    else if (!S_ISDIR(st.st_mode))
        error = ENOTDIR;
    if (!error)
        return;
    diag_plain(c->s, E0015, dir, strerror(error));
    c->wrong = true;
}

enum options_outcome options_parse(struct session *s, int argc, char **argv)
{
    struct command_line c = {s, argc, argv, false, false, false};
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, short_options, long_options,
                                 NULL)) >= 0) {
        if (!take(&c, option))
            return c.wrong ? OPTIONS_WRONG : OPTIONS_TOLD;
    }
    if (!c.wrong)
        take_input(&c);
    if (!c.wrong)
        check_together(&c);
    if (!c.wrong)
        check_output_dir(&c);
    return c.wrong ? OPTIONS_WRONG : OPTIONS_RUN;
}

const char *options_stem(struct session *s)
{
    const char *input = s->options.input;
    const char *slash = strrchr(input, '/');
    const char *base = slash ? slash + 1 : input;
    const char *dot = strrchr(base, '.');

    if (strcmp(input, "-") == 0)
        return "stdin";
    return arena_strndup(s->arena, base,
                         dot && dot != base ? (size_t)(dot - base)
                                            : strlen(base));
}

const char *options_output(struct session *s, const char *suffix)
{
    const char *dir = s->options.output_dir, *stem = options_stem(s);
    size_t len = strlen(dir);

    if (strcmp(dir, ".") == 0)
        return arena_printf(s->arena, "%s%s", stem, suffix);
    return arena_printf(s->arena, "%s%s%s%s", dir,
                        len && dir[len - 1] == '/' ? "" : "/", stem, suffix);
}
