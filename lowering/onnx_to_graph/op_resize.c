//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Resize and Upsample. Along each axis the result is a linear function of the
// input with constant coefficients: a choice of elements (nearest) or a product
// with a matrix (linear and cubic), so that no operation of its own is needed.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/// Longer axes would make matrices of more than 64 MB.
enum { MAX_SIZE = 4096 };

/// How an axis is sampled.
typedef struct Sampling {
  const char *transformation; ///< from a coordinate to one of the input
  const char *nearest;        ///< how nearest rounds
  bool linear, cubic;
  double coefficient; ///< of cubic
  bool excludeOutside;
} Sampling;

/// One axis.
typedef struct Axis {
  int64_t in, out;
  double scale;
} Axis;

static double sourceOf(const Sampling *sampling, const Axis *axis, int64_t at) {
  const char *mode = sampling->transformation;
  double x = (double)at, in = (double)axis->in;
  // As ONNX has it: the size before it was rounded down.
  double exact = axis->scale * in;
  if (strcmp(mode, "asymmetric") == 0)
    return x / axis->scale;
  if (strcmp(mode, "align_corners") == 0)
    return exact <= 1 ? 0 : x * (in - 1) / (exact - 1);
  if (strcmp(mode, "pytorch_half_pixel") == 0 && axis->out == 1)
    return 0;
  double middle = (x + 0.5) / axis->scale - 0.5;
  if (strcmp(mode, "half_pixel_symmetric") == 0)
    return in / 2 * (1 - (double)axis->out / exact) + middle;
  return middle; // half_pixel
}

static int64_t clampTo(double x, int64_t size) {
  return x<0 ? 0 : x>(double)(size - 1) ? size - 1 : (int64_t)x;
}

static int64_t nearestOf(const Sampling *sampling, const Axis *axis,
                         int64_t at) {
  double x = sourceOf(sampling, axis, at);
  const char *mode = sampling->nearest;
  double rounded = strcmp(mode, "floor") == 0               ? floor(x)
                   : strcmp(mode, "ceil") == 0              ? ceil(x)
                   : strcmp(mode, "round_prefer_ceil") == 0 ? floor(x + 0.5)
                                                            : ceil(x - 0.5);
  return clampTo(rounded, axis->in);
}

