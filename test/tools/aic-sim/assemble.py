# RUN: %python %s %root/docs/npu-assembly.md %data %t
"""Programs as text: the example of the documentation runs, compiled programs come back as the same bytes, and everything that is
wrong with a text is one error at its place."""

import shutil
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
from npu_text import check_text, sim
from tutorial import blocks

page, data, folder = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir()
(example,) = [body for _, words, body in blocks(page.read_text()) if words == ["text", "double.s"]]


def assemble(text, name="p"):
    path = folder / f"{name}.s"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sim(path, "--assemble", "-o", path.with_suffix(".npu"))


# The example of the page does what it says.
assert assemble(example, "double").returncode == 0
(folder / "in").mkdir()
x = np.arange(16, dtype=np.float32).reshape(2, 8)
np.save(folder / "in/input_0.npy", x)
sim(folder / "double.npu", "--inputs", folder / "in", "--outputs", folder / "out", check=True)
bias = np.array([1] * 4 + [2] * 4, np.float32)
assert (np.load(folder / "out/output_0.npy") == (x + bias) * 2).all()

# The text of a program is complete, and says what was meant.
listing = check_text(folder / "double.npu")
machine_hash = re.search(r"\(hash ([0-9a-f]{16})\)", listing)[1]
assert listing.splitlines()[:4] == [
    "machine tiny 4x4", "set dram.bw=4.5 dram.burst=32", "set sync.queue=8",
    f"program double for tiny (hash {machine_hash}), 0 macs"], listing
assert "    3    ld load wait 1 post 0 buffer 0+0 at (0, 0, 0+1*i0, 0) size" in listing
assert "f32 pad 0x0  // row\n" in listing and "v2 = mul v2 0x40000000;  // times 2.0\n" in listing
assert "  0000803f0000803f0000803f0000803f00000040000000400000004000000040\n}\n" in listing
# Without --data it is short.
short = sim(folder / "double.npu", "--disassemble", check=True).stdout
assert short == listing.replace(" {\n" + listing.split(" {\n")[1].split("}\n")[0] + "}\n", "\n") and "803f" not in short

# Blank lines, comments, other line ends and other numbers are the same program.
program = (folder / "double.npu").read_bytes()
odd = "// a comment\r\n\r\n" + listing.replace("\n    2  loop", "\n\n  // another\n  99\tloop").replace("\n", "\r\n")
assert assemble(odd, "odd").returncode == 0 and (folder / "odd.npu").read_bytes() == program

# Names and sources of any bytes.
strange = example.replace("input x ", '"x').replace('"x', r'input "a \22b\22 (c)\0a // \5c" ').replace("// row", r"// \20a\5c\0ab\0d \"c\" é\20")
strange = strange.replace(r"\"c\"", '"c"').replace("layer 0 double (", 'layer 0 conv1, relu + b (')
assert assemble(strange, "strange").returncode == 0, assemble(strange, "strange")
text = check_text(folder / "strange.npu")
assert r'buffer 0 input "a \22b\22 (c)\0a // \5c" 2x8xf32' in text and r'// \20a\5c\0ab\0d "c" é\20' in text
assert "layer 0 conv1, relu + b (elementwise)" in text

# What the compiler writes: convolutions, depthwise, pool, reduction, fully connected; products of bf16. Those of test/support/npu_case
# are checked where they run.
for target in ("edge4", "edge16", "edge32"):
    for model in ("digits_cnn.onnx", "digits_mlp.onnx", "matmul.mlir"):
        subprocess.run(["aic", "compile", data / model, f"--target=npu:{target}", "-o", folder / "model.npu"], check=True)
        check_text(folder / "model.npu")
(folder / "bf16.mlir").write_text("""
func.func @main(%a: tensor<9x35xbf16>, %b: tensor<35x20xbf16>) -> tensor<9x20xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<9x20xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<9x20xf32>) -> tensor<9x20xf32>
  %r = linalg.matmul ins(%a, %b : tensor<9x35xbf16>, tensor<35x20xbf16>) outs(%z : tensor<9x20xf32>) -> tensor<9x20xf32>
  return %r : tensor<9x20xf32>
}""")
subprocess.run(["aic", "compile", folder / "bf16.mlir", "--target=npu:edge4", "-o", folder / "bf16.npu"], check=True)
assert "mx matmul" in check_text(folder / "bf16.npu") and "bf16*bf16+f32" in check_text(folder / "bf16.npu")

