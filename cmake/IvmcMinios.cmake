# ivmc_add_minios_guest(name SOURCES file... [IDL file.idl...] [LANGUAGE
#                       corba|dce] [OPTIONS option...])
#
# A guest of Xen that runs MiniOS: the C files, which define app_main, the
# stubs of the IDL files, and libivmc-minios, linked with a copy of the tree
# MINIOS_DIR. Gives `name.minios`, which xl(1) boots. See ivmc_xen(3). x86-64.

# How C for MiniOS is compiled: it takes interrupts on the stack it runs on.
set(IVMC_MINIOS_COMPILE -ffreestanding -fno-pic -fno-pie -mno-red-zone
    -fno-stack-protector -fno-asynchronous-unwind-tables -fno-sanitize=all)

# What the tree is made with: paravirtual, with XenStore, without devices.
set(IVMC_MINIOS_CONFIG CONFIG_PARAVIRT CONFIG_XENBUS)

# ivmc_minios_tree(DIR): a copy of the tree, configured; where its headers are.
function(ivmc_minios_tree dir)
    set(copy ${PROJECT_BINARY_DIR}/minios)
    if(NOT EXISTS ${copy}/made-from OR NOT EXISTS ${copy}/include/mini-os)
        file(REMOVE_RECURSE ${copy})
        file(COPY ${dir}/ DESTINATION ${copy} PATTERN .git EXCLUDE)
        file(READ ${copy}/arch/x86/testbuild/all-no config)
        foreach(name ${IVMC_MINIOS_CONFIG})
            string(REGEX REPLACE "(^|\n)${name} *= *n" "\\1${name} = y" config
                "${config}")
        endforeach()
        file(WRITE ${copy}/ivmc.config "${config}")
        execute_process(COMMAND make -s XEN_ROOT= debug=n
            MINIOS_CONFIG=${copy}/ivmc.config links WORKING_DIRECTORY ${copy}
            COMMAND_ERROR_IS_FATAL ANY)
        file(WRITE ${copy}/made-from "${dir}\n")
    endif()
    set(headers -isystem ${copy}/include -isystem ${copy}/include/x86
        -isystem ${copy}/include/x86/x86_64 -D__INSIDE_MINIOS__ -D__MINIOS__
        -D__XEN_INTERFACE_VERSION__=0x00030205 -fgnu89-inline)
    foreach(name ${IVMC_MINIOS_CONFIG})
        list(APPEND headers -D${name})
    endforeach()
    set(IVMC_MINIOS_COPY ${copy} PARENT_SCOPE)
    set(IVMC_MINIOS_COPY ${copy} CACHE INTERNAL "")
    set(IVMC_MINIOS_HEADERS ${headers} PARENT_SCOPE)
endfunction()

function(ivmc_add_minios_guest name)
    cmake_parse_arguments(arg "" "LANGUAGE" "SOURCES;IDL;OPTIONS" ${ARGN})
    add_library(${name} OBJECT ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES IVMC_LIBRARY ivmc::minios
        POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${name} PRIVATE ${IVMC_MINIOS_COMPILE})
    target_link_libraries(${name} PRIVATE ivmc::minios)
    foreach(word LANGUAGE OPTIONS)
        if(arg_${word})
            list(APPEND idl ${word} ${arg_${word}})
        endif()
    endforeach()
    if(arg_IDL)
        ivmc_add_idl(${name} ${arg_IDL} ${idl})
    endif()
    # MiniOS's own rules link the program; one at a time in the copy.
    add_custom_command(OUTPUT ${name}.minios
        COMMAND flock ${IVMC_MINIOS_COPY} make -s XEN_ROOT= debug=n
            MINIOS_CONFIG=${IVMC_MINIOS_COPY}/ivmc.config TARGET=${name} -C ${IVMC_MINIOS_COPY}
            "APP_OBJS=$<JOIN:$<TARGET_OBJECTS:${name}>, > $<TARGET_FILE:ivmc_minios>"
        COMMAND ${CMAKE_COMMAND} -E rename ${IVMC_MINIOS_COPY}/${name}
            ${CMAKE_CURRENT_BINARY_DIR}/${name}.minios
        DEPENDS $<TARGET_OBJECTS:${name}> ivmc_minios
        COMMENT "Linking MiniOS guest ${name}.minios"
        VERBATIM)
    add_custom_target(${name}-minios ALL
        DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/${name}.minios)
endfunction()
