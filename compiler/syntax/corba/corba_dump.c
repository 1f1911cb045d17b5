#include "syntax/corba/corba_ast.h"

#include "syntax/syntax.h"

void corba_dump(const struct corba_unit *unit)
{
    (void)unit;
}
