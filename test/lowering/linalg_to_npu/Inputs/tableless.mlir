npu.target @tableless extends @edge4 {vector = {lut_tables = 0}}
