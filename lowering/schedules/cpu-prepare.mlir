//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Takes apart what has neither loops nor buffers of its own: softmax, packing,
// concatenation. Apart from the schedule proper, because a replacement of that
// must not have to care.
//
//===----------------------------------------------------------------------===//

module attributes {transform.with_named_sequence} {
  transform.named_sequence @decompose(%op: !transform.any_op {transform.consumed}) {
    %parts = transform.structured.decompose_interface %op : (!transform.any_op) -> !transform.any_op
    transform.yield
  }
  transform.named_sequence @lower_pack(%op: !transform.any_op {transform.readonly}) {
    %pack = transform.cast %op : !transform.any_op to !transform.op<"linalg.pack">
    %pad, %expand, %transpose = transform.structured.lower_pack %pack {lowerPadLikeWithInsertSlice = false}
        : (!transform.op<"linalg.pack">) -> (!transform.op<"tensor.pad">, !transform.op<"tensor.expand_shape">, !transform.op<"linalg.transpose">)
    transform.yield
  }
  transform.named_sequence @lower_unpack(%op: !transform.any_op {transform.readonly}) {
    %unpack = transform.cast %op : !transform.any_op to !transform.op<"linalg.unpack">
    %empty, %transpose, %collapse, %slice = transform.structured.lower_unpack %unpack {lowerUnpadLikeWithExtractSlice = false}
        : (!transform.op<"linalg.unpack">) -> (!transform.op<"tensor.empty">, !transform.op<"linalg.transpose">, !transform.op<"tensor.collapse_shape">, !transform.op<"tensor.extract_slice">)
    transform.yield
  }

  transform.named_sequence @__transform_main(%f: !transform.any_op {transform.readonly}) {
    %softmax = transform.structured.match ops{["linalg.softmax"]} in %f : (!transform.any_op) -> !transform.any_op
    transform.foreach %softmax : !transform.any_op {
    ^bb0(%op: !transform.any_op):
      transform.include @decompose failures(suppress) (%op) : (!transform.any_op) -> ()
    }
    %pack = transform.structured.match ops{["linalg.pack"]} in %f : (!transform.any_op) -> !transform.any_op
    transform.foreach %pack : !transform.any_op {
    ^bb0(%op: !transform.any_op):
      transform.include @lower_pack failures(suppress) (%op) : (!transform.any_op) -> ()
    }
    %unpack = transform.structured.match ops{["linalg.unpack"]} in %f : (!transform.any_op) -> !transform.any_op
    transform.foreach %unpack : !transform.any_op {
    ^bb0(%op: !transform.any_op):
      transform.include @lower_unpack failures(suppress) (%op) : (!transform.any_op) -> ()
    }
    transform.apply_patterns to %f {
      transform.apply_patterns.tensor.decompose_concat
    } : !transform.any_op
    transform.yield
  }
}
