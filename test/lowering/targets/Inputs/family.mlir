npu.target @child extends @parent {array = {rows = 8}}
npu.target @parent {array = {rows = 4, cols = 4}, spad = {size = 65536}}
