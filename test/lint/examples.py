# RUN: %python %s
"""The example of every op, type and attribute parses, verifies, and prints to a
form that reads back."""

import subprocess

from lint import breaks, report, table_names

GOOD = "func.func private @f()\n"
BAD = "// example of d.x\nfunc.func @f(%x: i32) -> i64 {\n  return %x : i32\n}\n"
breaks("the examples of d: ",
       {}, {"--list": "dialect d\n", "--examples=d": BAD})
breaks("type of return operand 0",
       {}, {"--list": "dialect d\n", "--examples=d": GOOD + "// -----\n" + BAD})
breaks("0 examples checked", {}, {"--list": "dialect d\n", "--examples=d": GOOD})


def opt(text):
    run = subprocess.run(["aic-opt", "--split-input-file", "-"], input=text,
                         capture_output=True, text=True)
    return run.stdout, run.stderr if run.returncode else ""


problems = []
checked = 0
for kind, dialect, _ in table_names():
    if kind != "dialect":
        continue
    text = subprocess.run(["aic-docgen", f"--examples={dialect}"], capture_output=True,
                          text=True, check=True).stdout
    checked += text.count("// example of ")
    once, error = opt(text)
    twice, error = ("", error) if error else opt(once)
    if error:
        problems.append(f"the examples of {dialect}: {error}")
    elif once != twice:
        problems.append(f"the examples of {dialect} print differently the second time")
report(problems, checked, "examples")
