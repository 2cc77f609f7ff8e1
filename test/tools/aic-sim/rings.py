# RUN: %python %s %t
"""The table of rings and what operands claim: a program whose claims hold, and what is refused where they do not."""

import re
import shutil
import sys
from pathlib import Path

from npu_text import check_text, sim

folder = Path(sys.argv[1])
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir()

# Four rows are doubled. The result is written in two halves, the second of which reads the first: order counts.
GOOD = """
machine tiny 4x4
program double for tiny
buffer 0 input x 4x8xf32
buffer 1 output y 4x8xf32
semaphore 1 starts at 2
semaphore 3 starts at 2
ring 0 "rows" (spad 0, 2 slots of 32, 32 used), commands 1 to 3, filled by ld, used by vx
ring 1 results (spad 64, 2 slots of 64, 32 used), commands 2 to 4, filled by vx, used by st
loop i0 < 4
  ld load wait 1 post 0 buffer 0 at (0, 0, i0, 0) size 1x1x1x8 of 1x1x4x8xf32 strides 0,0,32,4 <-> spad[0+32*((i0)%2)]{ring 0 fill i0 at 0:32} strides 0,0,0,4 f32 // row
  vx vec wait 0,3 1x1x4 in f32 spad[64+64*((i0)%2)]{ring 1 fill i0 at 0:16 of 2} strides 0,0,4 f32 = v1: v0 = f32 spad[0+32*((i0)%2)]{ring 0 use i0 at 0:16} strides 0,0,4,0,0; v1 = add v0 v0; // low
  vx vec post 1,2 1x1x4 in f32 spad[80+64*((i0)%2)]{ring 1 fill i0 at 16:32 after 1 of 2} strides 0,0,4 f32 = v1: v0 = f32 spad[16+32*((i0)%2)]{ring 0 use i0 at 16:32} strides 0,0,4,0,0; v1 = add v0 v0; // high
  st store wait 2 post 3 buffer 1 at (0, 0, i0, 0) size 1x1x1x8 of 1x1x4x8xf32 strides 0,0,32,4 <-> spad[64+64*((i0)%2)]{ring 1 use i0 at 0:32} strides 0,0,0,4 f32 // out
end
"""


def assemble(text, name="p"):
    path = folder / f"{name}.s"
    path.write_text(text)
    return sim(path, "--assemble", "-o", path.with_suffix(".npu"))


def replaced(*changes):
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return text


def refuse(error, *changes):
    made = assemble(replaced(*changes), "bad")
    assert made.returncode == 1 and made.stderr.count("\n") == 1 and error in made.stderr, (error, made)
    assert not (folder / "bad.npu").exists()


made = assemble(GOOD, "good")
assert made.returncode == 0, made
listing = check_text(folder / "good.npu")
assert 'ring 0 rows (spad 0, 2 slots of 32, 32 used), commands 1 to 3, filled by ld, used by vx\n' in listing, listing
assert "{ring 1 fill 0+1*i0 at 16:32 after 1 of 2}" in listing

verified = sim(folder / "good.npu", "--verify", check=True).stdout
assert verified == f"{folder / 'good.npu'}: 6 commands, 2 rings, verified\n", verified
lines = [re.sub(r"\{ring[^}]*\}", "", line) for line in GOOD.splitlines() if not line.startswith("ring ")]
assert assemble("\n".join(lines), "plain").returncode == 0
verified = sim(folder / "plain.npu", "--verify", check=True).stdout
assert verified == f"{folder / 'plain.npu'}: 6 commands, verified without a table of rings\n", verified

# The table.
refuse("ring 1 (results): uses 32 bytes of slots of 16777216 and ends at byte 33554496 of spad", ("slots of 64", "slots of 16777216"))
refuse("ring 0 (rows) and ring 1 (results) share bytes 32 to 64 of spad and are both in use at command 2",
       ("(spad 64,", "(spad 32,"))
refuse("ring 0 (rows): is in use from command 1 to 9 of 6", ("commands 1 to 3", "commands 1 to 9"))
refuse("ring 0 (rows): unknown space 0, or depth 5", ('"rows" (spad 0, 2 slots of 32', '"rows" (spad 0, 5 slots of 32'))
refuse("this is ring 1", ("ring 1 results", "ring 2 results"))
refuse("expected ld, mx, vx, st or none", ("filled by ld", "filled by dma"))

