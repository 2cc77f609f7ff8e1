//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Linalg on tensors to vectors, for one function. Contractions and convolutions
// become register tiles; what is not matched stays linalg and becomes loops,
// which LLVM vectorizes where it can. Only what carries the mark `aic.tile` is
// made a vector: a whole operation as one vector would take minutes to compile.
//
// Sizes come from the payload's dlti.map: rows `mr` and columns `nr` of a
// register tile, unrolling `ku` of the reduction.
// Loops over tiles of the result are marked `aic.parallel`: their iterations are
// independent (aic-parallel-loops).
//
//===----------------------------------------------------------------------===//

module attributes {transform.with_named_sequence} {
  // A product of more than one row.
  transform.named_sequence @is_matmul(%op: !transform.any_op {transform.readonly}) -> !transform.any_op {
    transform.match.operation_name %op ["linalg.matmul"] : !transform.any_op
    %rows = transform.match.structured %op : (!transform.any_op) -> !transform.param<i64> {
    ^bb0(%matmul: !transform.any_op):
      %dim = transform.match.structured.dim %matmul[0] : (!transform.any_op) -> !transform.param<i64>
      transform.match.structured.yield %dim : !transform.param<i64>
    }
    %one = transform.param.constant 1 : i64 -> !transform.param<i64>
    transform.match.param.cmpi ne %rows, %one : !transform.param<i64>
    transform.yield %op : !transform.any_op
  }
  // A product of one row reads each value of the right operand once.
  transform.named_sequence @is_row_matmul(%op: !transform.any_op {transform.readonly}) -> !transform.any_op {
    transform.match.operation_name %op ["linalg.matmul"] : !transform.any_op
    %rows = transform.match.structured %op : (!transform.any_op) -> !transform.param<i64> {
    ^bb0(%matmul: !transform.any_op):
      %dim = transform.match.structured.dim %matmul[0] : (!transform.any_op) -> !transform.param<i64>
      transform.match.structured.yield %dim : !transform.param<i64>
    }
    %one = transform.param.constant 1 : i64 -> !transform.param<i64>
    transform.match.param.cmpi eq %rows, %one : !transform.param<i64>
    transform.yield %op : !transform.any_op
  }
  transform.named_sequence @is_batch_matmul(%op: !transform.any_op {transform.readonly}) -> !transform.any_op {
    transform.match.operation_name %op ["linalg.batch_matmul"] : !transform.any_op
    transform.yield %op : !transform.any_op
  }
  transform.named_sequence @is_conv(%op: !transform.any_op {transform.readonly}) -> !transform.any_op {
    transform.match.operation_name %op ["linalg.conv_2d_nhwc_hwcf"] : !transform.any_op
    transform.yield %op : !transform.any_op
  }

  // Splits off the ragged end of a loop, so that the rest has constant sizes. A
  // loop that needs no split is left alone.
  transform.named_sequence @peel(%loop: !transform.any_op {transform.readonly}) {
    %for = transform.cast %loop : !transform.any_op to !transform.op<"scf.for">
    %main, %rest = transform.loop.peel %for : (!transform.op<"scf.for">) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }

