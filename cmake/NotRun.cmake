# What cannot run on this machine is named, never skipped in silence.

# ivmc_not_run(NAME): a test that tests/not-run.list gives the reason for.
function(ivmc_not_run name)
    set_property(GLOBAL APPEND PROPERTY IVMC_NOT_RUN ${name})
endfunction()

# Writes build/not-run.txt, which check.sh compares with the list.
function(ivmc_write_not_run)
    get_property(names GLOBAL PROPERTY IVMC_NOT_RUN)
    list(JOIN names "\n" text)
    if(text)
        string(APPEND text "\n")
    endif()
    file(WRITE ${PROJECT_BINARY_DIR}/not-run.txt "${text}")
endfunction()
