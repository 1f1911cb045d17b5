#include "settle.h"

int main(void)
{
    settle();
    return 0;
}
