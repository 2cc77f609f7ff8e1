# Compiler flags of the whole project.

find_program(AIC_CCACHE ccache)
if(AIC_CCACHE AND NOT CMAKE_C_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${AIC_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${AIC_CCACHE})
endif()

# Values are bit-exact on every host: no contraction, no fast math.
add_compile_options(-ffp-contract=off)
add_compile_options(
  "$<$<COMPILE_LANGUAGE:C>:-Wall;-Wextra;-Wpedantic;-Wstrict-prototypes;-Wmissing-prototypes;-Wshadow;-Wconversion;-Wno-sign-conversion;-Werror=vla>"
  "$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wno-unused-parameter;-fvisibility-inlines-hidden>")
add_compile_definitions(
  "$<$<COMPILE_LANGUAGE:CXX>:__STDC_CONSTANT_MACROS;__STDC_FORMAT_MACROS;__STDC_LIMIT_MACROS>")
# Debug information of the MLIR headers is large; C keeps its own.
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-g0>")

if(AIC_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined
                      -fno-omit-frame-pointer)
  # Debian's LLVM has no sanitizer: its vtables carry no type information.
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize=vptr>")
  add_link_options(-fsanitize=address,undefined)
endif()
