# RUN: %python %s %root/test/fuzz/corpus/npu_assembly/types %t
"""A program file with a right checksum and one wrong field is one error that says what is wrong."""

import shutil
import struct
import sys
import zlib
from pathlib import Path

from npu_text import sim

text, folder = Path(sys.argv[1]), Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir()
shutil.copy(text, folder / "good.s")
sim(folder / "good.s", "--assemble", "-o", folder / "good.npu", check=True)
good = (folder / "good.npu").read_bytes()

# Where things are, as runtime/npu/program_file.c says.
VERSION, CRC, BUFFERS, COMMANDS, PARAMS, SIZE, HASH, STREAM_BYTES, STRING_BYTES, MACHINE = 6, 8, 12, 16, 20, 24, 32, 48, 56, 64


def u32(at):
    return struct.unpack_from("<I", good, at)[0]


names = MACHINE + 32 + 8 * u32(PARAMS)
buffers = [names + 4 + 80 * i for i in range(u32(BUFFERS))]
layers = names + 4 + 80 * u32(BUFFERS) + 64 * 4
rings = layers + 4 + 44 * u32(layers)
claims = rings + 8 + 28 * u32(rings)
stream = (claims + 60 * u32(rings + 4) + 31) // 32 * 32
sources = stream + u32(STREAM_BYTES)
strings = sources + 4 * u32(COMMANDS)
constant = buffers[2]
assert good[constant] == 2 and good[strings + u32(STRING_BYTES) - 1] == 0, "the places are others"


def refuse(error, *changes):
    """`changes` are places, the format of what is there, and its value."""
    data = bytearray(good)
    for at, form, value in changes:
        struct.pack_into("<" + form, data, at, value)
    struct.pack_into("<I", data, CRC, 0)
    struct.pack_into("<I", data, CRC, zlib.crc32(data))
    path = folder / "bad.npu"
    path.write_bytes(data)
    done = sim(path, "--verify")
    assert (done.returncode, done.stdout) == (1, ""), (error, done)
    assert done.stderr == f"aic-sim: {path}: {error}\n", (error, done.stderr)


params, commands, size = u32(PARAMS), u32(COMMANDS), len(good)
sim(folder / "good.npu", "--verify", check=True)
refuse("is not an NPU program", (0, "B", 0x61))
refuse("is of version 77, this is version 3", (VERSION, "H", 77))
refuse(f"is truncated or extended: it has {size} bytes, but was written with {size + 1}", (SIZE, "Q", size + 1))
refuse(f"describes its machine with {params + 1} parameters, this version knows {params}", (PARAMS, "I", params + 1))
refuse("has a broken machine", (MACHINE + 31, "B", 0x61))
machine_hash = struct.unpack_from("<Q", good, HASH)[0]
refuse(f"is for another machine: its machine 'types' has the hash {machine_hash:016x}, but it was made for {1:016x}", (HASH, "Q", 1))
refuse("has a stream that is larger than the file", (STREAM_BYTES, "Q", 2**63))
refuse("has buffers that are larger than the file", (BUFFERS, "I", 2**32 - 1))
for value in (0, size, 2**64 - 1):
    refuse("has names that are larger than the file", (STRING_BYTES, "Q", value))
refuse("has a name that does not end", (strings + u32(STRING_BYTES) - 1, "B", 0x61))
refuse("has a program name outside its names", (names, "I", u32(STRING_BYTES)))
refuse("has a buffer name outside its names", (buffers[1] + 4, "I", 2**32 - 1))
refuse("has a buffer of an unknown type or without bytes", (buffers[0] + 1, "B", 6))
refuse("has a buffer of an unknown type or without bytes", (buffers[0] + 72, "Q", 0))
for value in (33, 2**64 - 1):
    refuse("has constants that are larger than the file", (constant + 72, "Q", value))
refuse("has bytes after its last constant", (constant + 72, "Q", 31))
refuse("has bytes after its last command", (COMMANDS, "I", commands - 1), (STRING_BYTES, "Q", u32(STRING_BYTES) + 4))
refuse("has a source name outside its names", (sources + 4, "I", 2**32 - 2))
# Opcode, and the words that the command has.
for opcode in (0, 8, 255):
    refuse("has a broken command", (stream, "B", opcode))
