"""Damages a shared library: `damage.py machine|random FROM TO`.

`random` writes damaged copies to TO, checks each, and counts what came of it.
"""

import random
import struct
import subprocess
import sys

kind, source, target = sys.argv[1:4]
data = open(source, "rb").read()
if kind == "machine":
    # e_machine becomes that of S/390, which aic has no use for.
    open(target, "wb").write(data[:18] + struct.pack("<H", 22) + data[20:])
    sys.exit()

# Places worth damaging: the header, the program headers, and the segments of
# kind PT_DYNAMIC and the first kilobytes, where symbols and hashes lie.
start, = struct.unpack_from("<Q", data, 32)
size, count = struct.unpack_from("<HH", data, 54)
places = [(0, 64), (start, size * count), (start + size * count, 6000)]
for index in range(count):
    kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", data, start + index * size)
    if kind == 2:
        places.append((offset, length))

generator = random.Random(22)
refused = loaded = crashes = 0
for _ in range(40):
    copy = bytearray(data)
    offset, length = generator.choice(places)
    for _ in range(generator.randint(1, 4)):
        copy[offset + generator.randrange(length)] = generator.choice((0, 1, 0x7F, 0x80, 0xFF))
    open(target, "wb").write(copy)
    code = subprocess.run(["aic-opt", "--check-plugin", target], capture_output=True,
                          timeout=60).returncode
    refused += code == 1
    loaded += code == 0
    crashes += code not in (0, 1)
print(f"{refused} refused, {loaded} loaded, {crashes} crashes")