# A list of instructions with every part of the vector language.
everything = """machine all 4x4
program "" for all, 3 macs
buffer 0 input t 25xi32, 100 bytes
  ld load post 0 buffer 0 at (0, 0, 0, 0) size 1x1x1x20 of 1x1x1x25xi32 strides 0,0,0,4 <-> spad[0] strides 0,0,0,4 i32
  vx vec wait 0 post 1 1x1x4 add over 1x2 of v2 from -1 in i32 spad[128] strides 0,0,4 i32 = v3: v0 = i32 spad[0] strides 0,0,4,0,16;
     v1 = imm 7; v2 = add v0 -3; // not the source
     then v3 = rescale.double v2 1073741824 40; v3 = select v3 v2 v0;  // the source
  mx matmul wait 1 i8*i8+i32 2*1x4x4 acc[0] strides 16 = spad[0] strides 4,0 * spad[64] strides 4
  mx matmul ws i8*i8+i32 2*1x4x4 acc[0] strides 16 += spad[0] strides 4,0 * spad[64] strides 4
  vx vec 1x1x4 in i32 spad[192] strides 0,0,4 i32 = v2: v0 = i32 spad[0] strides 0,0,4,0,0; v1 = i8 spad[0] table 80; v2 = lut v0 v1;
"""
assert assemble(everything, "all").returncode == 0, assemble(everything, "all")
text = check_text(folder / "all.npu")
assert ("vx vec wait 0 post 1 1x1x4 add over 1x2 of v2 from 0xffffffff in i32 spad[128] strides 0,0,4 i32 = v3: v0 = i32 spad[0] strides 0,0,4,0,16; "
        "v1 = imm 0x7; v2 = add v0 0xfffffffd; then v3 = rescale.double v2 0x40000000 40; v3 = select v3 v2 v0;  // the source") in text

assert "v1 = i8 spad[0] table 80; v2 = lut v0 v1;\n" in text


problems = []


def wrong(old, new, place, message, text=example):
    """With `new` for the first `old` there is one error, at `place` of the text."""
    assert old in text, old
    changed = text.replace(old, new, 1)
    run = assemble(changed, "wrong")
    wanted = f"aic-sim: {folder}/wrong.s:{place}: {message}\n"
    if (run.returncode, run.stdout, run.stderr) != (1, "", wanted) or (folder / "wrong.npu").exists():
        problems.append(f"{old!r} -> {new!r}: {run}\nwanted {wanted}")


wrong("machine tiny 4x4\n", "", "1:1", "settings stand between the machine and the program")
wrong("machine", "maschine", "1:1", "expected machine, set or program, found 'maschine'")
wrong("set dram", "machine m 4x4\nset dram", "2:1", "a second machine")
wrong("buffer 0", "program p\nbuffer 0", "6:1", "a second program")
wrong(example[:example.index("program")], "", "1:1", "a machine comes first")
wrong("(elementwise)", "elementwise", "15:35", "expected '(', found the end of the line")
wrong("(elementwise)", "()", "15:17", "expected a kind, found '),'")
wrong("0 macs", "18446744073709551616 macs", "15:31", "a number of multiply-adds is 18446744073709551616, but must be from 0 to 18446744073709551615")
wrong("4x4", "4", "1:15", "expected 'x' and the columns of the array, found the end of the line")
wrong("4x4", "4x9999", "1:16", "array.cols is 9999, but must be from 1 to 1024")
wrong("tiny", "t" * 32, "1:9", "a name of over 31 letters")
wrong("dram.bw=4.5", "dram.bw", "2:5", "'dram.bw' is not of the form group.key=value")
wrong("dram.bw=4.5", "dram.wb=4.5", "2:5", "a machine has no parameter 'dram.wb'")
wrong("dram.burst=32", "dram.burst=0", "5:1", "dram.burst is 0, but must be from 1 to 65536")
wrong("for tiny", "for other", "5:20", "the machine is 'tiny'")
wrong("for tiny", "for tiny (hash 0123456789abcdef)", "5:31",
      f"the machine has the hash {machine_hash}, not 0123456789abcdef; leave it out to assemble for another machine")
