# Finds MLIR 22 and makes the interface target aic_mlir.
#
# Only the shared library is linked, plus the thin C API archives by file:
# CMake targets such as MLIRCAPIIR would pull static MLIR archives, a second
# copy of MLIR in the process.

if(NOT MLIR_DIR)
  # Debian's prefix, before any other LLVM on the machine.
  set(AIC_MLIR_HINT /usr/lib/llvm-22/lib/cmake/mlir)
endif()
# No version here: LLVM's version file accepts only the exact "22.1".
find_package(MLIR CONFIG QUIET HINTS ${AIC_MLIR_HINT})
if(NOT MLIR_FOUND OR NOT LLVM_PACKAGE_VERSION VERSION_GREATER_EQUAL 22
   OR NOT LLVM_PACKAGE_VERSION VERSION_LESS 23)
  message(FATAL_ERROR
    "MLIR 22 was not found (MLIR_DIR='${MLIR_DIR}', LLVM ${LLVM_PACKAGE_VERSION}).\n"
    "On Debian 12 it is in the security suite; install:\n"
    "  apt-get install libmlir-22-dev mlir-22-tools llvm-22-dev llvm-22-tools "
    "clang-22 lld-22 libclang-rt-22-dev libzstd-dev zlib1g-dev\n"
    "or run scripts/install.sh. For another place use "
    "-DMLIR_DIR=<prefix>/lib/cmake/mlir.")
endif()
message(STATUS "MLIR ${LLVM_PACKAGE_VERSION} in ${MLIR_DIR}")

# MLIR tells traits apart by the names that the compiler gives to types. clang,
# which libMLIR is built with, and gcc spell them differently: with gcc,
# operations would have no traits.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR
    "The C++ compiler is ${CMAKE_CXX_COMPILER}, but libMLIR needs clang. "
    "Remove the build folder and configure again with "
    "-DCMAKE_CXX_COMPILER=<prefix>/bin/clang++ (package clang-22).")
endif()

set(AIC_LLVM_PREFIX ${MLIR_INSTALL_PREFIX})
set(AIC_LLVM_LIBDIR ${MLIR_INSTALL_PREFIX}/lib)
set(AIC_LLVM_BINDIR ${MLIR_INSTALL_PREFIX}/bin)

file(GLOB AIC_MLIRCAPI_ARCHIVES ${AIC_LLVM_LIBDIR}/libMLIRCAPI*.a)
# ExecutionEngine is not used and drags in the JIT.
list(FILTER AIC_MLIRCAPI_ARCHIVES EXCLUDE REGEX "ExecutionEngine")

find_library(AIC_MLIR_DYLIB MLIR PATHS ${AIC_LLVM_LIBDIR} NO_DEFAULT_PATH REQUIRED)
find_library(AIC_LLVM_DYLIB NAMES LLVM-22 LLVM PATHS ${AIC_LLVM_LIBDIR}
             NO_DEFAULT_PATH REQUIRED)

add_library(aic_mlir INTERFACE)
target_include_directories(aic_mlir SYSTEM INTERFACE ${MLIR_INCLUDE_DIRS})
target_link_libraries(aic_mlir INTERFACE
  -Wl,--start-group ${AIC_MLIRCAPI_ARCHIVES} -Wl,--end-group
  ${AIC_MLIR_DYLIB} ${AIC_LLVM_DYLIB} m)
set(CMAKE_BUILD_RPATH ${AIC_LLVM_LIBDIR})
