#include <string.h>
#include <unistd.h>

#include "syntax/syntax.h"

static const char *readable(struct session *s, const char *dir, size_t dir_len,
                            const char *name)
{
    const char *path =
        dir_len == 0 ? name
                     : arena_printf(s->arena, "%.*s%s%s", (int)dir_len, dir,
                                    dir[dir_len - 1] == '/' ? "" : "/", name);

    return access(path, R_OK) == 0 ? path : NULL;
}

/* Beside the file that imports; "<stdin>" lies where the user is. */
static const char *beside(struct session *s, const char *from, const char *name)
{
    const char *slash = strrchr(from, '/');

    return readable(s, from, slash ? (size_t)(slash - from) + 1 : 0, name);
}

const char *source_find(struct session *s, const char *name,
                        const struct source_file *from)
{
    const struct string_list *dirs = &s->options.include_dirs;
    const char *found;
    size_t i;

    if (name[0] == '/')
        return readable(s, "", 0, name);
    found = beside(s, from->name, name);
    if (!found && s->idl_dir)
        found = readable(s, s->idl_dir, strlen(s->idl_dir), name);
    for (i = 0; !found && i < dirs->count; i++)
        found = readable(s, dirs->items[i], strlen(dirs->items[i]), name);
    return found;
}

/*
 * Beside the program, as installed and in the build tree alike: the folder
 * moves with it.
 */
static const char *dir_of_program(struct arena *a)
{
    char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof(path));
    int slashes;

    if (len <= 0 || (size_t)len == sizeof(path))
        return NULL;
    for (slashes = 0; len > 0 && slashes < 2; len--)
        slashes += path[len - 1] == '/';
    return arena_printf(a, "%.*s/share/ivmc/idl", (int)len, path);
}

const char *source_idl_dir(struct arena *a)
{
    const char *dir = dir_of_program(a);

    if (dir && access(dir, R_OK | X_OK) == 0)
        return dir;
    return access(IVMC_IDL_DIR, R_OK | X_OK) == 0 ? IVMC_IDL_DIR : NULL;
}
