# Helpers that make a room, a test or a transport one line of CMake.

# idlc_room(NAME): the C files of this folder become part of the compiler.
# A room's files include what earlier rooms offer as "room/header.h".
function(idlc_room name)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
    if(sources)
        target_sources(idlc_rooms PRIVATE ${sources})
    endif()
endfunction()
