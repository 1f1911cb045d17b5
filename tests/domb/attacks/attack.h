/*
 * What root in Dom0 may try against another domain, or against Xen; each must
 * be refused.
 */
#ifndef ATTACK_H
#define ATTACK_H

#include <stdint.h>

#include <xenctrl.h>
#include <xenforeignmemory.h>
#include <xengnttab.h>

struct target {
    xc_interface *xc;
    xenforeignmemory_handle *memory;
    xengnttab_handle *grants;
    uint32_t domid;    /* 0: Xen itself */
    xen_pfn_t frame;   /* one that is the domain's */
    uint32_t ssid;     /* the label of the domain */
    uint32_t building; /* the label of empty domains */
    uint32_t builder;  /* the label of the builder */
};

struct attack {
    const char *name;
    int (*run)(const struct target *t); /* 0: done; else the errno, > 0 */
    int errno_wanted; /* 0: any; where FLASK is not the first to say no */
};

/* Both end with a name of NULL. */
extern const struct attack attacks_on_domain[];
extern const struct attack attacks_on_xen[];

#endif /* ATTACK_H */
