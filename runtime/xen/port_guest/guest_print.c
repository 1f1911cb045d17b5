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

static void put_number(struct text *t, uint64_t n, uint32_t base, char fill,
                       uint32_t width)
{
    char digits[20];
    uint32_t count = 0;

    do {
        digits[count++] = "0123456789abcdef"[n % base];
        n /= base;
    } while (n != 0);
    for (; width > count; width--)
        put(t, fill);
    while (count > 0)
        put(t, digits[--count]);
}

/* What follows a %; gives where the format goes on. */
static const char *put_value(struct text *t, const char *f, va_list *values)
{
    char fill = *f == '0' ? '0' : ' ';
    uint32_t width = 0;
    bool wide = false;
    int64_t n;

    for (; *f >= '0' && *f <= '9'; f++)
        width = width * 10 + (uint32_t)(*f - '0');
    for (; *f == 'l'; f++)
        wide = true;
    switch (*f) {
    case 's':
        put_text(t, va_arg(*values, const char *));
        break;
    case 'c':
        put(t, (char)va_arg(*values, int));
        break;
    case 'd':
        n = wide ? va_arg(*values, long) : va_arg(*values, int);
        if (n < 0)
            put(t, '-');
        put_number(t, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, 10, fill, width);
        break;
    case 'u':
    case 'x':
        put_number(t,
                   wide ? va_arg(*values, unsigned long)
                        : va_arg(*values, unsigned),
                   *f == 'u' ? 10 : 16, fill, width);
        break;
    default:
        put(t, '%');
        if (*f != '%')
            return f;
    }
    return f + 1;
}

static size_t format_values(char *to, size_t cap, const char *f,
                            va_list *values)
{
    struct text t = {to, cap, 0};

    while (*f != '\0') {
        if (*f == '%')
            f = put_value(&t, f + 1, values);
        else
            put(&t, *f++);
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
