module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%f: !transform.any_op {transform.readonly}) {
    %0 = transform.get_producer_of_operand %f[0] : (!transform.any_op) -> !transform.any_op
    transform.yield
  }
}
