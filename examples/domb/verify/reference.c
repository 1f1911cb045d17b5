#include "reference.h"

#include <string.h>

#include "hex.h"

static bool read_digest(unsigned char digest[MEASURE_DIGEST], const char *text,
                        size_t len)
{
    while (len > 0 && *text == ' ') {
        text++;
        len--;
    }
    return len == 2 * MEASURE_DIGEST &&
           hex_read(digest, MEASURE_DIGEST, text, len);
}

static bool read_line(struct reference *r, const char *line, size_t len)
{
    const struct {
        const char *word;
        bool *has;
        unsigned char *digest;
    } kinds[] = {{"kernel ", &r->has_kernel, r->kernel},
                 {"ramdisk ", &r->has_ramdisk, r->ramdisk},
                 {"config ", &r->has_config, r->config}};
    const size_t module_len = sizeof "module " - 1;
    size_t n, word_len;

    if (len == 0 || line[0] == '#')
        return true;
    for (n = 0; n < sizeof kinds / sizeof kinds[0]; n++) {
        word_len = strlen(kinds[n].word);
        if (len < word_len || memcmp(line, kinds[n].word, word_len) != 0)
            continue;
        if (*kinds[n].has)
            return false;
        *kinds[n].has = true;
        return read_digest(kinds[n].digest, line + word_len, len - word_len);
    }
    return len >= module_len && memcmp(line, "module ", module_len) == 0 &&
           r->module_count < REFERENCE_MODULES &&
           read_digest(r->modules[r->module_count++], line + module_len,
                       len - module_len);
}

size_t reference_read(struct reference *r, const char *text, size_t len)
{
    const char *end = text + len;
    size_t number;

    memset(r, 0, sizeof *r);
    for (number = 1; text < end; number++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline ? newline : end;

        if (!read_line(r, text, (size_t)(stop - text)))
            return number;
        text = newline ? newline + 1 : end;
    }
    return 0;
}
