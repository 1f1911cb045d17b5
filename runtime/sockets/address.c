#include "address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/vm_sockets.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

/* The rest of `text` after `prefix`, or NULL. */
static const char *after(const char *text, const char *prefix)
{
    size_t len = strlen(prefix);

    return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

/* A decimal number up to `max` that ends where the text ends. */
static bool read_number(const char *text, uint32_t max, uint32_t *number)
{
    uint64_t value = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        value = value * 10 + (uint64_t)(*text - '0');
        if (value > max)
            return false;
    }
    *number = (uint32_t)value;
    return true;
}

static enum ivmc_status parse_unix(struct address *a, const char *path)
{
    if (!ivmc_target_is_path(path))
        return IVMC_BAD_ADDRESS;
    a->path = path;
    return IVMC_OK;
}

static enum ivmc_status parse_tcp(struct address *a, const char *text)
{
    const char *host = text, *end, *port;

    if (*text == '[') {
        host = text + 1;
        end = strchr(host, ']');
        if (!end || end[1] != ':')
            return IVMC_BAD_ADDRESS;
        port = end + 2;
    } else {
        end = strchr(host, ':');
        if (!end)
            return IVMC_BAD_ADDRESS;
        port = end + 1;
    }
    if (end == host || (size_t)(end - host) > ADDRESS_HOST_MAX)
        return IVMC_BAD_ADDRESS;
    memcpy(a->host, host, (size_t)(end - host));
    a->host[end - host] = '\0';
    return read_number(port, UINT16_MAX, &a->port) ? IVMC_OK : IVMC_BAD_ADDRESS;
}

static enum ivmc_status parse_vsock(struct address *a, const char *text)
{
    const char *colon = strchr(text, ':');
    char cid[11];

    if (!colon || (size_t)(colon - text) >= sizeof cid)
        return IVMC_BAD_ADDRESS;
    memcpy(cid, text, (size_t)(colon - text));
    cid[colon - text] = '\0';
    if (!read_number(cid, UINT32_MAX, &a->cid) ||
        !read_number(colon + 1, UINT32_MAX, &a->port))
        return IVMC_BAD_ADDRESS;
    return IVMC_OK;
}

enum ivmc_status ivmc_address_parse(struct address *a, const char *text)
{
    const char *rest;

    memset(a, 0, sizeof *a);
    if (!text)
        return IVMC_BAD_ADDRESS;
    if ((rest = after(text, "unix:")) != NULL) {
        a->kind = ADDRESS_UNIX;
        return parse_unix(a, rest);
    }
    if ((rest = after(text, "seqpacket:")) != NULL) {
        a->kind = ADDRESS_SEQPACKET;
        return parse_unix(a, rest);
    }
    if ((rest = after(text, "tcp:")) != NULL) {
        a->kind = ADDRESS_TCP;
        return parse_tcp(a, rest);
    }
    if ((rest = after(text, "vsock:")) != NULL) {
        a->kind = ADDRESS_VSOCK;
        return parse_vsock(a, rest);
    }
    return IVMC_BAD_ADDRESS;
}

static void resolve_vsock(const struct address *a, struct address_target *t)
{
    struct sockaddr_vm vm;

    memset(&vm, 0, sizeof vm);
    vm.svm_family = AF_VSOCK;
    vm.svm_cid = a->cid;
    vm.svm_port = a->port;
    t->family = AF_VSOCK;
    t->prepare = NULL;
    t->len = sizeof vm;
    memcpy(&t->to, &vm, sizeof vm);
}

static void prepare(int fd, int family)
{
    int on = 1;

    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
}

static void add_target(struct address_targets *targets, int family,
                       const void *to, socklen_t len)
{
    struct address_target *t = &targets->target[targets->count];

    if (targets->count == ADDRESS_TARGETS || len > sizeof t->to)
        return;
    t->family = family;
    t->prepare = prepare;
    t->len = len;
    memcpy(&t->to, to, len);
    targets->count++;
}

