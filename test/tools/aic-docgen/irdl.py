# RUN: %python %s %root %t
"""A stock mlir-opt reads, checks and prints our dialects from their IRDL.

What IRDL of MLIR 22 cannot say is in docs/irdl/README.md: an operation has no
traits, so that a block cannot end without a terminator or with one of ours,
and all values of a variadic group have one type.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(sys.argv[1])
WORK = Path(sys.argv[2])
WORK.mkdir(parents=True, exist_ok=True)
UNCHECKED = "--mlir-very-unsafe-disable-verifier-on-parsing"


def run(*arguments, text, good=True):
    done = subprocess.run([*arguments, "--split-input-file", "-"], input=text,
                          capture_output=True, text=True)
    assert not good or done.returncode == 0, f"{arguments}:\n{done.stderr}\n{text}"
    return done.stderr if not good else done.stdout


def with_terminators(text):
    """Ends the blocks of npu with an operation of no dialect."""
    lines, owners = [], []
    for line in text.splitlines():
        if re.match(r"\s*\}\)", line) and owners.pop().startswith("npu."):
            lines.append('"end"() : () -> ()')
        lines.append(line)
        if line.endswith("({"):
            owners.append(re.search(r'"([\w.]+)"\(', line).group(1))
    return "\n".join(lines)


def generated(*arguments):
    return subprocess.run(["aic-docgen", *arguments], capture_output=True,
                          text=True, check=True).stdout


seen = set()
for dialect in ("graph", "npu"):
    definition = generated(f"--irdl={dialect}")
    irdl = WORK / f"{dialect}.irdl.mlir"
    irdl.write_text(definition)
    opt = ["mlir-opt", f"--irdl-file={irdl}", "--allow-unregistered-dialect"]
    operations = re.split(r"irdl\.operation @", definition)[1:]
    variadic = {f"{dialect}.{op.split()[0]}" for op in operations if "variadic" in op}

    cases = [generated(f"--examples={dialect}")]
    for path in sorted((ROOT / "test/dialects" / dialect).glob("*.mlir")):
        if not path.stem.endswith("-invalid"):
            # Errors and remarks are expected of runs with options only.
            cases.append(path.read_text())
    case = "\n// -----\n".join(cases)
    wanted = run("aic-opt", text=case)
    generic = run("aic-opt", "--mlir-print-op-generic", text=case)
    seen.update(re.findall(rf'"({dialect}\.[\w.]+)"\(', generic))
    # There and back, nothing is lost.
    printed = run(*opt, UNCHECKED, text=generic)
    assert run("aic-opt", text=printed) == wanted
    # All that our verifiers let through, IRDL lets through.
    errors = run(*opt, text=with_terminators(generic), good=False)
    errors = [e for e in re.split(r"(?m)^(?=\S.*error: )", errors) if e.strip()]
    for error in errors:
        mixed = re.search(r"expected '.*' but got '.*'", error)
        owner = re.search(r'note: see current operation:.*?"([\w.]+)"\(', error, re.S)
        assert mixed and owner.group(1) in variadic, error
    assert {f"{dialect}.{op.split()[0]}" for op in operations} <= seen, seen
    print(f"{dialect}: {len(operations)} operations in {len(cases)} files, of "
          f"which {len(errors)} parts have groups of mixed types")

    # A wrong one is refused.
    wrong = {
        "graph": [
            ('"graph.softmax"(%a, %a) {axis = 1 : i64} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>',
             "op expects exactly 1 operands, but got 2"),
            ('"graph.unary"(%a) {kind = "rely"} : (tensor<2x2xf32>) -> tensor<2x2xf32>',
             "'\"rely\"' does not satisfy the constraint"),
            ('"graph.softmax"(%a) : (tensor<2x2xf32>) -> tensor<2x2xf32>',
             'attribute "axis" is expected but not provided'),
            ('"graph.softmax"(%i) {axis = 1 : i64} : (index) -> tensor<2x2xf32>',
             "expected base type 'builtin.tensor' but got 'builtin.index'"),
            ('"graph.softermax"(%a) : (tensor<2x2xf32>) -> tensor<2x2xf32>',
             "unregistered operation 'graph.softermax'"),
        ],
        "npu": [
            ('"npu.acquire"(%a) : (tensor<2x2xf32>) -> memref<2xf32>',
             "expected base type 'npu.ring' but got 'builtin.tensor'"),
            ('"npu.buffer"() : () -> memref<4xi8, #npu.space<"drum">>',
             "'\"drum\"' does not satisfy the constraint"),
            ('"npu.view"(%m, %a) {map = affine_map<(d0) -> (d0)>} : '
             '(memref<2xf32>, tensor<2x2xf32>) -> memref<2xf32>',
             "expected 'index' but got 'tensor<2x2xf32>'"),
            ('"npu.barrier"() ({}) : () -> ()',
             "unexpected number of regions: expected 0 but got 1"),
        ],
    }
    for operation, message in wrong[dialect]:
        text = ("func.func @f(%a: tensor<2x2xf32>, %i: index, %m: memref<2xf32>) {\n"
                f"  {operation}\n  return\n}}\n")
        errors = run(*opt, text=text, good=False)
        assert message in errors, f"{operation}:\n{errors}"
