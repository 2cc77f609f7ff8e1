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
// expected-error@+1 {{'npu.target' op 'array.rows' must be a whole number of at least 0}}
npu.target @bad {array = {rows = 4.5}}

// -----

// C3: a negative bandwidth.
// expected-error@+1 {{'npu.target' op 'ld.bw' must be at least 0, is -1}}
npu.target @bad {ld = {bw = -1.0}}

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

// The attributes of an npu.target are checked in any notation.
// expected-error@+1 {{'npu.target' op requires string attribute 'sym_name'}}
"npu.target"() : () -> ()
