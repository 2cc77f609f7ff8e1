"""Writes two small models that together use most builders of the import."""

import os
import sys

import onnx.parser

OPS = """
<ir_version: 8, opset_import: ["" : 17]>
m (float[n,4,9,9] x) => (float[n,2] y)
  <float[6,2,3,3] w = {1.5}, float[6] p = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, float low = {0.0},
   float[2,6] g = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 1.0, 2.0, 3.0},
   int64[8] pads = {0, 0, 1, 1, 0, 0, 1, 1}> {
  a = Conv <group = 2, strides = [1,2], pads = [1,1,1,1], auto_pad = "NOTSET"> (x, w, p)
  b = BatchNormalization <epsilon = 0.01> (a, p, p, p, p)
  c = Clip(b, low)
  d = MaxPool <kernel_shape = [3,3], strides = [2,2], ceil_mode = 1> (c)
  e = Pad(d, pads)
  f = AveragePool <kernel_shape = [2,2], auto_pad = "SAME_UPPER"> (e)
  h = InstanceNormalization(f, p, p)
  i = LRN <size = 3> (h)
  j = PRelu(i, low)
  k = LeakyRelu <alpha = 0.2> (j)
  l = Transpose <perm = [0,2,3,1]> (k)
  q = Transpose <perm = [0,3,1,2]> (l)
  r = GlobalAveragePool(q)
  s = Flatten(r)
  t = Softmax <axis = 1> (s)
  u = Gemm <transB = 1, alpha = 0.5> (t, g)
  v = ReduceMean <axes = [1]> (u)
  y = Sub(u, v)
}
"""

SHAPES = """
<ir_version: 8, opset_import: ["" : 17]>
m (float[n,6,8] x, int64[n,2] i) => (float[n,48] y, float[n,1,6,8] z, float[n,2,6,8] v, bool[n,3,8] t)
  <int64 zero = {0}, int64[1] zeros = {0}, int64[1] open = {-1}, int64[1] one = {1},
   int64[1] two = {2}, int64[3] tiles = {1, 1, 2}, int64[4] wide = {1, 2, 1, 1}> {
  shape = Shape(x)
  size = Gather(shape, zero)
  list = Unsqueeze(size, zeros)
  same = Mul(list, one)
  target = Concat <axis = 0> (same, open)
  y = Reshape(x, target)
  z = Unsqueeze(x, one)
  v = Expand(z, wide)
  a = Slice(x, one, two, one)
  b = Tile(x, tiles)
  c, d = Split <axis = 1> (x)
  e = Gather <axis = 2> (x, zero)
  f = Squeeze(a, one)
  g = ConstantOfShape <value = int64[1] {3}> (two)
  t = Less(c, d)
  k = Where(t, c, d)
  o = Cast <to = 10> (f)
  p = Constant <value_ints = [1, 2]> ()
  q = Add(i, p)
}
"""

for name, text in (("ops", OPS), ("shapes", SHAPES)):
    text = text.replace("{1.5}", "{" + ", ".join(["1.5"] * 108) + "}")
    with open(os.path.join(sys.argv[1], name + ".onnx"), "wb") as file:
        file.write(onnx.parser.parse_model(text).SerializeToString())
