"""lit configuration: `sh check.sh` runs all, `lit-22 -v build/test/<path>` a part.

A test sees the programs by their names, and these substitutions:
  %cc          C11 compiler, strict warnings, include paths of the repository
  %aic_lib     links libaic.so and the MLIR C API       (programs of a user)
  %aic_opt_lib links aicOptMain; goes before the other two
  %aic_static  links every layer statically, with MLIR  (tests of internals)
  %runtime_lib links the runtime only, no MLIR
  %user_cc     the system's C compiler
  %python      a Python with numpy and onnx
  %chromium    a headless browser, with the feature chromium
  %root        the repository, %build the build folder, %data test/data
"""

import os
import platform
import shutil

import lit.formats

config.name = "aic"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".c", ".py", ".test"]
config.test_source_root = os.path.dirname(__file__)
config.excludes = ["lit.cfg.py", "lit.site.cfg.py", "Inputs", "data", "support"]

root = os.path.dirname(config.test_source_root)
build = config.aic_build
llvm = config.aic_llvm_bindir

config.test_exec_root = os.path.join(build, "test")
config.environment["PATH"] = os.pathsep.join(
    [os.path.join(build, "bin"), llvm, os.environ.get("PATH", "")]
)
config.environment["PYTHONPATH"] = os.path.join(root, "test", "support")
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"
for name in ("HOME", "TMPDIR", "CUDA_HOME"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

archives = sorted(
    os.path.join(config.aic_llvm_libdir, name)
    for name in os.listdir(config.aic_llvm_libdir)
    if name.startswith("libMLIRCAPI")
    and name.endswith(".a")
    and "ExecutionEngine" not in name
)
mlir = "-Wl,--start-group {} -Wl,--end-group -L{} -lMLIR -lLLVM-22 -Wl,-rpath,{}".format(
    " ".join(archives), config.aic_llvm_libdir, config.aic_llvm_libdir
)
lib = os.path.join(build, "lib")
sanitize = "-fsanitize=address,undefined" if config.aic_sanitize else ""
flags = (
    "-std=c11 -g -O1 -ffp-contract=off -Wall -Wextra -Wpedantic "
    "-Wstrict-prototypes -Wvla -Werror {s} -D_POSIX_C_SOURCE=200809L "
    "-I{r} -I{r}/runtime/include -I{r}/capi/include -isystem {i}"
).format(s=sanitize, r=root, i=config.aic_mlir_include)

config.substitutions += [
    ("%cc", config.aic_cc + " " + flags),
    ("%aic_lib", "-L{0} -laic -Wl,-rpath,{0} {1} -lstdc++ -lm".format(lib, mlir)),
    (
        "%aic_static",
        "-Wl,--start-group {0}/libaic_lowering.a {0}/libaic_dialects.a "
        "{0}/libaic_capi.a {0}/libaic_runtime.a -Wl,--end-group {1} "
        "-lstdc++ -lm -ldl".format(lib, mlir),
    ),
    ("%aic_opt_lib", "{}/libaic_opt_main.a".format(lib)),
    ("%runtime_lib", "{}/libaic_runtime.a -lm -ldl".format(lib)),
    # What a user of the installed library has.
    ("%user_cc", shutil.which("cc") or config.aic_cc),
    ("%python", config.aic_python),
    ("%root", root),
    ("%build", build),
    ("%data", os.path.join(config.test_source_root, "data")),
    ("mlir-opt-22", os.path.join(llvm, "mlir-opt")),
    ("%shlibext", ".so"),
]

config.available_features.add(platform.machine())
if shutil.which("git"):
    config.available_features.add("git")
chromium = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
if chromium:
    config.available_features.add("chromium")
    config.substitutions.append(("%chromium", chromium))
if config.aic_sanitize:
    config.available_features.add("sanitize")
    config.environment["ASAN_OPTIONS"] = "detect_leaks=1"
    config.environment["UBSAN_OPTIONS"] = "print_stacktrace=1"
for program in ("groff", "zsh", "fish"):
    if shutil.which(program):
        config.available_features.add(program)
if config.aic_have_fuzzer:
    config.available_features.add("fuzzer")
if shutil.which(os.path.join(llvm, "ld.lld")):
    config.available_features.add("lld")