// Coefficients of the elements first, first + 1, ... for one result.
static int taps(const Sampling *sampling, double x, double *weights,
                double *first) {
  double below = floor(x), t = x - below, a = sampling->coefficient;
  if (sampling->linear) {
    *first = below;
    weights[0] = 1 - t;
    weights[1] = t;
    return 2;
  }
  *first = below - 1;
  weights[0] = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a;
  weights[1] = ((a + 2) * t - (a + 3)) * t * t + 1;
  weights[2] = ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1;
  weights[3] = ((a * (2 - t) - 5 * a) * (2 - t) + 8 * a) * (2 - t) - 4 * a;
  return 4;
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

static MlirValue weightOf(AicImport *import, const AicConstant *constant) {
  MlirAttribute value = aicConstantAttr(import->context, &constant->tensor);
  return aicNodeBuild(
      import, "graph.weight",
      (AicBuild){.infer = true, .attributes = AIC_ATTRS({"value", value})});
}

static MlirValue resizeNearest(AicImport *import, MlirValue x, intptr_t dim,
                               const Sampling *sampling, const Axis *axis) {
  AicConstant *indices =
      aicConstantCreate(import, AIC_ONNX_INT64, 1, &axis->out);
  int64_t factor = axis->out / axis->in;
  bool repeats = axis->out == factor * axis->in;
  for (int64_t i = 0; indices && i < axis->out; ++i) {
    int64_t from = nearestOf(sampling, axis, i);
    aicConstantSet(import, indices, i, from, 0);
    repeats = repeats && from == i / factor;
  }
  if (!indices)
    return (MlirValue){NULL};
  AicInts sizes = aicNodeSizes(import, x), apart = {0}, wide = {0};
  if (!repeats || sizes.count == AIC_IMPORT_MAX_RANK)
    return aicNodeGather(import, x, weightOf(import, indices), dim);
  // Every element the same number of times: [.., n, ..] to [.., n, f, ..].
  for (intptr_t i = 0; i < sizes.count; ++i) {
    apart.symbols[apart.count] = sizes.symbols[i];
    apart.at[apart.count++] = sizes.at[i];
    wide.at[wide.count++] = -1;
    if (i != dim)
      continue;
    apart.at[apart.count++] = 1;
    wide.at[wide.count++] = factor;
  }
  sizes.at[dim] = axis->out;
  MlirValue repeated =
      aicNodeBroadcast(import, aicNodeReshape(import, x, &apart), &wide);
  return aicNodeReshape(import, repeated, &sizes);
}

// The matrix whose row i has the coefficients of element i of the result.
static MlirValue matrixOf(AicImport *import, MlirType element,
                          const Sampling *sampling, const Axis *axis) {
  const int64_t dims[] = {axis->out, axis->in};
  AicConstant *matrix = aicConstantCreate(import, AIC_ONNX_FLOAT, 2, dims);
  double *row = aicArenaAlloc(&import->arena, (size_t)axis->in, sizeof *row);
  if (!matrix || !row) {
    aicNodeFail(import, "no memory for a matrix of %" PRId64 " x %" PRId64,
                axis->out, axis->in);
    return (MlirValue){NULL};
  }
  // The arena gave this constant its own writable bytes.
  float *values = (float *)(uintptr_t)matrix->tensor.data;
  for (int64_t i = 0; i < axis->out; ++i) {
    double weights[4], first, sum = 0;
    int count = taps(sampling, sourceOf(sampling, axis, i), weights, &first);
    memset(row, 0, (size_t)axis->in * sizeof *row);
    for (int k = 0; k < count; ++k) {
      double at = first + k;
      if (sampling->excludeOutside && (at < 0 || at >= (double)axis->in))
        continue;
      row[clampTo(at, axis->in)] += weights[k];
      sum += weights[k];
    }
    for (int64_t k = 0; k < axis->in; ++k)
      values[i * axis->in + k] = (float)(row[k] / (sum != 0 ? sum : 1));
  }
  return aicNodeCast(import, weightOf(import, matrix), element);
}

// The product with the matrix along dimension `dim`.
static MlirValue resizeLinear(AicImport *import, MlirValue x, intptr_t dim,
                              const Sampling *sampling, const Axis *axis) {
  intptr_t rank = aicNodeDims(x).rank;
  MlirValue matrix = matrixOf(import, aicNodeElement(x), sampling, axis);
  if (rank >= 2 && dim == rank - 2)
    return aicNodeMatmul(import, matrix, x, false, false);
  if (dim == rank - 1)
    return aicNodeMatmul(import, x, matrix, false, true);
  AicInts swap = {.count = rank};
  for (intptr_t i = 0; i < rank; ++i)
    swap.at[i] = i;
  swap.at[dim] = rank - 1;
  swap.at[rank - 1] = dim;
  x = aicNodeTranspose(import, x, &swap);
  x = aicNodeMatmul(import, x, matrix, false, true);
  return aicNodeTranspose(import, x, &swap);
}

//===----------------------------------------------------------------------===//
// Reading the node
//===----------------------------------------------------------------------===//

static bool oneOf(AicImport *import, const char *what, const char *word,
                  const char *const *words) {
  for (; *words; ++words)
    if (strcmp(word, *words) == 0)
      return true;
  return aicNodeFail(import, "%s is '%s', which is not supported", what, word);
}

static bool readSampling(AicImport *import, Sampling *sampling) {
  bool old = import->opset < 11;
  const char *mode = aicNodeText(import, "mode", "nearest");
  *sampling = (Sampling){
      .transformation = aicNodeText(import, "coordinate_transformation_mode",
                                    old ? "asymmetric" : "half_pixel"),
      .nearest = aicNodeText(import, "nearest_mode",
                             old ? "floor" : "round_prefer_floor"),
      // Upsample had two words for it.
      .linear = strcmp(mode, "linear") == 0 || strcmp(mode, "bilinear") == 0,
      .cubic = strcmp(mode, "cubic") == 0,
      .coefficient = (double)aicNodeFloat(import, "cubic_coeff_a", -0.75f),
      .excludeOutside = aicNodeInt(import, "exclude_outside", 0) != 0,
  };
  if (aicNodeInt(import, "antialias", 0) != 0)
    return aicNodeFail(import, "antialias is not supported");
  static const char *const modes[] = {"nearest", "linear", "bilinear", "cubic",
                                      NULL};
  static const char *const transformations[] = {
      "half_pixel",    "half_pixel_symmetric", "pytorch_half_pixel",
      "align_corners", "asymmetric",           NULL};
  static const char *const nearest[] = {
      "round_prefer_floor", "round_prefer_ceil", "floor", "ceil", NULL};
  return oneOf(import, "mode", mode, modes) &&
         oneOf(import, "coordinate_transformation_mode",
               sampling->transformation, transformations) &&
         oneOf(import, "nearest_mode", sampling->nearest, nearest);
}

typedef struct Target {
  AicInts axes;
  double scales[AIC_IMPORT_MAX_RANK];
  AicInts sizes; ///< count 0 when scales are given
} Target;

static bool readScales(AicImport *import, size_t input, Target *target) {
  const AicConstant *constant = aicNodeConstant(import, input);
  if (!constant || constant->symbols ||
      constant->tensor.type != AIC_ONNX_FLOAT ||
      constant->tensor.count != target->axes.count)
    return aicNodeFail(import,
                       "scales must be a constant of %" PRIdPTR " floats",
                       target->axes.count);
  for (intptr_t i = 0; i < target->axes.count; ++i)
    target->scales[i] = aicConstantNumber(&constant->tensor, i);
  return true;
}

// Sizes of one axis, from a size or a scale; false after an error.
static bool findAxis(AicImport *import, const Target *target, intptr_t index,
                     int64_t in, double common, Axis *axis) {
  if (in < 0)
    return aicNodeFail(import, "a dynamic dimension cannot be resized");
  bool sized = target->sizes.count != 0;
  double scale = sized ? (double)target->sizes.at[index] / (double)in
                       : target->scales[index];
  *axis = (Axis){in, 0, common != 0 ? common : scale};
  double out = common != 0 ? floor(common * (double)in + 0.5)
               : sized     ? (double)target->sizes.at[index]
                           : floor(scale * (double)in);
  if (in < 1 || in > MAX_SIZE || !(out >= 1) || out > (double)MAX_SIZE)
    return aicNodeFail(import,
                       "a dimension of size %" PRId64
                       " cannot be resized to %g; sizes must lie between 1 "
                       "and %d",
                       in, out, (int)MAX_SIZE);
  axis->out = (int64_t)out;
  return true;
}

// The scale of all axes under keep_aspect_ratio_policy; 0 to stretch each.
static double commonScale(AicImport *import, const Target *target,
                          const AicDims *dims) {
  const char *policy =
      aicNodeText(import, "keep_aspect_ratio_policy", "stretch");
  bool smaller = strcmp(policy, "not_larger") == 0;
  if (!target->sizes.count || (!smaller && strcmp(policy, "not_smaller") != 0))
    return 0;
  double result = 0;
  for (intptr_t i = 0; i < target->axes.count; ++i) {
    double scale =
        (double)target->sizes.at[i] / (double)dims->at[target->axes.at[i]];
    if (i == 0 || (smaller ? scale < result : scale > result))
      result = scale;
  }
  return result;
}

static bool readTarget(AicImport *import, const AicDims *dims, Target *target) {
  *target = (Target){.axes = {.count = 0}};
  if (!aicNodeIntList(import, "axes", &target->axes)) {
    target->axes.count = dims->rank;
    for (intptr_t i = 0; i < dims->rank; ++i)
      target->axes.at[i] = i;
  }
  for (intptr_t i = 0; i < target->axes.count; ++i)
    if (!aicNodeAxis(import, dims->rank, &target->axes.at[i]))
      return false;
  // Resize of opset 10 and Upsample have the scales second.
  size_t input = import->opset < 11 ? 1 : 2;
  const AicOnnxAttr *attr = aicOnnxNodeAttr(import->node, "scales");
  if (attr && attr->type == AIC_ONNX_ATTR_FLOATS &&
      attr->count == (size_t)dims->rank) {
    for (intptr_t i = 0; i < dims->rank; ++i)
      target->scales[i] = (double)attr->floats[i];
    return true;
  }
  if (!aicNodeHasInput(import, 3))
    return readScales(import, input, target);
  if (!aicNodeInputInts(import, 3, "sizes", &target->sizes))
    return false;
  if (target->sizes.count != target->axes.count)
    return aicNodeFail(import, "%" PRIdPTR " sizes for %" PRIdPTR " axes",
                       target->sizes.count, target->axes.count);
  return true;
}

bool aicImportResize(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  Sampling sampling;
  Target target;
  if (mlirValueIsNull(x) || !readSampling(import, &sampling))
    return false;
  AicDims dims = aicNodeDims(x);
  if (!readTarget(import, &dims, &target))
    return false;
  double common = commonScale(import, &target, &dims);
  for (intptr_t i = 0; i < target.axes.count && !aicNodeFailed(import); ++i) {
    intptr_t dim = (intptr_t)target.axes.at[i];
    // An axis that keeps its size may be dynamic.
    AicSymbol wanted = target.sizes.count ? target.sizes.symbols[i] : 0;
    if (wanted               ? wanted == aicSymbolOf(&import->symbols, x, dim)
        : target.sizes.count ? common == 0 && target.sizes.at[i] == dims.at[dim]
                             : target.scales[i] == 1.0)
      continue;
    Axis axis;
    if (!findAxis(import, &target, i, dims.at[dim], common, &axis))
      return false;
    x = sampling.linear || sampling.cubic
            ? resizeLinear(import, x, dim, &sampling, &axis)
            : resizeNearest(import, x, dim, &sampling, &axis);
  }
  return aicNodeFinish(import, x);
}
