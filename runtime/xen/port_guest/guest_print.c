/* Text made of values. */
#include "guest.h"

#include <stdarg.h>

#define LINE 256

struct text {
    char *to;
    size_t cap, len; /* len counts what did not fit, too */
};

static void put(struct text *t, char c)
{
    if (t->len + 1 < t->cap)
        t->to[t->len] = c;
    t->len++;
}

static void put_text(struct text *t, const char *s)
{
    while (*s != '\0')
        put(t, *s++);
}

static void put_number(struct text *t, uint64_t n, uint32_t base)
{
    char digits[21];
    char *at = digits + sizeof digits - 1;

    *at = '\0';
    do {
        *--at = "0123456789abcdef"[n % base];
        n /= base;
    } while (n != 0);
    put_text(t, at);
}

static void put_signed(struct text *t, long n)
{
    if (n < 0)
        put(t, '-');
    put_number(t, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, 10);
}

/* What a % and `letter` stand for. */
static void put_value(struct text *t, char letter, bool wide, va_list *values)
{
    if (letter == 's')
        put_text(t, va_arg(*values, const char *));
    else if (letter == 'c')
        put(t, (char)va_arg(*values, int));
    else if (letter == 'd')
        put_signed(t, wide ? va_arg(*values, long) : va_arg(*values, int));
    else if (letter == 'u' || letter == 'x')
        put_number(t,
                   wide ? va_arg(*values, unsigned long)
                        : va_arg(*values, unsigned),
                   letter == 'u' ? 10 : 16);
    else
        put(t, letter);
}

static size_t format_values(char *to, size_t cap, const char *f,
                            va_list *values)
{
    struct text t = {to, cap, 0};
    bool wide;

    for (; *f != '\0'; f++) {
        if (*f != '%') {
            put(&t, *f);
            continue;
        }
        wide = f[1] == 'l';
        f += wide ? 2 : 1;
        if (*f == '\0')
            break;
        put_value(&t, *f, wide, values);
    }
    if (cap > 0)
        to[t.len < cap ? t.len : cap - 1] = '\0';
    return t.len;
}

size_t ivmc_guest_format(char *to, size_t cap, const char *format, ...)
{
    va_list values;
    size_t len;

    va_start(values, format);
    len = format_values(to, cap, format, &values);
    va_end(values);
    return len;
}

void ivmc_guest_print(const char *format, ...)
{
    char line[LINE];
    va_list values;
    size_t len;

    va_start(values, format);
    len = format_values(line, sizeof line, format, &values);
    va_end(values);
    ivmc_guest_write(line, len < sizeof line ? len : sizeof line - 1);
}
