npu.target @small {array = {rows = 8, cols = 8}, spad = {size = 65536}}
