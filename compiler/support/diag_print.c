#include "support/diag_print.h"

#include "support/text.h"

enum {
    SHOWN_BEFORE = 100, /* octets of the line before the place, at most */
    SHOWN_AFTER = 100,
    CHAIN_SHOWN = 12
};

void diag_print_flush(struct diag_printer *p)
{
    fwrite(p->text, 1, p->len, p->out);
    fflush(p->out);
    p->len = 0;
}

static void put(struct diag_printer *p, char c)
{
    if (p->len == sizeof(p->text))
        diag_print_flush(p);
    p->text[p->len++] = c;
}

void diag_print_text(struct diag_printer *p, const char *text)
{
    for (; *text; text++)
        put(p, *text);
}

void diag_print_number(struct diag_printer *p, uint32_t number)
{
    char digits[16];

    snprintf(digits, sizeof(digits), "%lu", (unsigned long)number);
    diag_print_text(p, digits);
}

/* ---- what may go to a terminal ------------------------------------------ */

/* Octets of the UTF-8 character at `s`, its value in `*value`; 0: it is none.
 */
static size_t utf8_decode(const unsigned char *s, uint32_t *value)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len, i;
    uint32_t v;

    if (*s < 0x80)
        len = 1;
    else if ((*s & 0xe0) == 0xc0)
        len = 2;
    else if ((*s & 0xf0) == 0xe0)
        len = 3;
    else if ((*s & 0xf8) == 0xf0)
        len = 4;
    else
        return 0;
    v = len == 1 ? *s : *s & (0x7fU >> len);
    for (i = 1; i < len; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        v = v << 6 | (s[i] & 0x3fU);
    }
    if (v < least[len] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
        return 0;
    *value = v;
    return len;
}

/* Controls, and what turns the direction of text or breaks its line. */
static bool is_control(uint32_t v)
{
    return v < 0x20 || (v >= 0x7f && v <= 0x9f) || v == 0x61c ||
           (v >= 0x200e && v <= 0x200f) || (v >= 0x2028 && v <= 0x202e) ||
           (v >= 0x2066 && v <= 0x2069) || v == 0xfeff;
}

/* Octets at `s` that are shown as they are, or 0: escape one. */
static size_t printable(const char *s)
{
    uint32_t value = 0;
    size_t len = utf8_decode((const unsigned char *)s, &value);

    return len && !is_control(value) ? len : 0;
}

static void put_escaped(struct diag_printer *p, char c)
{
    static const char hex[] = "0123456789ABCDEF";
    unsigned char octet = (unsigned char)c;

    put(p, '\\');
    put(p, 'x');
    put(p, hex[octet >> 4]);
    put(p, hex[octet & 15]);
}

/* Puts the character at `s` and gives the octets that it took. */
static size_t put_quoted(struct diag_printer *p, const char *s)
{
    size_t len = printable(s), i;

    if (len == 0) {
        put_escaped(p, *s);
        return 1;
    }
    for (i = 0; i < len; i++)
        put(p, s[i]);
    return len;
}

void diag_print_quoted(struct diag_printer *p, const char *text)
{
    while (*text)
        text += put_quoted(p, text);
}

/* ---- places ------------------------------------------------------------- */

void diag_print_chain(struct diag_printer *p, const struct source_context *c)
{
    int shown;

    for (shown = 0; c->included_from; c = c->included_from, shown++) {
        if (shown == CHAIN_SHOWN) {
            diag_print_text(p, "                 from ...:\n");
            return;
        }
        diag_print_text(p, shown ? "                 from "
                                 : "In file included from ");
        diag_print_quoted(p, c->included_from->file->name);
        put(p, ':');
        diag_print_number(p, c->included_at);
        diag_print_text(p, c->included_from->included_from &&
                                   shown + 1 < CHAIN_SHOWN
                               ? ",\n"
                               : ":\n");
    }
}

static bool continues_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* The part of the line around a place that is shown. */
struct window {
    const char *first;
    const char *end;
    bool cut_before, cut_after;
};

/* Never walks the whole of a long line: there may be one error an octet. */
static struct window window_around(const char *at, uint32_t column)
{
    size_t before = column > 0 ? column - 1 : 0;
    struct window w = {at, at, false, false};

    if (before > SHOWN_BEFORE) {
        before = SHOWN_BEFORE;
        w.cut_before = true;
    }
    w.first = at - before;
    while (w.cut_before && w.first < at && continues_character(*w.first))
        w.first++;
    while (*w.end && *w.end != '\n' && w.end - at < SHOWN_AFTER)
        w.end++;
    w.cut_after = *w.end && *w.end != '\n';
    while (w.cut_after && w.end > at && continues_character(*w.end))
        w.end--;
    if (!w.cut_after && w.end > at && w.end[-1] == '\r')
        w.end--;
    return w;
}

/* Fills up to `at` what the line above shows there. */
static void put_indent(struct diag_printer *p, const struct window *w,
                       const char *at)
{
    const char *s = w->first;

    diag_print_text(p, w->cut_before ? "    " : " ");
    while (s < at) {
        size_t len = printable(s);

        if (*s == '\t')
            put(p, '\t');
        else
            diag_print_text(p, len ? " " : "    ");
        s += len ? len : 1;
    }
}

static void put_underline(struct diag_printer *p, const struct window *w,
                          const char *at, uint32_t len)
{
    const char *s = at;

    put(p, '^');
    while (s < w->end && s - at < (long)len) {
        size_t taken = printable(s);

        if (s != at)
            put(p, '~');
        if (!taken)
            diag_print_text(p, "~~~");
        s += taken ? taken : 1;
    }
    put(p, '\n');
}

void diag_print_source(struct diag_printer *p, const char *at, uint32_t column,
                       uint32_t len)
{
    struct window w = window_around(at, column);
    const char *s = w.first;

    /* The end of the text is on no line that says anything. */
    if (text_skip_blanks(s, w.end) == w.end)
        return;
    diag_print_text(p, w.cut_before ? " ..." : " ");
    while (s < w.end) {
        if (*s == '\t') {
            put(p, *s++);
        } else {
            s += put_quoted(p, s);
        }
    }
    diag_print_text(p, w.cut_after ? "...\n" : "\n");
    put_indent(p, &w, at);
    put_underline(p, &w, at, len);
}
