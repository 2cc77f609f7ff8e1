//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the files with interface models share.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_BRIDGE_INTERFACE_H
#define AIC_CAPI_BRIDGE_INTERFACE_H

#include "aic/op.h"
#include "mlir/Support/InterfaceSupport.h"

namespace aic {

/// Operand group number `group` is overwritten and tied to the results.
bool isDestination(const AicOpDef *def, size_t group);
/// Adds DestinationStyleOpInterface and BufferizableOpInterface.
void addDestinationModels(mlir::detail::InterfaceMap &map);

} // namespace aic

#endif // AIC_CAPI_BRIDGE_INTERFACE_H
