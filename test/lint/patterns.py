# RUN: %python %s
"""The canonicalization turns every pattern's "before" into its "after".

Asks for --patterns=before and --patterns=after .
"""

import subprocess

from lint import breaks, report


def half(text):
    return "// before p\nfunc.func @f() -> i32 {\n" + text + "\n}\n"


ADD = half("""  %0 = arith.constant 1 : i32
  %1 = arith.addi %0, %0 : i32
  return %1 : i32""")
TWO = half("  %0 = arith.constant 2 : i32\n  return %0 : i32")
breaks("-    %c1_i32", {}, {"--patterns=before": TWO,
                          "--patterns=after": TWO.replace("2 : i32", "1 : i32")})
breaks("error:", {}, {"--patterns=before": "nonsense", "--patterns=after": TWO})
breaks("1 patterns checked, 1 problems", {}, {"--patterns=before": ADD, "--patterns=after": ADD})


def read(which, *flags):
    text = subprocess.run(["aic-docgen", f"--patterns={which}"], capture_output=True,
                          text=True, check=True).stdout
    run = subprocess.run(["aic-opt", "--split-input-file", *flags, "-"], input=text,
                         capture_output=True, text=True)
    return run.stdout + run.stderr, text.count(f"// {which} ")


problems = []
got, checked = read("before", "--canonicalize")
wanted, _ = read("after")
if "error:" in got + wanted:
    problems.append(got + wanted)
elif got != wanted:
    import difflib
    problems.append("\n".join(difflib.unified_diff(wanted.splitlines(), got.splitlines(),
                                                   "after", "got", lineterm="")))
report(problems, checked, "patterns")
