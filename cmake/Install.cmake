# What `cmake --install` installs: the compiler under the name that the user
# chose, library, headers, our own IDL, manual pages, and the descriptions
# that find_package(ivmc) and pkg-config read.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ivmc)

install(PROGRAMS $<TARGET_FILE:idlc> DESTINATION ${CMAKE_INSTALL_BINDIR}
    RENAME ${IVMC_IDLC_NAME})
install(TARGETS ivmc ivmc_core ivmc_headers EXPORT ivmcTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET ivmc-xen)
    install(TARGETS ivmc-xen EXPORT ivmcTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
if(TARGET ivmc_guest)
    install(TARGETS ivmc_guest EXPORT ivmcTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
    install(FILES cmake/IvmcXenGuest.cmake runtime/xen/port_guest/guest.ld
        DESTINATION ${package_dir})
endif()
install(DIRECTORY runtime/include/ivmc DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.h")
install(DIRECTORY idl/ DESTINATION ${CMAKE_INSTALL_DATADIR}/ivmc/idl
    FILES_MATCHING PATTERN "*.idl")
install(EXPORT ivmcTargets NAMESPACE ivmc:: DESTINATION ${package_dir})

configure_package_config_file(cmake/ivmcConfig.cmake.in
    ${PROJECT_BINARY_DIR}/ivmcConfig.cmake INSTALL_DESTINATION ${package_dir}
    PATH_VARS CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/ivmcConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/ivmcConfig.cmake
    ${PROJECT_BINARY_DIR}/ivmcConfigVersion.cmake
    cmake/IvmcAddIdl.cmake DESTINATION ${package_dir})

# Relative to where the file lies, so that an installation can be moved.
set(pc_dir ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH pc_prefix ${pc_dir} ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/ivmc.pc.in ${PROJECT_BINARY_DIR}/ivmc.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/ivmc.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(TARGET ivmc-xen)
    configure_file(cmake/ivmc-xen.pc.in ${PROJECT_BINARY_DIR}/ivmc-xen.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/ivmc-xen.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

file(GLOB pages man/*.[1-8])
foreach(page ${pages})
    get_filename_component(section ${page} LAST_EXT)
    string(SUBSTRING ${section} 1 1 section)
    get_filename_component(name ${page} NAME)
    if(name STREQUAL "idlc.1")
        set(name ${IVMC_IDLC_NAME}.1)
    endif()
    install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section}
        RENAME ${name})
endforeach()
