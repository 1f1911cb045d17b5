/*
 * The implementation of board::Notebook. It knows of no transport and no
 * system: one object file of it runs wherever calls come from.
 */
#ifndef BOARD_SERVANT_H
#define BOARD_SERVANT_H

#include "board.h"

#define BOARD_NOTES 64u

struct board {
    uint32_t last; /* number given */
    uint32_t count;
    struct {
        uint32_t number; /* ascending */
        char text[128];
    } note[BOARD_NOTES];
};

extern const struct board_Notebook_epv board_epv;

#endif /* BOARD_SERVANT_H */
