/*
 * One build, as the builder's parts share it.
 *
 *   build.c   the steps, and the end
 *   memory.c  the domain's pages: given to it, and looked at through windows
 *   load.c    files, octet by octet, into them
 *   elf.c     what the kernel's headers and notes ask for
 *   layout.c  what lies where
 *   tables.c  its first page tables
 *   start.c   what it finds when it starts
 */
#ifndef DOMB_BUILD_H
#define DOMB_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "builder.h"
#include "target.h"

#define PAGE         ((uint64_t)TARGET_PAGE)
#define LIST_ENTRIES 512u   /* of a page of the list of frames */
#define LIST_PAGES   32768u /* of 16,777,216 pages, the most that IDL allows */
#define WINDOW_PAGES TARGET_MOST
#define SEGMENTS     16u
#define HEAD_MOST    65536u
#define NOTES_MOST   4096u

/* A part of a file that goes into memory; what is left of that is zero. */
struct segment {
    uint64_t offset, len; /* in the file */
    uint64_t at, end;     /* in the domain's memory */
};

/* Octets that were looked at before their turn, and are not fetched again. */
struct piece {
    uint64_t at;
    uint64_t len;
    const unsigned char *octets;
};

struct file {
    const struct domb_Image *image;
    struct segment segment[SEGMENTS];
    unsigned segments;
    struct piece piece[1 + SEGMENTS];
    unsigned pieces;
};

/* What the notes say; ABSENT: nothing. */
#define ABSENT UINT64_MAX
struct wishes {
    uint64_t base;          /* virtual address of page 0 */
    uint64_t physical_base; /* what the headers call page 0 */
    uint64_t entry;
    uint64_t hypercall_page;
    uint64_t list_base;     /* virtual address of the list of frames */
    uint64_t ramdisk_apart; /* it need not be mapped when 1 */
    uint64_t version_good;
};

/* Numbers of pages, from the domain's first on. */
struct layout {
    uint64_t ramdisk, ramdisk_pages;
    uint64_t list, list_pages;
    uint64_t info, store, console;
    uint64_t tables, table_count; /* L4 first */
    uint64_t stack;
    uint64_t top; /* of what is mapped */
    uint64_t list_tables, list_table_count;
};

struct build {
    const struct domb_Spec *spec;
    struct domb_Refused refused; /* the first reason */
    bool failed;
    struct target_record record;
    struct file kernel, ramdisk;
    struct wishes wishes;
    struct layout layout;
    uint64_t listed; /* which page of the list its window shows; or ABSENT */
    const unsigned char *chunk; /* octets of the file from chunk_at on */
    uint64_t chunk_at, chunk_len;
    uint64_t root, hypercall_frame; /* wanted when nothing is shown any more */
    uint64_t list_frames[LIST_PAGES];
};

/* Always false; what is said first is kept. */
bool refuse(struct build *b, enum domb_Refusal why, long detail);

static inline uint64_t pages_of(uint64_t octets)
{
    return octets / PAGE + (octets % PAGE != 0);
}

static inline uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* memory.c */

/* All the pages, and the list of their frames. */
bool memory_populate(struct build *b);

/* The frame of a page; after a failure, any. */
uint64_t memory_frame(struct build *b, uint64_t page);

/* Shows `count` pages, at most WINDOW_PAGES, or one frame, in place of those
 * before. NULL: a failure. */
void *memory_show(struct build *b, uint64_t page, uint64_t count);
void *memory_show_frame(struct build *b, uint64_t frame);

/* Makes the octets from `from` up to `to` zero. */
bool memory_zero(struct build *b, uint64_t from, uint64_t to);

/* Shows nothing any more. */
void memory_hide(void);

/* load.c */

/* Copies octets of a file: each is fetched once, whoever asks for it. */
bool load_octets(struct build *b, const struct file *f, uint64_t offset,
                 uint64_t len, unsigned char *to);

/* Puts the file where its segments say, and measures it there. */
bool load_file(struct build *b, const struct file *f, unsigned char digest[32]);

/* elf.c */

/* The kernel's headers and notes: its segments, and what it wishes for. */
bool elf_read(struct build *b);

/* layout.c */

/* Where everything is to be: in so many pages, if it fits. */
bool layout_find(struct build *b);

/* Page tables for the virtual addresses from `from` up to `to`, L4 included. */
uint64_t layout_tables(uint64_t from, uint64_t to);

/* tables.c */
bool tables_make(struct build *b);

/* start.c */

/* The start information, the shared page, and the rings' grants. */
bool start_prepare(struct build *b);

/* Page tables, hypercall page and first processor: nothing is mapped now. */
bool start_finish(struct build *b);

#endif /* DOMB_BUILD_H */
