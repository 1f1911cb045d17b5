/* What users give: options and addresses. */
#include <string.h>

#include "host.h"
#include "target.h"

void host_options(struct ivmc_page_options *o,
                  const struct ivmc_page_options *options)
{
    memset(o, 0, sizeof *o);
    if (options)
        *o = *options;
    if (o->max_message == 0)
        o->max_message = UINT32_C(1) << 20;
    if (o->max_message < IVMC_HEADER_SIZE)
        o->max_message = IVMC_HEADER_SIZE;
    if (o->timeout_ms == 0)
        o->timeout_ms = IVMC_DEFAULT_TIMEOUT_MS;
    if (o->pages == 0)
        o->pages = 64;
    if (o->request_percent == 0)
        o->request_percent = 50;
    if (o->max_pages == 0 || o->max_pages > PAGE_MAX_PAGES)
        o->max_pages = PAGE_MAX_PAGES;
    if (o->max_clients == 0)
        o->max_clients = 1024;
    if (o->max_memory == 0)
        o->max_memory = UINT64_C(1) << 30;
    if (o->idle_ms == 0)
        o->idle_ms = 30000;
    if (o->backlog == 0)
        o->backlog = 128;
}

const char *host_path(const char *address)
{
    if (strlen(address) < 5 || memcmp(address, "page:", 5) != 0 ||
        !ivmc_target_is_path(address + 5))
        return NULL;
    return address + 5;
}
