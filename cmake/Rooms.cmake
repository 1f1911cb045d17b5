# Helpers that make a room, a test or a transport one line of CMake.

# idlc_room(NAME): the C files of this folder become part of the compiler.
# A room's files include what earlier rooms offer as "room/header.h".
function(idlc_room name)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
    if(sources)
        target_sources(idlc_rooms PRIVATE ${sources})
    endif()
endfunction()

# ivmc_unit_test(NAME SOURCE... [LABEL label] [LINK library...]): a program of
# unit tests, run by ctest. The sources define `Suite *unit_suite(void)` (see
# tests/unit/unit.h); of the compiler, its rooms are linked in.
function(ivmc_unit_test name)
    cmake_parse_arguments(arg "" "LABEL" "LINK" ${ARGN})
    if(NOT arg_LABEL)
        set(arg_LABEL unit)
    endif()
    if(NOT arg_LINK)
        set(arg_LINK idlc_rooms)
    endif()
    add_executable(test_${name} ${arg_UNPARSED_ARGUMENTS}
        ${PROJECT_SOURCE_DIR}/tests/unit/unit_main.c)
    target_include_directories(test_${name} PRIVATE
        ${PROJECT_SOURCE_DIR}/tests/unit)
    target_link_libraries(test_${name} PRIVATE ${arg_LINK} PkgConfig::CHECK)
    add_test(NAME ${arg_LABEL}.${name} COMMAND test_${name})
    set_tests_properties(${arg_LABEL}.${name} PROPERTIES
        LABELS ${arg_LABEL} TIMEOUT 60)
endfunction()
