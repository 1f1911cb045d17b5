# Tests that run on Xen, in QEMU. One boot runs many cases; each case is a test
# of its own that looks up how it went. tests/system/xen/run.sh --help tells
# more.

# ivmc_xen_boot(NAME KIND OPTION...): a boot with Xen of this kind, stock or
# flask, and with options of run.sh.
function(ivmc_xen_boot name kind)
    set_property(GLOBAL APPEND PROPERTY IVMC_XEN_BOOTS ${name})
    set_property(GLOBAL PROPERTY IVMC_XEN_KIND_${name} ${kind})
    set_property(GLOBAL PROPERTY IVMC_XEN_OPTIONS_${name} ${ARGN})
endfunction()

# ivmc_xen_no_test(BOOT): only its manifest is made, xen/BOOT.manifest in the
# build directory, for run.sh.
function(ivmc_xen_no_test boot)
    set_property(GLOBAL PROPERTY IVMC_XEN_NO_TEST_${boot} TRUE)
endfunction()

# ivmc_xen_case(NAME SECONDS COMMAND BOOTS boot... [FILES file...]
#               [TARGETS target...] [MODULES name...] [LINUX_GUEST])
# COMMAND, one string for sh, is run in Dom0, in the folder with the files and
# with what the targets build, and has so many seconds. For a second name of
# a file or target, write it as "file name".
function(ivmc_xen_case name seconds command)
    cmake_parse_arguments(arg "LINUX_GUEST" "" "BOOTS;FILES;TARGETS;MODULES"
        ${ARGN})
    math(EXPR limit "3 * ${seconds}") # when the machine is busy
    set(lines "case ${name} ${limit} ${command}\n")
    foreach(file ${arg_FILES})
        cmake_path(ABSOLUTE_PATH file)
        string(APPEND lines "file ${file}\n")
    endforeach()
    foreach(target ${arg_TARGETS})
        string(APPEND lines "file $<TARGET_FILE:${target}>\n")
    endforeach()
    if(arg_MODULES)
        list(JOIN arg_MODULES " " modules)
        string(APPEND lines "modules ${modules}\n")
    endif()
    if(arg_LINUX_GUEST)
        string(APPEND lines "linux-guest\n")
    endif()
    foreach(boot ${arg_BOOTS})
        set_property(GLOBAL APPEND PROPERTY IVMC_XEN_CASES_${boot} ${name})
        set_property(GLOBAL APPEND_STRING PROPERTY
            IVMC_XEN_MANIFEST_${boot} "${lines}")
    endforeach()
endfunction()

# ivmc_xen_before(BOOT COMMAND [FILES file...] [TARGETS target...]): COMMAND is
# run before all cases of this boot; guests that it starts stay.
function(ivmc_xen_before boot command)
    cmake_parse_arguments(arg "" "" "FILES;TARGETS" ${ARGN})
    set(lines "before ${command}\n")
    foreach(file ${arg_FILES})
        cmake_path(ABSOLUTE_PATH file)
        string(APPEND lines "file ${file}\n")
    endforeach()
    foreach(target ${arg_TARGETS})
        string(APPEND lines "file $<TARGET_FILE:${target}>\n")
    endforeach()
    set_property(GLOBAL APPEND_STRING PROPERTY
        IVMC_XEN_MANIFEST_${boot} "${lines}")
endfunction()

# What a boot is made of is made first, in a test of its own, since it may take
# minutes the first time.
function(ivmc_xen_prepare kind)
    if(TEST xen.prepare_${kind})
        return()
    endif()
    add_test(NAME xen.prepare_${kind}
        COMMAND ${PROJECT_SOURCE_DIR}/tests/system/xen/prepare.sh ${kind})
    set_tests_properties(xen.prepare_${kind} PROPERTIES
        LABELS xen TIMEOUT 3000 RESOURCE_LOCK xen_cache
        FIXTURES_SETUP xen_prepared_${kind})
endfunction()

function(ivmc_xen_result boot case)
    add_test(NAME xen.${boot}.${case}
        COMMAND ${PROJECT_SOURCE_DIR}/tests/system/xen/result.sh
            ${PROJECT_BINARY_DIR}/xen/${boot} ${case})
    set_tests_properties(xen.${boot}.${case} PROPERTIES
        LABELS xen TIMEOUT 60 FIXTURES_REQUIRED xen_booted_${boot})
endfunction()

# ivmc_xen_tests(): after all cases are known. Programs with sanitizers stay on
# the host.
function(ivmc_xen_tests)
    get_property(boots GLOBAL PROPERTY IVMC_XEN_BOOTS)
    if(IVMC_SANITIZE)
        return()
    endif()
    foreach(boot ${boots})
        get_property(kind GLOBAL PROPERTY IVMC_XEN_KIND_${boot})
        get_property(options GLOBAL PROPERTY IVMC_XEN_OPTIONS_${boot})
        get_property(cases GLOBAL PROPERTY IVMC_XEN_CASES_${boot})
        get_property(manifest GLOBAL PROPERTY IVMC_XEN_MANIFEST_${boot})
        set(file ${PROJECT_BINARY_DIR}/xen/${boot}.manifest)
        file(GENERATE OUTPUT ${file} CONTENT "${manifest}")
        get_property(no_test GLOBAL PROPERTY IVMC_XEN_NO_TEST_${boot})
        if(no_test)
            continue()
        endif()
        ivmc_xen_prepare(${kind})
        add_test(NAME xen.boot_${boot}
            COMMAND ${PROJECT_SOURCE_DIR}/tests/system/xen/run.sh
                --gather --xen ${kind} ${options}
                --out ${PROJECT_BINARY_DIR}/xen/${boot} ${file})
        set_tests_properties(xen.boot_${boot} PROPERTIES
            LABELS xen TIMEOUT 3000
            FIXTURES_REQUIRED xen_prepared_${kind}
            FIXTURES_SETUP xen_booted_${boot})
        foreach(case machine ${cases})
            ivmc_xen_result(${boot} ${case})
        endforeach()
    endforeach()
endfunction()
