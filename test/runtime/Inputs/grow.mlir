func.func @main(%x: tensor<?xf32>) -> (tensor<?x?xf32>, tensor<?x?x?x?xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n, %n) : tensor<?x?xf32>
  %r = linalg.broadcast ins(%x : tensor<?xf32>) outs(%e : tensor<?x?xf32>) dimensions = [0]
  %f = tensor.empty(%n, %n, %n, %n) : tensor<?x?x?x?xf32>
  %s = linalg.broadcast ins(%x : tensor<?xf32>) outs(%f : tensor<?x?x?x?xf32>) dimensions = [0, 1, 2]
  return %r, %s : tensor<?x?xf32>, tensor<?x?x?x?xf32>
}
