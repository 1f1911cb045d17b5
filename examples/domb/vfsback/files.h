/* The servant of vfs::Files: contents of files, into windows of the caller. */
#ifndef VFSBACK_FILES_H
#define VFSBACK_FILES_H

#include "keeper.h"
#include "vfs.h"
#include "windows.h"

struct files {
    struct keeper *keeper;
    struct windows windows;
};

/* The servant's state is a struct files. */
extern const struct vfs_Files_epv files_epv;

#endif /* VFSBACK_FILES_H */
