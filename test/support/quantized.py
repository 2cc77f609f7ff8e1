"""Quantized networks as TOSA, and what they compute by the formulas of TOSA's specification.

A `Network` is written operation by operation. Each method takes and gives a `Tensor`
and, unless the network is built with `values=False`, computes its elements with numpy
(64-bit integers and, for products, floats that are exact). Activations are i8 with a
zero point, weights i8, sums i32, and rescalings have a multiplier and a shift per
channel. Everything follows from `seed`.
"""

import dataclasses
import math

import numpy as np


def apply_scale_32(value, multiplier, shift, double_round):
    """As TOSA states it, elementwise; `shift` is 2 to 62."""
    value, multiplier, shift = (np.asarray(x, np.int64) for x in (value, multiplier, shift))
    rounding = np.int64(1) << (shift - 1)
    if double_round:
        rounding = rounding + np.where(shift > 31, np.where(value >= 0, 1 << 30, -(1 << 30)), 0)
    return (value * multiplier + rounding) >> shift


def scale_of(factor):
    """Multiplier and shift for a factor, as quantizers choose them."""
    fraction, exponent = math.frexp(factor)
    return round(fraction * (1 << 30)), 30 - exponent


@dataclasses.dataclass
class Tensor:
    name: str
    shape: tuple
    zero: int  # the number that stands for 0
    spread: float  # about how far values are from it
    values: np.ndarray = None


