/*
 * Constants of the L4 API: flags of the IPC system call, well-known
 * capabilities, typed items and receive buffers.
 */
#ifndef L4_SYS_CONSTS_H
#define L4_SYS_CONSTS_H

#define L4_PAGESHIFT     12
#define L4_PAGESIZE      (1ul << L4_PAGESHIFT)
#define L4_PAGEMASK      (~(L4_PAGESIZE - 1))
#define L4_LOG2_PAGESIZE L4_PAGESHIFT

enum l4_syscall_flags_t {
    L4_SYSF_NONE = 0,
    L4_SYSF_SEND = 1,
    L4_SYSF_RECV = 2,
    L4_SYSF_OPEN_WAIT = 4,
    L4_SYSF_REPLY = 8,
    L4_SYSF_CALL = 3,
    L4_SYSF_WAIT = 6,
    L4_SYSF_SEND_AND_WAIT = 7,
    L4_SYSF_REPLY_AND_WAIT = 15
};

#define L4_CAP_SHIFT         12
#define L4_CAP_SIZE          (1ul << L4_CAP_SHIFT)
#define L4_CAP_OFFSET        L4_CAP_SIZE
#define L4_CAP_MASK          (~0xffful)
#define L4_INVALID_CAP_BIT   (1ul << (L4_CAP_SHIFT - 1))
#define L4_INVALID_CAP       (~0ul << (L4_CAP_SHIFT - 1))
#define L4_REPLY_CAP_BIT     (1ul << (L4_CAP_SHIFT - 2))
#define L4_INVALID_REPLY_CAP (~0ul)

#define L4_BASE_TASK_CAP      (1ul << L4_CAP_SHIFT)
#define L4_BASE_FACTORY_CAP   (2ul << L4_CAP_SHIFT)
#define L4_BASE_THREAD_CAP    (3ul << L4_CAP_SHIFT)
#define L4_BASE_PAGER_CAP     (4ul << L4_CAP_SHIFT)
#define L4_BASE_LOG_CAP       (5ul << L4_CAP_SHIFT)
#define L4_BASE_ICU_CAP       (6ul << L4_CAP_SHIFT)
#define L4_BASE_SCHEDULER_CAP (7ul << L4_CAP_SHIFT)
#define L4_BASE_IOMMU_CAP     (8ul << L4_CAP_SHIFT)
#define L4_BASE_DEBUGGER_CAP  (10ul << L4_CAP_SHIFT)

/* What is sent: in the first word of a typed item. */
enum l4_msg_item_consts_t {
    L4_ITEM_MAP = 8,
    L4_ITEM_CONT = 1, /* the next item goes to the same buffer */
    L4_MAP_ITEM_MAP = 0,
    L4_MAP_ITEM_GRANT = 2,
    /* Of receive buffers: */
    L4_RCV_ITEM_FORWARD_MAPPINGS = 1,
    L4_RCV_ITEM_SINGLE_CAP = L4_ITEM_MAP | 2,
    L4_RCV_ITEM_LOCAL_ID = 4
};

/* Places in the buffer descriptor. */
enum l4_buffer_desc_consts_t {
    L4_BDR_MEM_SHIFT = 0,
    L4_BDR_IO_SHIFT = 5,
    L4_BDR_OBJ_SHIFT = 10,
    L4_BDR_OFFSET_MASK = (1 << 20) - 1
};

/* How far l4_task_unmap goes. */
#define L4_FP_OTHER_SPACES 0ul
#define L4_FP_ALL_SPACES   0x80000000ul
#define L4_FP_DELETE_OBJ   0xc0000000ul

#endif /* L4_SYS_CONSTS_H */