/* An address in numbers; false when the host is none. */
static bool resolve_number(const struct address *a,
                           struct address_targets *targets)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    memset(&in, 0, sizeof in);
    memset(&in6, 0, sizeof in6);
    if (inet_pton(AF_INET, a->host, &in.sin_addr) == 1) {
        in.sin_family = AF_INET;
        in.sin_port = htons((uint16_t)a->port);
        add_target(targets, AF_INET, &in, sizeof in);
    } else if (inet_pton(AF_INET6, a->host, &in6.sin6_addr) == 1) {
        in6.sin6_family = AF_INET6;
        in6.sin6_port = htons((uint16_t)a->port);
        add_target(targets, AF_INET6, &in6, sizeof in6);
    }
    return targets->count > 0;
}

/*
 * Weak, for static programs: the system's resolver is larger than such a
 * program, so it is only in those that call getaddrinfo themselves.
 */
#pragma weak getaddrinfo
#pragma weak freeaddrinfo

static enum ivmc_status resolve_name(const struct address *a,
                                     struct address_targets *targets)
{
    struct addrinfo hints, *found = NULL, *i;
    char port[6];
    int error;

    if (!getaddrinfo || !freeaddrinfo)
        return IVMC_BAD_ADDRESS;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    snprintf(port, sizeof port, "%u", (unsigned)a->port);
    error = getaddrinfo(a->host, port, &hints, &found);
    if (error)
        return error == EAI_SYSTEM ? IVMC_SYSTEM : IVMC_BAD_ADDRESS;
    for (i = found; i; i = i->ai_next)
        add_target(targets, i->ai_family, i->ai_addr, i->ai_addrlen);
    freeaddrinfo(found);
    return targets->count ? IVMC_OK : IVMC_BAD_ADDRESS;
}

enum ivmc_status ivmc_address_resolve(const struct address *a,
                                      struct address_targets *targets)
{
    memset(targets, 0, sizeof *targets);
    switch (a->kind) {
    case ADDRESS_UNIX:
    case ADDRESS_SEQPACKET:
        ivmc_target_of_path(&targets->target[0], a->path);
        break;
    case ADDRESS_VSOCK:
        resolve_vsock(a, &targets->target[0]);
        break;
    case ADDRESS_TCP:
        if (resolve_number(a, targets))
            return IVMC_OK;
        return resolve_name(a, targets);
    }
    targets->count = 1;
    return IVMC_OK;
}

int ivmc_address_socket_type(const struct address *a)
{
    return a->kind == ADDRESS_SEQPACKET ? SOCK_SEQPACKET : SOCK_STREAM;
}

static enum ivmc_status write_tcp(const struct sockaddr_storage *from,
                                  char *text, size_t cap)
{
    char host[INET6_ADDRSTRLEN], scope[12] = "";
    struct sockaddr_in6 in6;
    struct sockaddr_in in;
    int n;

    if (from->ss_family == AF_INET6) {
        memcpy(&in6, from, sizeof in6);
        if (!inet_ntop(AF_INET6, &in6.sin6_addr, host, sizeof host))
            return IVMC_SYSTEM;
        if (in6.sin6_scope_id)
            snprintf(scope, sizeof scope, "%%%u", in6.sin6_scope_id);
        n = snprintf(text, cap, "tcp:[%s%s]:%u", host, scope,
                     ntohs(in6.sin6_port));
    } else {
        memcpy(&in, from, sizeof in);
        if (!inet_ntop(AF_INET, &in.sin_addr, host, sizeof host))
            return IVMC_SYSTEM;
        n = snprintf(text, cap, "tcp:%s:%u", host, ntohs(in.sin_port));
    }
    return n > 0 && (size_t)n < cap ? IVMC_OK : IVMC_BAD_ADDRESS;
}

enum ivmc_status ivmc_address_of_socket(int fd, char *text, size_t cap)
{
    struct sockaddr_storage from;
    socklen_t len = sizeof from;
    struct sockaddr_vm vm;

    memset(&from, 0, sizeof from);
    if (getsockname(fd, (struct sockaddr *)&from, &len) < 0)
        return IVMC_SYSTEM;
    if (from.ss_family != AF_VSOCK)
        return write_tcp(&from, text, cap);
    memcpy(&vm, &from, sizeof vm);
    snprintf(text, cap, "vsock:%u:%u", vm.svm_cid, vm.svm_port);
    return IVMC_OK;
}
