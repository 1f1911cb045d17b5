#include "session.h"

int main(void)
{
    struct session *s = session_create(stderr);

    session_destroy(s);
    return 0;
}