# What holds at any time.
refuse("command 4 (store, out): tile: claims ring 1 (results), which is in use from command 2 to 3", ("commands 2 to 4", "commands 2 to 3"))
refuse("command 2 (vec, low): source 0: claims ring 0 (rows), which engine vx does not use", ("filled by ld, used by vx", "filled by ld, used by mx"))
refuse("command 1 (load, row): tile: claims ring -1 of 2", ("{ring 0 fill i0 at 0:32}", ""))
refuse("claims ring 7 of 2", ("ring 0 fill i0", "ring 7 fill i0"))
refuse("command 1 (load, row): tile: claims turn 1 of ring 0 (rows), but is in phase 0 of a ring of 2 slots of 32 bytes",
       ("ring 0 fill i0", "ring 0 fill 1+i0"))
refuse("command 2 (vec, low): destination: touches bytes 16 to 32 of the slot, not the bytes 0 to 16 that it claims of ring 1",
       ("f32 spad[64+64*((i0)%2)]{ring 1 fill", "f32 spad[80+64*((i0)%2)]{ring 1 fill"))

# What depends on the order. A row too far, a turn that was never filled, bytes of another command, sums out of order.
refuse("command 1 (load, row): writes turn 2 of ring 0 (rows), but nothing has filled the slot",
       ("ring 0 fill i0", "ring 0 fill 2+i0"))
refuse("command 2 (vec, low): reads turn 2 of ring 0 (rows), but its slot holds turn 0, written by command 1 (load, row)",
       ("{ring 0 use i0 at 0:16}", "{ring 0 use 2+i0 at 0:16}"))
refuse("command 2 (vec, low): writes turn 0 of ring 1 (results), where it follows 0 writes of its engine and not 3; "
       "the slot was last written by", ("fill i0 at 0:16 of 2}", "fill i0 at 0:16 after 3 of 2}"))
lines = GOOD.splitlines()
first = next(i for i, line in enumerate(lines) if line.endswith("// low"))
lines[first], lines[first + 1] = (lines[first + 1].replace("vec post 1,2", "vec wait 0,3"),
                                  lines[first].replace("vec wait 0,3", "vec post 1,2"))
made = assemble("\n".join(lines), "bad")
assert "command 2 (vec, high): writes turn 0 of ring 1 (results), where it follows 0 writes of its engine and not 1" in made.stderr, made
refuse("command 4 (store, out): reads turn 0 of ring 1 (results), but bytes 64 to 96 of spad may not have been written in this turn, "
       "as command 2 (vec, low) was the last to do",
       ("  vx vec post 1,2 1x1x4 in f32 spad[80+64*((i0)%2)]{ring 1 fill i0 at 16:32 after 1 of 2} strides 0,0,4 f32 = v1: "
        "v0 = f32 spad[16+32*((i0)%2)]{ring 0 use i0 at 16:32} strides 0,0,4,0,0; v1 = add v0 v0; // high", "vx sync post 1,2"))

refuse("command 4 (store, out): reads turn 0 of ring 1 (results), which engine vx has written 2 times of 3, the last time by "
       "command 3 (vec, high)", ("after 1 of 2", "after 1 of 3"))

# DRAM: outputs are written as a whole, temporaries before they are read.
refuse("output 1 (y): only 96 of its 128 bytes are written, the first that is not is byte 96", ("loop i0 < 4", "loop i0 < 3"))
refuse("temporary 1 (y): only 96 of its 128 bytes are written, the first that is not is byte 96",
       ("loop i0 < 4", "loop i0 < 3"), ("buffer 1 output", "buffer 1 temporary"))
refuse("command 4 (store, out): stores from -1 on in dimension 3, before the tensor begins",
       ("buffer 1 at (0, 0, i0, 0)", "buffer 1 at (0, 0, i0, -1)"))
refuse("stores to buffer 0 (x), which is an input", ("store wait 2 post 3 buffer 1", "store wait 2 post 3 buffer 0"))
refuse("command 1 (load, row): reads bytes 0 to 32 of buffer 0 (x), which may not have been written yet, the first at byte 0",
       ("buffer 0 input", "buffer 0 temporary"))

# Text that is none.
refuse("expected 'fill' or 'use'", ("ring 0 fill i0", "ring 0 take i0"))
refuse("a count that may be below 0", ("ring 0 fill i0", "ring 0 fill -1*i0"))
refuse("i1 is no index of the 1 loops around the command", ("ring 0 fill i0", "ring 0 fill i1"))
