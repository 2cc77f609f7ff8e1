"""Asks npu-fuzz for what is wrong or stays on the host: `fuzz_wrong.py BUILD`."""

import struct
import subprocess
import sys

ADD = """func.func @main(%a: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.add ins(%a, %a : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}"""
SAME = "func.func @main(%a: tensor<4xf32>) -> tensor<4xf32> {\n  return %a : tensor<4xf32>\n}"


def case(text, output):
    ends = [struct.pack("<4f", 1, 2, 3, 4), struct.pack("<4f", *output)]
    head = f"case lower-to-npu{{target=edge4;explain=true}} {len(text)} 1 1\n{text}"
    return head.encode() + b"".join(b"\n%d\n" % len(end) + end for end in ends) + b"\n"


asked = [case(ADD, [2, 4, 6, 8]), case(ADD, [2, -4.5, 6, -8]), case("no", [0] * 4), case(SAME, [0] * 4)]
sys.exit(subprocess.run([f"{sys.argv[1]}/bin/npu-fuzz"], input=b"".join(asked)).returncode)
