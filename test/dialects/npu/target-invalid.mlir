// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: a group with a letter missing.
// expected-error@+1 {{'npu.target' op has no 'aray', the nearest is 'array'}}
npu.target @bad {aray = {rows = 4}}

// -----

// C2: a group that is a number.
// expected-error@+1 {{'npu.target' op attribute 'spad' must be dictionary of named attribute values, but got 65536 : i64}}
npu.target @bad {spad = 65536}

// -----

// C2: a key of another name.
// expected-error@+1 {{'npu.target' op 'array' has no 'row', the nearest is 'rows'}}
npu.target @bad {array = {row = 4}}

// -----

// C3: a fraction of a row.
// expected-error@+1 {{'npu.target' op 'array.rows' must be a whole number from 1 to 1024}}
npu.target @bad {array = {rows = 4.5}}

// -----

// C3: a negative bandwidth.
// expected-error@+1 {{'npu.target' op 'ld.bw' must be from 1.52588e-05 to 65536, is -1}}
npu.target @bad {ld = {bw = -1.0}}

// -----

// C3: a negative size.
// expected-error@+1 {{'npu.target' op 'array.rows' must be from 1 to 1024, is -4}}
npu.target @bad {array = {rows = -4}}

// -----

// C3: a rate that is no number.
// expected-error@+1 {{'npu.target' op 'array.rate_i8' must be a number from 0 to 64}}
npu.target @bad {array = {rate_i8 = "fast"}}

// -----

// C3: a rate that is too large.
// expected-error@+1 {{'npu.target' op 'array.rate_i8' must be from 0 to 64, is 1e+300}}
npu.target @bad {array = {rate_i8 = 1.0e300}}

// -----

// C3: a whole one that no fixed point holds.
// expected-error@+1 {{'npu.target' op 'array.rate_i8' must be from 0 to 64, is 9223372036854775807}}
npu.target @bad {array = {rate_i8 = 9223372036854775807}}

// -----

// C3: energy that comes back.
// expected-error@+1 {{'npu.target' op 'energy.dram' must be from 0 to 1.67772e+07, is -1}}
npu.target @bad {energy = {dram = -1.0}}

// -----

// C3: no dataflows.
// expected-error@+1 {{'npu.target' op 'array.dataflow' is an empty list, but must have a word}}
npu.target @bad {array = {dataflow = []}}

// -----

// C3: no operations.
// expected-error@+1 {{'npu.target' op 'vector.ops' is an empty list, but must have a word}}
npu.target @bad {vector = {ops = []}}

// -----

// C3: a number for a switch.
// expected-error@+1 {{'npu.target' op 'array.shadow' must be true or false}}
npu.target @bad {array = {shadow = 1}}

// -----

// C3: a set that is no list.
// expected-error@+1 {{'npu.target' op 'array.dataflow' must be a list of words}}
npu.target @bad {array = {dataflow = "ws"}}

// -----

// C3: an unknown word.
// expected-error@+1 {{'npu.target' op 'ws+rs' is no value of 'array.dataflow'}}
npu.target @bad {array = {dataflow = ["ws", "rs"]}}

// -----

// C4: an array without rows.
// expected-error@+1 {{'npu.target' op array.rows is 0, but must be from 1 to 1024}}
npu.target @bad {array = {rows = 0}}

// -----

// C4: a scratchpad that holds no tile.
// expected-error@+1 {{'npu.target' op spad.size is 512 bytes, but one 16x16 tile of f32 needs 1088}}
npu.target @bad {spad = {size = 512}}

// -----

// C4: no bandwidth.
// expected-error@+1 {{'npu.target' op ld.bw is 0, but must be from 1.52588e-05 to 65536}}
npu.target @bad {ld = {bw = 0}}

// -----

// C4: a derived machine that does not fit together, though each number does.
npu.target @base {spad = {size = 2048}}
// expected-error@+1 {{'npu.target' op spad.size is 2048 bytes, but one 64x16 tile of f32 needs 4352}}
npu.target @bad extends @base {array = {rows = 64}}

// -----

// C4: the base is shipped.
// expected-error@+1 {{'npu.target' op spad.size is 512 bytes, but one 32x32 tile of f32 needs}}
npu.target @bad extends @edge32 {spad = {size = 512}}

// -----

// C4: an array that multiplies nothing.
// expected-error@+1 {{'npu.target' op the array has no type: all of array.rate_* are 0}}
npu.target @bad extends @edge4 {array = {rate_i8 = 0, rate_bf16 = 0, rate_f32 = 0, rate_f16 = 0, rate_i4 = 0, rate_i8i4 = 0}}

// -----

// C4: more rows of weights in a cycle than there are.
// expected-error@+1 {{'npu.target' op array.wload is 8, more than the 4 rows}}
npu.target @bad extends @edge4 {array = {wload = 8}}

// -----

// C4: accumulators without a row of the base's array.
// expected-error@+1 {{'npu.target' op acc.size is 100 bytes, but one row needs 128}}
npu.target @bad extends @edge32 {acc = {size = 100}}

// -----

// C4: slots that do not start at an element of four bytes.
// expected-error@+1 {{'npu.target' op spad.align is 2, but must be from 4 to 4096}}
npu.target @bad extends @edge32 {spad = {align = 2}}

// -----

// C4: slots that do not halve.
// expected-error@+1 {{'npu.target' op spad.align is 33, but must be a power of two}}
npu.target @bad extends @edge32 {spad = {align = 33}}

// -----

// C4: a scratchpad of fewer bytes than banks.
// expected-error@+1 {{'npu.target' op spad.size is 600 bytes, fewer than its 1024 banks}}
npu.target @bad extends @edge4 {spad = {size = 600, banks = 1024}}

// -----

// What a base says wrong is reported there only.
npu.target @worse extends @bad {array = {rows = 8}}
// expected-error@+1 {{'npu.target' op array.cols is 4096, but must be from 1 to 1024}}
npu.target @bad {array = {cols = 4096}}

// -----

// C5: an unknown base.
// expected-error@+1 {{'npu.target' op extends @edge33, which is neither an npu.target of the module nor one of edge16, edge32, edge4, gemmini16, tpu128}}
npu.target @bad extends @edge33

// -----

// C5: circles.
// expected-error@+1 {{'npu.target' op is its own base: @a -> @b -> @c -> @a}}
npu.target @a extends @b
npu.target @b extends @c
npu.target @c extends @a

// -----

// C5: of itself, though there is a shipped one of that name.
// expected-error@+1 {{'npu.target' op is its own base: @edge4 -> @edge4}}
npu.target @edge4 extends @edge4

// -----

// The base is a name.
// expected-error@+1 {{'npu.target' op attribute 'base' must be flat symbol reference attribute, but got "edge4"}}
npu.target @bad extends "edge4"

// -----

// The attributes of an npu.target are checked in any notation.
// expected-error@+1 {{'npu.target' op requires string attribute 'sym_name'}}
"npu.target"() : () -> ()
