# RUN: %python %s | FileCheck %s
"""Operations of quantized TOSA that the residual networks lack: averages at the border,
which divide by as many elements as there are, products of two activations with zero
points, a depthwise convolution with a multiplier per channel and an upper limit."""

import numpy as np
from model import run_text
from quantized import Network, apply_scale_32, scale_of


def check(name, text, inputs, wanted, host=0):
    assert wanted.std() > 5, wanted.std()
    for target in ("cpu", "npu:edge32", "npu:edge4"):
        (got,), stats = run_text(text, inputs, f"--target={target}")
        assert np.array_equal(got, wanted), (name, target, np.abs(got - wanted).max())
        assert target == "cpu" or stats["host_operations"] == host, (name, target, stats["host_operations"])
    print(f"{name}: exact")


net = Network(7)
x = net.input((1, 13, 13, 24), zero=9)
y = net.avg_pool(net.crop(x, 3, 2, 1), 3, 2, 1)
check("average", net.text(y), net.inputs, y.values)

net = Network(8)
x = net.input((1, 14, 14, 16), zero=-40)
y = net.conv(x, 0, 3, 1, 1, depthwise=True, high=90)
check("depthwise", net.text(y), net.inputs, y.values)

# A product of activations, as scores of attention; rescaled per tensor.
rng = np.random.default_rng(9)
a, b = (rng.integers(-128, 128, shape, dtype=np.int8) for shape in ((3, 20, 33), (3, 33, 17)))
factor = 0.0005
multiplier, shift = scale_of(factor)
text = f"""
func.func @main(%a: tensor<3x20x33xi8>, %b: tensor<3x33x17xi8>) -> tensor<3x20x17xi8> {{
  %za = "tosa.const"() <{{values = dense<-7> : tensor<1xi8>}}> : () -> tensor<1xi8>
  %zb = "tosa.const"() <{{values = dense<11> : tensor<1xi8>}}> : () -> tensor<1xi8>
  %0 = tosa.matmul %a, %b, %za, %zb : (tensor<3x20x33xi8>, tensor<3x33x17xi8>, tensor<1xi8>, tensor<1xi8>) -> tensor<3x20x17xi32>
  %m = "tosa.const"() <{{values = dense<{multiplier}> : tensor<1xi32>}}> : () -> tensor<1xi32>
  %s = "tosa.const"() <{{values = dense<{shift}> : tensor<1xi8>}}> : () -> tensor<1xi8>
  %z = "tosa.const"() <{{values = dense<0> : tensor<1xi32>}}> : () -> tensor<1xi32>
  %y = "tosa.const"() <{{values = dense<-20> : tensor<1xi8>}}> : () -> tensor<1xi8>
  %1 = tosa.rescale %0, %m, %s, %z, %y {{scale32 = true, rounding_mode = SINGLE_ROUND, per_channel = false, input_unsigned = false, output_unsigned = false}} : (tensor<3x20x17xi32>, tensor<1xi32>, tensor<1xi8>, tensor<1xi32>, tensor<1xi8>) -> tensor<3x20x17xi8>
  return %1 : tensor<3x20x17xi8>
}}
"""
total = (a.astype(np.int64) + 7) @ (b.astype(np.int64) - 11)
check("product", text, [a, b], np.clip(apply_scale_32(total, multiplier, shift, False) - 20, -128, 127))

# CHECK: average: exact
# CHECK: depthwise: exact
# CHECK: product: exact