wrong("for tiny", "for tiny (hash 12)", "5:33", "expected 16 hexadecimal digits, found ')'")
wrong("program double for tiny", "", "6:1", "a program comes first")
wrong("buffer 0", "buffer 1", "6:8", "the next buffer is 0")
wrong("input x", "entry x", "6:10", "expected input, output, constant or temporary, found 'entry'")
wrong("2x8xf32", "2x8xf33", "6:22", "expected i4, i8, i32, f16, bf16 or f32, found 'f33'")
wrong("2x8xf32", "1x1x1x1x1x1x1x1x1xf32", "6:34", "a buffer has at most 8 dimensions")
wrong("input x", 'input "x', "6:16", "a name in quotes that does not end")
wrong("input x", r'input "x\0"', "6:18", r"expected two hexadecimal digits behind '\'")
wrong("input x", r'input "x\00"', "6:18", "a zero byte in a text")
wrong("0000803f 0", "0000803g 0", "8:9", "expected two hexadecimal digits or '}', found '3g'")
wrong("0000803f 0000803f ", "", "10:1", "the constant ends after 24 of 32 bytes")
wrong("0000803f ", "0000803f 00 ", "9:36", "more than the 32 bytes of the constant")
wrong(example[example.index("}"):], "", "10:1", "expected '}', found the end of the file")
wrong(example[example.index(" {"):example.index("}") + 1], "", "7:29",
      "constant 'bias' has no data; --disassemble writes it with --data")
