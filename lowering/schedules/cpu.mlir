// Linalg on tensors to vectors. Runs on one function.
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%f: !transform.any_op {transform.readonly}) {
    transform.yield
  }
}