  // What is small enough to be a vector.
  transform.named_sequence @mark(%op: !transform.any_op {transform.readonly}) {
    transform.annotate %op "aic.tile" : !transform.any_op
    transform.yield
  }
  transform.named_sequence @do_matmul(%op: !transform.any_op {transform.consumed}) {
    %mr = transform.dlti.query ["mr"] at %op : (!transform.any_op) -> !transform.param<i64>
    %nr = transform.dlti.query ["nr"] at %op : (!transform.any_op) -> !transform.param<i64>
    %ku = transform.dlti.query ["ku"] at %op : (!transform.any_op) -> !transform.param<i64>
    %t, %l:2 = transform.structured.tile_using_for %op tile_sizes [%mr, %nr] interchange = [1, 0] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.annotate %l#1 "aic.parallel" : !transform.any_op
    transform.annotate %l#0 "aic.parallel" : !transform.any_op
    %k, %lk = transform.structured.tile_using_for %t tile_sizes [0, 0, %ku] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.include @mark failures(propagate) (%k) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%lk) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%l#1) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%l#0) : (!transform.any_op) -> ()
    transform.yield
  }
  // Goes along the rows of the right operand, as they lie in memory, which is
  // what takes the time; the accumulator stays in the nearest cache.
  transform.named_sequence @do_row_matmul(%op: !transform.any_op {transform.consumed}) {
    %vl = transform.dlti.query ["vl"] at %op : (!transform.any_op) -> !transform.param<i64>
    %t, %ln = transform.structured.tile_using_for %op tile_sizes [0, 1024] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    %k, %lk = transform.structured.tile_using_for %t tile_sizes [0, 0, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    %n, %lv = transform.structured.tile_using_for %k tile_sizes [0, %vl] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.include @mark failures(propagate) (%n) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%lv) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%lk) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%ln) : (!transform.any_op) -> ()
    transform.yield
  }
  transform.named_sequence @do_batch_matmul(%op: !transform.any_op {transform.consumed}) {
    %mr = transform.dlti.query ["mr"] at %op : (!transform.any_op) -> !transform.param<i64>
    %nr = transform.dlti.query ["nr"] at %op : (!transform.any_op) -> !transform.param<i64>
    %ku = transform.dlti.query ["ku"] at %op : (!transform.any_op) -> !transform.param<i64>
    %t, %l:3 = transform.structured.tile_using_for %op tile_sizes [1, %mr, %nr] interchange = [0, 2, 1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.annotate %l#2 "aic.parallel" : !transform.any_op
    transform.annotate %l#1 "aic.parallel" : !transform.any_op
    transform.annotate %l#0 "aic.parallel" : !transform.any_op
    %k, %lk = transform.structured.tile_using_for %t tile_sizes [0, 0, 0, %ku] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.include @mark failures(propagate) (%k) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%lk) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%l#2) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%l#1) : (!transform.any_op) -> ()
    transform.yield
  }
  transform.named_sequence @do_conv(%op: !transform.any_op {transform.consumed}) {
    %mr = transform.dlti.query ["mr"] at %op : (!transform.any_op) -> !transform.param<i64>
    %nr = transform.dlti.query ["nr"] at %op : (!transform.any_op) -> !transform.param<i64>
    %ku = transform.dlti.query ["ku"] at %op : (!transform.any_op) -> !transform.param<i64>
    %t, %l:4 = transform.structured.tile_using_for %op tile_sizes [1, 1, %mr, %nr] interchange = [0, 3, 1, 2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.annotate %l#2 "aic.parallel" : !transform.any_op
    transform.annotate %l#1 "aic.parallel" : !transform.any_op
    transform.annotate %l#0 "aic.parallel" : !transform.any_op
    %k, %lk:3 = transform.structured.tile_using_for %t tile_sizes [0, 0, 0, 0, 1, 1, %ku] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    // A row of the image is a convolution in one dimension, which the
    // vectorizer knows with strides and dilations.
    %d = transform.structured.decompose %k : (!transform.any_op) -> !transform.any_op
    transform.include @mark failures(propagate) (%d) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%lk#2) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%l#3) : (!transform.any_op) -> ()
    transform.include @peel failures(suppress) (%l#1) : (!transform.any_op) -> ()
    transform.yield
  }

  // Windows that keep the channels apart: channels become the innermost loop,
  // which is one that LLVM can vectorize, instead of the few steps of a window.
  transform.named_sequence @do_window(%op: !transform.any_op {transform.consumed}) {
    %generic = transform.structured.generalize %op : (!transform.any_op) -> !transform.any_op
    %inner = transform.structured.interchange %generic iterator_interchange = [0, 1, 2, 4, 5, 3] : (!transform.any_op) -> !transform.any_op
    transform.yield
  }

  // A ragged end of a dynamic size stays linalg.
  transform.named_sequence @vectorize(%op: !transform.any_op {transform.consumed}) {
    transform.structured.vectorize %op {create_named_contraction} : !transform.any_op
    transform.yield
  }

  transform.named_sequence @__transform_main(%f: !transform.any_op) {
    %rm = transform.collect_matching @is_row_matmul in %f : (!transform.any_op) -> !transform.any_op
    transform.foreach %rm : !transform.any_op {
    ^bb0(%op: !transform.any_op):
      transform.include @do_row_matmul failures(propagate) (%op) : (!transform.any_op) -> ()
    }
    %mm = transform.collect_matching @is_matmul in %f : (!transform.any_op) -> !transform.any_op
    transform.foreach %mm : !transform.any_op {
    ^bb0(%op: !transform.any_op):
      transform.include @do_matmul failures(propagate) (%op) : (!transform.any_op) -> ()
    }
    %bm = transform.collect_matching @is_batch_matmul in %f : (!transform.any_op) -> !transform.any_op
    transform.foreach %bm : !transform.any_op {
    ^bb0(%op: !transform.any_op):
      transform.include @do_batch_matmul failures(propagate) (%op) : (!transform.any_op) -> ()
    }
    %cv = transform.collect_matching @is_conv in %f : (!transform.any_op) -> !transform.any_op
    transform.foreach %cv : !transform.any_op {
    ^bb0(%op: !transform.any_op):
      transform.include @do_conv failures(propagate) (%op) : (!transform.any_op) -> ()
    }
    %windows = transform.structured.match ops{["linalg.pooling_nhwc_max", "linalg.pooling_nhwc_max_unsigned", "linalg.pooling_nhwc_min", "linalg.pooling_nhwc_min_unsigned", "linalg.pooling_nhwc_sum", "linalg.depthwise_conv_2d_nhwc_hwc"]} in %f : (!transform.any_op) -> !transform.any_op
    transform.foreach %windows : !transform.any_op {
    ^bb0(%op: !transform.any_op):
      transform.include @do_window failures(propagate) (%op) : (!transform.any_op) -> ()
    }
    transform.apply_patterns to %f {
      transform.apply_patterns.canonicalization
      transform.apply_patterns.tensor.merge_consecutive_insert_extract_slice
    } {apply_cse} : !transform.any_op
    %tiles = transform.structured.match interface{LinalgOp} attributes{aic.tile} in %f : (!transform.any_op) -> !transform.any_op
    transform.foreach %tiles : !transform.any_op {
    ^bb0(%op: !transform.any_op):
      transform.include @vectorize failures(suppress) (%op) : (!transform.any_op) -> ()
    }
    // While vectors still have the unit dimensions of the tensors they come
    // from: else the accumulator is not seen to be read and written as a whole,
    // and goes through memory in each step of the reduction.
    transform.apply_patterns to %f {
      transform.apply_patterns.tensor.fold_tensor_subset_ops_into_vector_transfers
      transform.apply_patterns.canonicalization
    } {apply_cse} : !transform.any_op
    transform.apply_patterns to %f {
      transform.apply_patterns.vector.reduction_to_contract
      transform.apply_patterns.vector.transfer_permutation_patterns
      transform.apply_patterns.vector.cast_away_vector_leading_one_dim
      transform.apply_patterns.tensor.fold_tensor_subset_ops_into_vector_transfers
      transform.apply_patterns.canonicalization
    } {apply_cse} : !transform.any_op
    %k = transform.structured.match ops{["scf.for"]} in %f : (!transform.any_op) -> !transform.any_op
    transform.loop.hoist_loop_invariant_subsets %k : !transform.any_op
    transform.yield
  }
}
