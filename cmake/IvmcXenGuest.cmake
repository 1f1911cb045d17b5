# ivmc_add_xen_guest(name SOURCES file... [IDL file.idl...] [BACKEND name]
#                    [LANGUAGE corba|dce] [OPTIONS option...])
#
# A paravirtual guest of Xen without an operating system: the C files, which
# define guest_main, the stubs of the IDL files, and libivmc-guest. Gives two
# files that xl(1) boots: `name`, with what a debugger wants, and `name.xen`
# without. See ivmc_guest(3). x86-64; works in this tree and after
# find_package(ivmc).

# How all C of a guest is compiled: no red zone, which exceptions would
# overwrite, and addresses below 2 GiB.
set(IVMC_XEN_GUEST_COMPILE -ffreestanding -fno-pic -fno-pie -mno-red-zone
    -mcmodel=small -fstack-protector-strong -fno-asynchronous-unwind-tables
    -ffunction-sections -fdata-sections -fno-sanitize=all)

set(IVMC_XEN_GUEST_LINK -static -nostdlib -fno-sanitize=all
    -Wl,-z,max-page-size=4096 -Wl,-z,noexecstack -Wl,--build-id=none
    -Wl,--gc-sections)

# Beside this file when installed.
set(IVMC_XEN_GUEST_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/guest.ld)
if(NOT EXISTS ${IVMC_XEN_GUEST_SCRIPT})
    set(IVMC_XEN_GUEST_SCRIPT
        ${CMAKE_CURRENT_LIST_DIR}/../runtime/xen/port_guest/guest.ld)
endif()

function(ivmc_add_xen_guest name)
    cmake_parse_arguments(arg "" "BACKEND;LANGUAGE" "SOURCES;IDL;OPTIONS"
        ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES IVMC_LIBRARY ivmc::guest
        POSITION_INDEPENDENT_CODE OFF LINK_DEPENDS ${IVMC_XEN_GUEST_SCRIPT})
    target_compile_options(${name} PRIVATE ${IVMC_XEN_GUEST_COMPILE})
    target_link_options(${name} PRIVATE ${IVMC_XEN_GUEST_LINK}
        -Wl,-T,${IVMC_XEN_GUEST_SCRIPT})
    target_link_libraries(${name} PRIVATE ivmc::guest)
    set(idl)
    foreach(word BACKEND LANGUAGE OPTIONS)
        if(arg_${word})
            list(APPEND idl ${word} ${arg_${word}})
        endif()
    endforeach()
    if(arg_IDL)
        ivmc_add_idl(${name} ${arg_IDL} ${idl})
    endif()
    add_custom_command(TARGET ${name} POST_BUILD
        COMMAND ${CMAKE_OBJCOPY} --strip-all $<TARGET_FILE:${name}>
            $<TARGET_FILE:${name}>.xen
        BYPRODUCTS ${name}.xen
        VERBATIM)
endfunction()