wrong("1073741824 40", "1073741824 64", "7:45", "a shift is 64, but must be from 0 to 63", everything)
wrong("semaphore 1", "semaphore 64", "12:11", "a semaphore is 64, but must be from 0 to 63")
wrong("starts at 2", "starts 2", "12:20", "expected 'at', found '2'")
wrong("vx sync", "ax sync", "18:3", "expected a command: loop, end, ld, mx, vx or st, found 'ax'")
wrong("vx sync", "vx snyc", "18:6", "expected sync, load, store, matmul or vec, found 'snyc'")
wrong("wait 3", "wait 3,4,5,6", "18:22", "a command has at most 3 semaphores to wait")
wrong("wait 3", "wait", "18:15", "expected a semaphore, found the end of the line")
wrong("wait 3", "wait 3 \x01", "18:18", "expected the end of the line, found the byte 0x01")
wrong("loop i0", "loop i1", "19:8", "the index of this loop is i0, as 0 loops are around")
wrong("loop i0 < 2", "loop i0 < 99999999999", "19:13", "a number of iterations is 99999999999, but must be from 0 to 4294967295")
wrong("(0, 0, i0, 0)", "(0, 0, i1, 0)", "20:46", "i1 is no index of the 1 loops around the command")
wrong("(0, 0, i0, 0)", "(0, 0, i0)", "20:48", "expected ',', found ')'")
wrong("(0, 0, i0, 0)", "(0, 0, 3000000000, 0)", "20:46", "a coordinate above 2147483647")
wrong("(0, 0, i0, 0)", "(0, 0, 4294967295+1, 0)", "20:57", "this makes a sum that needs over 32 bits")
wrong("(0, 0, i0, 0)", "(0, 0, 3000000000*i0, 0)", "20:46", "i0 is multiplied by more than 2147483647")
wrong("<-> spad[0+", "spad[0+", "20:97", "expected '<->', found the end of the line")
wrong("<-> spad[0+", "<-> rf[0+", "21:12", "expected spad[...] or acc[...], found 'rf[0+32*((i0)%2)]'")
wrong("spad[0+", "spad[-1+", "21:17", "an address below 0")
wrong("(i0)%2", "(2)%2", "21:24", "a ring of 2 slots turns by 0 to 1 of them")
wrong("(i0)%2", "(i0)%5", "21:28", "the depth of a ring is 5, but must be from 2 to 4")
wrong("32*((i0)%2)", "32*((i0)%2)+8*((i0)%2)", "21:31", "a second ring, or a negative one")
wrong("strides 0,0,4,0,0", "strides 0,-1,4,0,0", "23:47", "expected a stride, found '-1,4,0,0;'")
wrong("v1 = f32", "v2 = f32", "24:8", "sources are v0 to v5, in order, before the first micro-op")
wrong("add v0 v1", "plus v0 v1", "25:13", "expected a type or a micro-op, found 'plus'")
wrong("add v0 v1", "add v16 v1", "25:17", "expected v0 to v15, found 'v16'")
wrong("add v0 v1;", "add v0 v1", "25:22", "expected ';', found the end of the line")
wrong("0x40000000", "0x400000000", "26:20", "expected 1 to 8 hexadecimal digits behind 0x")
wrong("v2 = add v0 v1;", "then v2 = add v0 v1;", "25:8", "'then' separates what a reduction combines from what follows it, once")
wrong("v2 = add v0 v1;", "v2 = add v0 v1;" * 33, "25:488", "a command has at most 32 micro-ops")
wrong("  end\n", "", "29:1", "expected the end of a loop, found the end of the file")
wrong("  end\n", "  end\n  end\n", "30:3", "no loop is open")
wrong("  end\n", "  loop i1 < 1\n  loop i2 < 1\nloop i3 < 1\nloop i3 < 1\n", "32:6", "loops are nested at most 4 deep")
wrong("+= ", "-= ", "9:52", "expected '=' or '+=', found '-='", everything)
wrong("+= ", "+=(loops 0x10) ", "9:61", "0x10 is no set of loops, from 0x1 to 0xf", everything)
wrong("i8*i8+i32", "i3*i3+i32", "8:20", "expected i8*i8+i32, bf16*bf16+f32, f32*f32+f32, f16*f16+f32, i4*i4+i32 or i8*i4+i32, found 'i3*i3+i32'", everything)
wrong(example, "", "1:1", "expected a machine, found the end of the file")

# What is spelled right and means nothing good is the verifier's, with the line of the command.
wrong("wait 3", "wait 33", "18", "command 1 (sync): waits for semaphore 33, the machine has 32")
wrong("size 1x1x1x8 of 1x1x2x8xf32", "size 1x1x1x8 of 1x1x3x8xf32", "20",
      "command 3 (load, row): tensor of 96 bytes at byte 0 is outside buffer 0 (x), which has 64")

# Bytes that are no text; files that are missing; command lines.
run = assemble(b"\x7fELF\x00\xff", "wrong")
assert run.returncode == 1 and run.stderr == f"aic-sim: {folder}/wrong.s:1:1: expected machine, set or program, found the byte 0x7f\n", run
run = sim(folder / "missing.s", "--assemble", "-o", folder / "wrong.npu")
assert run.returncode == 1 and run.stderr.startswith("aic-sim: cannot open '") and run.stderr.count("\n") == 1, run
run = sim(folder / "double.s", "--assemble", "-o", folder / "none/wrong.npu")
assert run.returncode == 1 and "cannot write" in run.stderr and run.stderr.count("\n") == 1, run
for words, message in [
    (["--assemble"], "--assemble needs -o FILE"),
    (["--assemble", "--disassemble"], "--assemble and --disassemble are opposites"),
    (["--verify", "-o", "x"], "-o needs --assemble"),
    (["--verify", "--data"], "--data needs --disassemble"),
    (["--assemble", "-o", folder / "double.s"], f"the output '{folder}/double.s' is the text"),
]:
    run = sim(folder / "double.s", *words)
    assert run.returncode == 2 and run.stderr.startswith(f"aic-sim: {message};"), run
assert (folder / "double.s").read_text() == listing and not (folder / "wrong.npu").exists()
assert not problems, "\n".join(problems)
