# How the rooms of the runtime become libivmc.

# ivmc_runtime_room(NAME [FREESTANDING]): the C files of this folder become
# part of libivmc. Freestanding rooms also stand alone as libivmc_NAME.a, for
# systems without a C library.
function(ivmc_runtime_room name)
    cmake_parse_arguments(arg "FREESTANDING" "" "" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
    if(arg_FREESTANDING)
        add_library(ivmc_${name} STATIC ${sources})
        target_compile_options(ivmc_${name} PRIVATE -ffreestanding)
    else()
        add_library(ivmc_${name} OBJECT ${sources})
    endif()
    # Nothing unwinds through C; tables would be a tenth of what is loaded.
    # Debuggers have theirs, where -g is given.
    target_compile_options(ivmc_${name} PRIVATE
        -fno-asynchronous-unwind-tables)
    # Nobody puts functions of his own in place of ours: they may be inlined.
    target_compile_options(ivmc_${name} PRIVATE -fno-semantic-interposition)
    target_link_libraries(ivmc_${name} PUBLIC ivmc_headers)
    set_target_properties(ivmc_${name} PROPERTIES
        POSITION_INDEPENDENT_CODE ON)
    if(NOT IVMC_TRACE)
        target_compile_definitions(ivmc_${name} PRIVATE IVMC_NO_TRACE)
    endif()
    target_sources(ivmc PRIVATE $<TARGET_OBJECTS:ivmc_${name}>)
endfunction()
