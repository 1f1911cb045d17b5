# ivmc_add_idl(target file.idl ...)
