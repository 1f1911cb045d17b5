/*
 * ivmc-cat ADDRESS PATH...: writes files of a store to standard output; a
 * directory is listed.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "remote.h"

static bool cat_file(struct remote *r, const char *path, uint64_t size)
{
    struct files_Bytes data;
    uint64_t at = 0;

    /* A growing file is read to where it ended when we looked. */
    while (at < size) {
        files_Store_read_at(&r->store, path, at, files_CHUNK, &data, &r->env);
        if (!remote_ok(r, path))
            return false;
        if (data.len == 0)
            break;
        if (fwrite(data.data, 1, data.len, stdout) != data.len) {
            fprintf(stderr, "standard output: %s\n", strerror(errno));
            return false;
        }
        at += data.len;
    }
    return true;
}

static bool list_directory(struct remote *r, const char *path)
{
    struct files_Entries entries;
    char after[256] = "";
    uint32_t i;

    do {
        files_Store_list(&r->store, path, after, &entries, &r->env);
        if (!remote_ok(r, path))
            return false;
        for (i = 0; i < entries.len; i++) {
            const struct files_Entry *e = &entries.data[i];

            printf("%12llu %s%s\n", (unsigned long long)e->info.size, e->name,
                   e->info.kind == files_directory ? "/" : "");
        }
        if (entries.len > 0)
            strcpy(after, entries.data[entries.len - 1].name);
    } while (entries.len > 0);
    return true;
}

static bool cat(struct remote *r, const char *path)
{
    struct files_FileInfo info;

    files_Store_stat(&r->store, path, &info, &r->env);
    if (!remote_ok(r, path))
        return false;
    if (info.kind == files_directory)
        return list_directory(r, path);
    return cat_file(r, path, info.size);
}

int main(int argc, char **argv)
{
    struct remote remote;
    bool ok = true;
    int i;

    if (argc < 3) {
        fprintf(stderr, "usage: ivmc-cat ADDRESS PATH...\n");
        return 2;
    }
    if (!remote_open(&remote, argv[1]))
        return 1;
    for (i = 2; i < argc; i++)
        ok = cat(&remote, argv[i]) && ok;
    remote_close(&remote);
    if (fflush(stdout) != 0) {
        fprintf(stderr, "standard output: %s\n", strerror(errno));
        ok = false;
    }
    return ok ? 0 : 1;
}
