/* Server and client as tasks of L4Re: what their main functions are there. */
#ifndef BOARD_L4_TASKS_H
#define BOARD_L4_TASKS_H

int board_l4_server(void);
int board_l4_client(void);

#endif /* BOARD_L4_TASKS_H */
