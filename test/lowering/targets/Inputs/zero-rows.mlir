npu.target @zero {array = {rows = 0}}
