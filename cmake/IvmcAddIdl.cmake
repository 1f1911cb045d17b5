# ivmc_add_idl(target file.idl... [CLIENT | SERVER] [BACKEND name]
#              [LANGUAGE corba|dce] [OPTIONS option...])
#
# Runs idlc on each file and makes the generated C part of the target, which
# sees the headers and links libivmc. Files that the IDL includes are followed
# (-MD). CLIENT or SERVER leave the other side out; OPTIONS go to idlc as they
# are. Works in this tree and after find_package(ivmc).
#
# The header of a.idl that includes "sub/b.idl" includes "sub/b.h": what is
# named below the current folder is written below ${target}_idl in the same way.

# However old a CMake the project asks for: the paths in DEPFILE are absolute.
cmake_policy(SET CMP0116 NEW)

function(ivmc_add_idl target)
    cmake_parse_arguments(arg "CLIENT;SERVER" "BACKEND;LANGUAGE" "OPTIONS"
        ${ARGN})
    set(compiler ${IVMC_IDLC})
    if(TARGET idlc)
        set(compiler idlc)
    endif()
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}_idl)
    file(MAKE_DIRECTORY ${folder})

    set(options ${arg_OPTIONS})
    set(sides _client.c _server.c)
    if(arg_CLIENT)
        list(APPEND options -c)
        set(sides _client.c)
    elseif(arg_SERVER)
        list(APPEND options -s)
        set(sides _server.c)
    endif()
    if("--any" IN_LIST options)
        list(APPEND sides _any.c)
    endif()
    if(arg_BACKEND)
        list(APPEND options --backend=${arg_BACKEND})
    endif()
    if(arg_LANGUAGE)
        list(APPEND options -x ${arg_LANGUAGE})
    endif()

    foreach(file ${arg_UNPARSED_ARGUMENTS})
        get_filename_component(source ${file} ABSOLUTE)
        get_filename_component(name ${file} NAME_WLE)
        get_filename_component(place "${file}" DIRECTORY)
        if(IS_ABSOLUTE "${file}" OR place STREQUAL ""
                OR place MATCHES "(^|/)\\.\\.?(/|$)")
            set(place ${folder})
        else()
            set(place ${folder}/${place})
            file(MAKE_DIRECTORY ${place})
            target_include_directories(${target} PUBLIC ${place})
        endif()
        set(outputs ${place}/${name}.h)
        foreach(side ${sides})
            list(APPEND outputs ${place}/${name}${side})
        endforeach()
        add_custom_command(OUTPUT ${outputs}
            COMMAND ${compiler} ${options} -o ${place}
                -MD -MF ${place}/${name}.d -MT ${place}/${name}.h ${source}
            DEPENDS ${source} ${compiler}
            DEPFILE ${place}/${name}.d
            COMMENT "idlc ${name}.idl for ${target}"
            VERBATIM)
        target_sources(${target} PRIVATE ${outputs})
    endforeach()
    target_include_directories(${target} BEFORE PUBLIC ${folder})
    # Guests of Xen have a library of their own.
    get_target_property(library ${target} IVMC_LIBRARY)
    if(NOT library)
        set(library ivmc::ivmc)
    endif()
    target_link_libraries(${target} PUBLIC ${library})
endfunction()
