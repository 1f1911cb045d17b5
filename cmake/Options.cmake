# What a user may choose, and the flags that everything is compiled with.
option(IVMC_BUILD_EXAMPLES "Build the examples" ON)
option(IVMC_BUILD_TESTS "Build the tests" ON)
option(IVMC_BUILD_BENCH "Build the benchmarks and their peers" OFF)
option(IVMC_WERROR "Warnings are errors" ON)
option(IVMC_TRACE "Keep the runtime's trace hooks" ON)
set(IVMC_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them")
set(IVMC_IDLC_NAME "idlc" CACHE STRING
    "Installed name of the compiler (cyclonedds-tools has an idlc too)")

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

# The flags that generated code promises to be clean under (DESIGN, contract).
set(IVMC_WARNINGS
    -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -pedantic
    $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>)
if(IVMC_WERROR)
    list(APPEND IVMC_WARNINGS -Werror)
endif()
add_compile_options(${IVMC_WARNINGS})

set(IVMC_SANITIZE_FLAGS "")
if(IVMC_SANITIZE)
    set(IVMC_SANITIZE_FLAGS "-fsanitize=${IVMC_SANITIZE}")
    add_compile_options(-fsanitize=${IVMC_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${IVMC_SANITIZE})
endif()
