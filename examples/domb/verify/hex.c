#include "hex.h"

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool hex_read(unsigned char *to, size_t len, const char *text, size_t text_len)
{
    size_t n;

    if (text_len < 2 * len)
        return false;
    for (n = 0; n < len; n++) {
        int high = digit(text[2 * n]), low = digit(text[2 * n + 1]);

        if (high < 0 || low < 0)
            return false;
        to[n] = (unsigned char)(high << 4 | low);
    }
    return true;
}

const char *hex_write(char *text, const unsigned char *octets, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    size_t n;

    for (n = 0; n < len; n++) {
        text[2 * n] = digits[octets[n] >> 4];
        text[2 * n + 1] = digits[octets[n] & 15];
    }
    text[2 * len] = '\0';
    return text;
}
