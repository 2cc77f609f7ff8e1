//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Diagnostics of every severity, with notes. Waits for llvm #206542, which
// adds warnings and remarks to the C API (no notes yet).
//
//===----------------------------------------------------------------------===//

#include "capi/src/pass_shim.h"

#include "mlir/CAPI/IR.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;

void aicBridgeEmit(AicSeverity severity, MlirLocation location,
                   const char *text, const AicDiagNoteText *notes) {
  static constexpr DiagnosticSeverity severities[] = {
      DiagnosticSeverity::Error, DiagnosticSeverity::Warning,
      DiagnosticSeverity::Remark};
  Diagnostic diagnostic(unwrap(location), severities[severity]);
  diagnostic << text;
  for (; notes; notes = notes->next)
    diagnostic.attachNote(unwrap(notes->location)) << notes->text;
  unwrap(location).getContext()->getDiagEngine().emit(std::move(diagnostic));
}
