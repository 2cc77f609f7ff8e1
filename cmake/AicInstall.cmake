# `cmake --install build --prefix P`: programs, libraries, published headers, and
# what find_package(aic) and pkg-config read. All of it finds its parts relative
# to itself, so an installed tree may be moved; only MLIR has a fixed place.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(AIC_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/aic)
set(AIC_PC_DIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH AIC_PC_TO_PREFIX /prefix/${AIC_PC_DIR} /prefix)
string(REGEX REPLACE "/$" "" AIC_PC_TO_PREFIX ${AIC_PC_TO_PREFIX})
file(RELATIVE_PATH AIC_BIN_TO_LIB /prefix/${CMAKE_INSTALL_BINDIR}
     /prefix/${CMAKE_INSTALL_LIBDIR})

# Programs: whatever tools/ builds.
get_property(folders DIRECTORY ${CMAKE_SOURCE_DIR}/tools PROPERTY SUBDIRECTORIES)
foreach(folder IN LISTS folders)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL EXECUTABLE)
      set_target_properties(${target} PROPERTIES
        INSTALL_RPATH "\$ORIGIN/${AIC_BIN_TO_LIB};${AIC_LLVM_LIBDIR}")
      install(TARGETS ${target})
    endif()
  endforeach()
endforeach()

# Before 1.0 a minor version may change what a program is linked to.
set_target_properties(aic PROPERTIES
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
  INSTALL_RPATH "\$ORIGIN;${AIC_LLVM_LIBDIR}")
set_target_properties(aic_runtime PROPERTIES EXPORT_NAME runtime)
install(TARGETS aic aic_runtime EXPORT aicTargets
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES $<TARGET_FILE:aic_opt_main> DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT aicTargets NAMESPACE aic:: DESTINATION ${AIC_CMAKE_DIR})
install(DIRECTORY capi/include/aic runtime/include/aic
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
install(DIRECTORY docs/irdl DESTINATION ${CMAKE_INSTALL_DATADIR}/aic
        FILES_MATCHING PATTERN "*.irdl.mlir")
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
# Man pages and shell completion, where the build has made them.
install(DIRECTORY ${CMAKE_BINARY_DIR}/share/
        DESTINATION ${CMAKE_INSTALL_DATAROOTDIR} OPTIONAL)

# The wrappers of the MLIR C API are a part of every library that uses them:
# libaic.so keeps its own to itself. Those of a plugin stay inside it, too.
string(JOIN " " AIC_PC_ARCHIVES ${AIC_MLIRCAPI_ARCHIVES})
set(names ${AIC_MLIRCAPI_ARCHIVES})
list(TRANSFORM names REPLACE ".*/" "")
string(JOIN ":" AIC_MLIRCAPI_NAMES ${names})
get_filename_component(AIC_LLVM_NAME ${AIC_LLVM_DYLIB} NAME_WE)
string(REGEX REPLACE "^lib" "" AIC_LLVM_NAME ${AIC_LLVM_NAME})
list(GET MLIR_INCLUDE_DIRS 0 AIC_MLIR_INCLUDEDIR)

# Not in the build folder itself, where find_package() would take them for
# installed ones.
set(folder ${CMAKE_BINARY_DIR}/package)
foreach(name aic aic-opt-main aic-runtime)
  configure_file(cmake/${name}.pc.in ${folder}/${name}.pc @ONLY)
  install(FILES ${folder}/${name}.pc DESTINATION ${AIC_PC_DIR})
endforeach()
configure_package_config_file(
  cmake/aicConfig.cmake.in ${folder}/aicConfig.cmake
  INSTALL_DESTINATION ${AIC_CMAKE_DIR}
  PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${folder}/aicConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${folder}/aicConfig.cmake
              ${folder}/aicConfigVersion.cmake
        DESTINATION ${AIC_CMAKE_DIR})
