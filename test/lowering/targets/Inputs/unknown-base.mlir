// A base that is not in this file.
npu.target @mine extends @gone {array = {rows = 8}}
