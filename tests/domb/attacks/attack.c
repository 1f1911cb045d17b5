/*
 * attack NAME|xen: tries as root in Dom0 what must not be done to the domain
 * of this name, or to Xen. A line each; exit status 0: all were refused, 1:
 * one was not, or by somebody else than expected, 99: could not be tried.
 */
#include "attack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenstore.h>

#define LABEL(type) "system_u:system_r:" type

static int error(const char *what)
{
    fprintf(stderr, "attack: %s: %s\n", what, strerror(errno));
    return 99;
}

/* ---- the target --------------------------------------------------------- */

static char *read_store(struct xs_handle *store, uint32_t domid,
                        const char *what)
{
    char path[96];
    unsigned len;

    snprintf(path, sizeof path, "/local/domain/%u/%s", domid, what);
    return xs_read(store, XBT_NULL, path, &len);
}

/* Its number, and the frame of its console, which libxl leaves in XenStore. */
static bool find_domain(struct target *t, const char *name)
{
    struct xs_handle *store = xs_open(0);
    xc_domaininfo_t info[64];
    int count = xc_domain_getinfolist(t->xc, 0, 64, info), i;
    char *text, *frame;

    for (i = 0; store && i < count; i++) {
        text = read_store(store, info[i].domain, "name");
        if (!text || strcmp(text, name) != 0) {
            free(text);
            continue;
        }
        free(text);
        t->domid = info[i].domain;
        t->ssid = info[i].ssidref;
        frame = read_store(store, t->domid, "console/ring-ref");
        t->frame = frame ? strtoul(frame, NULL, 10) : 0;
        free(frame);
        break;
    }
    if (store)
        xs_close(store);
    errno = ESRCH;
    return t->domid != 0 && t->frame != 0;
}

static bool find_label(struct target *t, const char *label, uint32_t *ssid)
{
    char text[64];

    snprintf(text, sizeof text, "%s", label);
    return xc_flask_context_to_sid(t->xc, text, (uint32_t)strlen(text), ssid) ==
           0;
}

static bool open_target(struct target *t)
{
    memset(t, 0, sizeof *t);
    t->xc = xc_interface_open(NULL, NULL, 0);
    t->memory = xenforeignmemory_open(NULL, 0);
    t->grants = xengnttab_open(NULL, 0);
    return t->xc && t->memory && t->grants &&
           find_label(t, LABEL("guest_t"), &t->ssid) &&
           find_label(t, LABEL("guest_t_building"), &t->building) &&
           find_label(t, LABEL("domb_t"), &t->builder);
}

/* ---- attacking ---------------------------------------------------------- */

static bool refused(const struct attack *a, const struct target *t)
{
    int got = a->run(t);

    printf("%s: %s\n", a->name, got ? strerror(got) : "DONE");
    if (got == 0)
        return false;
    if (a->errno_wanted != 0 && got != a->errno_wanted) {
        printf("    refused, but not for the reason that was expected\n");
        return false;
    }
    return true;
}

static int run(const struct attack *a, const struct target *t)
{
    int status = 0;

    for (; a->name; a++)
        if (!refused(a, t))
            status = 1;
    return status;
}

int main(int argc, char **argv)
{
    struct target target;

    if (argc != 2)
        return fprintf(stderr, "usage: attack NAME|xen\n"), 2;
    if (!open_target(&target))
        return error("Xen cannot be asked");
    if (strcmp(argv[1], "xen") == 0)
        return run(attacks_on_xen, &target);
    if (!find_domain(&target, argv[1]))
        return error(argv[1]);
    return run(attacks_on_domain, &target);
}
