/* The implementation of hello::Greeter; it knows of no transport. */
#ifndef HELLO_SERVANT_H
#define HELLO_SERVANT_H

#include "hello.h"

struct greeter {
    uint32_t count;
};

extern const struct hello_Greeter_epv greeter_epv;

#endif /* HELLO_SERVANT_H */
