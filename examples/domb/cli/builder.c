#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ivmc/page.h>
#include <ivmc/xen.h>
#include <xenctrl.h>

#include "names.h"
#include "toolstack.h"

void say(const char *format, ...)
{
    va_list rest;

    va_start(rest, format);
    fputs("domb: ", stderr);
    vfprintf(stderr, format, rest);
    fputc('\n', stderr);
    va_end(rest);
}

/* ---- finding it ----------------------------------------------------------- */

/* The domain with this label, of which the policy allows one; 0: none. */
static uint32_t domain_with(xc_interface *xc, uint32_t label)
{
    xc_domaininfo_t info[64];
    uint32_t first = 0;
    int count, i;

    while ((count = xc_domain_getinfolist(xc, first, 64, info)) > 0) {
        for (i = 0; i < count; i++)
            if (info[i].ssidref == label)
                return info[i].domain;
        first = info[count - 1].domain + 1u;
    }
    return 0;
}

static bool find(char *address, size_t size)
{
    char label[] = BUILDER_LABEL;
    xc_interface *xc = xc_interface_open(NULL, NULL, 0);
    uint32_t number, domid = 0;

    if (!xc) {
        say("Xen cannot be asked: %s; run this as root in Dom0",
            strerror(errno));
        return false;
    }
    if (xc_flask_context_to_sid(xc, label, (uint32_t)strlen(label), &number) <
        0)
        say("Xen knows no label " BUILDER_LABEL
            "; boot it with flask=enforcing "
            "and the policy of the domain builder");
    else if ((domid = domain_with(xc, number)) == 0)
        say("no domain has the label " BUILDER_LABEL "; the builder is started "
            "when the machine boots, and only then");
    xc_interface_close(xc);
    snprintf(address, size, "xen:%u/" BUILDER_NAME, domid);
    return domid != 0;
}

/* ---- connecting ------------------------------------------------------------- */

static enum ivmc_status connect_to(struct builder *b, const char *address)
{
    const struct ivmc_page_options page = {.max_message = BUILDER_MESSAGE};
    const struct ivmc_xen_options xen = {
        .max_message = BUILDER_MESSAGE,
        .pages = 2,
        .peer_label = BUILDER_LABEL,
    };

    if (strncmp(address, "page:", 5) == 0)
        return ivmc_page_connect(address, &page, &b->channel);
    return ivmc_xen_connect(address, &xen, &b->channel);
}

static const char *cure(enum ivmc_status s)
{
    switch (s) {
    case IVMC_REFUSED:
        return "it has another label, or too many clients";
    case IVMC_SYSTEM:
        return "are /dev/xen/gntdev, gntalloc and evtchn there?";
    case IVMC_TIMEOUT:
        return "it may be paused, or busy with a build: try again";
    default:
        return "look at its console: xl console domb";
    }
}

bool builder_open(struct builder *b)
{
    const char *address = getenv("DOMB_BUILDER");
    char found[64];
    enum ivmc_status s;

    ivmc_env_init(&b->env, b->memory, sizeof b->memory);
    if (!address) {
        if (!find(found, sizeof found))
            return false;
        address = found;
    }
    s = connect_to(b, address);
    if (s != IVMC_OK)
        say("the builder at %s: %s; %s", address, ivmc_status_text(s), cure(s));
    return s == IVMC_OK;
}

void builder_close(struct builder *b)
{
    ivmc_channel_close(b->channel);
}
