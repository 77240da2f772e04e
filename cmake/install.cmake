include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/proflens)
install(DIRECTORY include/proflens DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES cmake/proflens_components.cmake cmake/FindOnnxRuntime.cmake DESTINATION ${package_dir})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/proflens)

configure_package_config_file(cmake/proflensConfig.cmake.in proflensConfig.cmake
  INSTALL_DESTINATION ${package_dir} PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(proflensConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/proflensConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/proflensConfigVersion.cmake"
        DESTINATION ${package_dir})