class Network:
    def __init__(self, seed=0, values=True):
        self.rng = np.random.default_rng(seed)
        self.values = values
        self.lines, self.resources, self.inputs = [], [], []
        self.arguments = []
        self.macs = 0

    # Text ------------------------------------------------------------------

    def name(self):
        return f"%{len(self.lines)}"

    def emit(self, line):
        name = self.name()
        self.lines.append(f"  {name} = {line}")
        return name

    def constant(self, array, element):
        kind = "x".join(map(str, array.shape)) + f"x{element}"
        if array.size <= 16:
            text = f"dense<{array.tolist()}>"
        else:
            key = f"w{len(self.resources)}"
            data = array.astype({"i8": "i1", "i32": "<i4"}[element]).tobytes()
            self.resources.append(f'      {key}: "0x{(4).to_bytes(4, "little").hex()}{data.hex()}"')
            text = f"dense_resource<{key}>"
        return self.emit(f'"tosa.const"() <{{values = {text} : tensor<{kind}>}}> : () -> tensor<{kind}>')

    def scalar(self, number, element):
        return self.constant(np.array([number]), element)

    def input(self, shape, zero=0):
        name = f"%x{len(self.inputs)}"
        self.inputs.append(self.rng.integers(-128, 128, shape, dtype=np.int8))
        self.arguments.append(f"{name}: {kind(shape, 'i8')}")
        return Tensor(name, shape, zero, 74.0, self.inputs[-1].astype(np.int64) if self.values else None)

    def text(self, *results):
        types = ", ".join(kind(x.shape, "i8") for x in results)
        names = ", ".join(x.name for x in results)
        body = "\n".join(self.lines)
        resources = ",\n".join(self.resources)
        return (
            f"func.func @main({', '.join(self.arguments)}) -> ({types}) {{\n{body}\n  return {names} : {types}\n}}\n"
            f"{{-#\n  dialect_resources: {{\n    builtin: {{\n{resources}\n    }}\n  }}\n#-}}\n"
        )

    # Rescaling -------------------------------------------------------------

    def rescale(self, name, shape, values, factors, zeros, types, double_round=True):
        """`values` - zeros[0], times `factors` (one, or one per channel), + zeros[1], as types[1]."""
        scales = [scale_of(factor) for factor in factors]
        multiplier, shift = (np.array(x) for x in zip(*scales))
        operands = [
            self.constant(multiplier, "i32"),
            self.constant(shift, "i8"),
            self.scalar(zeros[0], types[0]),
            self.scalar(zeros[1], types[1]),
        ]
        channel = "true" if len(factors) > 1 else "false"
        count = len(factors)
        result = self.emit(
            f"tosa.rescale {name}, {', '.join(operands)} {{scale32 = true, "
            f"rounding_mode = {'DOUBLE' if double_round else 'SINGLE'}_ROUND, per_channel = {channel}, "
            "input_unsigned = false, output_unsigned = false} : "
            f"({kind(shape, types[0])}, tensor<{count}xi32>, tensor<{count}xi8>, tensor<1x{types[0]}>, "
            f"tensor<1x{types[1]}>) -> {kind(shape, types[1])}"
        )
        if values is not None:
            values = apply_scale_32(values - zeros[0], multiplier, shift, double_round) + zeros[1]
            if types[1] == "i8":
                values = np.clip(values, -128, 127)
        return result, values

    def clamp(self, x, low, high):
        """Limits of an activation, as numbers of i8."""
        name = self.emit(
            f"tosa.clamp {x.name} {{min_val = {low} : i8, max_val = {high} : i8}} : "
            f"({kind(x.shape, 'i8')}) -> {kind(x.shape, 'i8')}"
        )
        values = None if x.values is None else np.clip(x.values, low, high)
        return Tensor(name, x.shape, x.zero, x.spread, values)

    # Layers ----------------------------------------------------------------

    def crop(self, x, kernel, stride, pad):
        """Without the rows and columns that a window never reads: TOSA takes none."""
        sizes = [max(0, (size - kernel + 2 * pad) % stride - pad) for size in x.shape[1:3]]
        if not any(sizes):
            return x
        shape = (x.shape[0], x.shape[1] - sizes[0], x.shape[2] - sizes[1], x.shape[3])
        at, size = (
            self.emit(f"tosa.const_shape {{values = dense<{list(numbers)}> : tensor<4xindex>}} : () -> !tosa.shape<4>")
            for numbers in ((0, 0, 0, 0), shape)
        )
        name = self.emit(
            f"tosa.slice {x.name}, {at}, {size} : "
            f"({kind(x.shape, 'i8')}, !tosa.shape<4>, !tosa.shape<4>) -> {kind(shape, 'i8')}"
        )
        values = None if x.values is None else x.values[:, : shape[1], : shape[2]]
        return Tensor(name, shape, x.zero, x.spread, values)

    def conv(self, x, channels, kernel, stride=1, pad=0, relu=True, depthwise=False, high=127):
        x = self.crop(x, kernel, stride, pad)
        n, h, w, c = x.shape
        oh, ow = ((size + 2 * pad - kernel) // stride + 1 for size in (h, w))
        depth = kernel * kernel * (1 if depthwise else c)
        channels = c if depthwise else channels
        weight_shape = (kernel, kernel, c, 1) if depthwise else (channels, kernel, kernel, c)
        weights = self.rng.integers(-127, 128, weight_shape, dtype=np.int8)
        spread = x.spread * 73 * math.sqrt(depth)
        bias = self.rng.integers(-int(spread), int(spread) + 1, channels)
        shape = (n, oh, ow, channels)
        self.macs += n * oh * ow * channels * depth
        operands = [
            x.name,
            self.constant(weights, "i8"),
            self.constant(bias, "i32"),
            self.scalar(x.zero, "i8"),
            self.scalar(0, "i8"),
        ]
        name = self.emit(
            f"tosa.{'depthwise_conv2d' if depthwise else 'conv2d'} {', '.join(operands)} {{acc_type = i32, "
            f"pad = {pads(x.shape, oh, ow, kernel, stride, pad)}, stride = array<i64: {stride}, {stride}>, "
            f"dilation = array<i64: 1, 1>}} : ({kind(x.shape, 'i8')}, {kind(weight_shape, 'i8')}, "
            f"tensor<{channels}xi32>, tensor<1xi8>, tensor<1xi8>) -> {kind(shape, 'i32')}"
        )
        values = None
        if x.values is not None:
            values = convolve(x.values - x.zero, weights, stride, pad, depthwise) + bias
        # The lowest number stands for 0 behind a rectifier, else one near the middle.
        zero = -128 if relu else int(self.rng.integers(-20, 20))
        wanted = 70.0 if relu else 35.0
        factors = wanted / (1.2 * spread) * self.rng.uniform(0.7, 1.4, channels)
        name, values = self.rescale(name, shape, values, factors, (0, zero), ("i32", "i8"))
        result = Tensor(name, shape, zero, wanted / 1.4 if relu else wanted, values)
        return self.clamp(result, zero, high) if relu else result

    def add(self, x, y, relu=True):
        """A sum of two tensors of their own scales, in 20 more bits, as quantizers write it."""
        parts = []
        for tensor in (x, y):
            factor = float(self.rng.uniform(0.5, 1.0)) * (1 << 20)
            parts.append(
                self.rescale(tensor.name, x.shape, tensor.values, [factor], (tensor.zero, 0), ("i8", "i32"), False)
            )
        (a, first), (b, second) = parts
        name = self.emit(f"tosa.add {a}, {b} : ({kind(x.shape, 'i32')}, {kind(x.shape, 'i32')}) -> {kind(x.shape, 'i32')}")
        values = None if first is None else first + second
        zero = -128 if relu else int(self.rng.integers(-20, 20))
        spread = 0.75 * math.hypot(x.spread, y.spread)
        wanted = 70.0 if relu else 35.0
        factors = [wanted / spread / (1 << 20)]
        name, values = self.rescale(name, x.shape, values, factors, (0, zero), ("i32", "i8"), False)
        result = Tensor(name, x.shape, zero, wanted / 1.4 if relu else wanted, values)
        return self.clamp(result, zero, 127) if relu else result

    def max_pool(self, x, kernel, stride, pad):
        n, h, w, c = x.shape
        oh, ow = ((size + 2 * pad - kernel) // stride + 1 for size in (h, w))
        shape = (n, oh, ow, c)
        name = self.emit(
            f"tosa.max_pool2d {x.name} {{kernel = array<i64: {kernel}, {kernel}>, "
            f"pad = {pads(x.shape, oh, ow, kernel, stride, pad)}, stride = array<i64: {stride}, {stride}>}} : "
            f"({kind(x.shape, 'i8')}) -> {kind(shape, 'i8')}"
        )
        values = None
        if x.values is not None:
            padded = np.pad(x.values, ((0, 0), (pad, pad), (pad, pad), (0, 0)), constant_values=-128)
            values = np.max([window(padded, i, j, oh, ow, stride) for i in range(kernel) for j in range(kernel)], axis=0)
        return Tensor(name, shape, x.zero, x.spread, values)

    def avg_pool(self, x, kernel, stride=1, pad=0):
        n, h, w, c = x.shape
        oh, ow = ((size + 2 * pad - kernel) // stride + 1 for size in (h, w))
        shape = (n, oh, ow, c)
        zeros = [self.scalar(x.zero, "i8"), self.scalar(x.zero, "i8")]
        name = self.emit(
            f"tosa.avg_pool2d {x.name}, {', '.join(zeros)} {{acc_type = i32, kernel = array<i64: {kernel}, {kernel}>, "
            f"pad = {pads(x.shape, oh, ow, kernel, stride, pad)}, stride = array<i64: {stride}, {stride}>}} : "
            f"({kind(x.shape, 'i8')}, tensor<1xi8>, tensor<1xi8>) -> {kind(shape, 'i8')}"
        )
        values = None
        if x.values is not None:
            # Elements outside are no part of the average.
            ones = np.ones((1, h, w, 1), np.int64)
            sums = [
                sum(window(np.pad(a, ((0, 0), (pad, pad), (pad, pad), (0, 0))), i, j, oh, ow, stride)
                    for i in range(kernel) for j in range(kernel))
                for a in (x.values - x.zero, ones)
            ]
            shift = np.vectorize(lambda count: 32 - 32 + int(count - 1).bit_length())(sums[1])
            multiplier = ((1 << 30) + 1 << shift) // sums[1]
            values = apply_scale_32(sums[0], multiplier, 30 + shift, False) + x.zero
            values = np.clip(values, -128, 127)
        return Tensor(name, shape, x.zero, x.spread / 2, values)


def kind(shape, element):
    return f"tensor<{'x'.join(map(str, shape))}x{element}>"


def pads(shape, oh, ow, kernel, stride, pad):
    """As many rows and columns behind the last as are read: TOSA takes no others."""
    behind = [(out - 1) * stride + kernel - size - pad for out, size in ((oh, shape[1]), (ow, shape[2]))]
    return f"array<i64: {pad}, {behind[0]}, {pad}, {behind[1]}>"


def window(x, i, j, oh, ow, stride):
    return x[:, i : i + stride * (oh - 1) + 1 : stride, j : j + stride * (ow - 1) + 1 : stride]


def convolve(x, weights, stride, pad, depthwise):
    """Exact: sums stay below 2^53."""
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0))).astype(np.float64)
    weights = weights.astype(np.float64)
    kernel = weights.shape[0] if depthwise else weights.shape[1]
    oh, ow = ((size - kernel) // stride + 1 for size in x.shape[1:3])
    y = 0
    for i in range(kernel):
        for j in range(kernel):
            taps = window(x, i, j, oh, ow, stride)
            y = y + (taps * weights[i, j, :, 0] if depthwise else taps @ weights[:, i, j].T)
    return np.asarray(y, np.float64).astype(np.int64)


def resnet50(size=224, width=64, values=True, blocks=(3, 4, 6, 3), classes=1000):
    """ResNet-50 (version 1.5): the network, its result."""
    net = Network(50, values)
    x = net.input((1, size, size, 3), zero=-5)
    x = net.conv(x, width, 7, 2, 3)
    x = net.max_pool(x, 3, 2, 1)
    for stage, count in enumerate(blocks):
        middle = width << stage
        for block in range(count):
            stride = 2 if stage and not block else 1
            skip = x if block else net.conv(x, 4 * middle, 1, stride, relu=False)
            y = net.conv(x, middle, 1)
            y = net.conv(y, middle, 3, stride, 1)
            y = net.conv(y, 4 * middle, 1, relu=False)
            x = net.add(y, skip)
    x = net.avg_pool(x, x.shape[1])
    return net, net.conv(x, classes, 1, relu=False)


MOBILENET_V2 = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))


def mobilenet_v2(size=224, divisor=1, values=True, stages=MOBILENET_V2, classes=1000):
    """MobileNetV2 with all channels divided by `divisor`: the network, its result."""
    net = Network(2, values)
    x = net.input((1, size, size, 3), zero=-1)
    x = net.conv(x, 32 // divisor, 3, 2, 1)
    for expansion, channels, count, first in stages:
        for block in range(count):
            stride = 1 if block else first
            y = net.conv(x, x.shape[3] * expansion, 1) if expansion > 1 else x
            y = net.conv(y, 0, 3, stride, 1, depthwise=True)
            y = net.conv(y, channels // divisor, 1, relu=False)
            x = net.add(x, y, relu=False) if stride == 1 and x.shape[3] == y.shape[3] else y
    x = net.conv(x, 1280 // divisor, 1)
    x = net.avg_pool(x, x.shape[1])
    return net, net.conv(x, classes, 1, relu=False)
