//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A pipeline of a table as a registered MLIR pipeline. Waits for an upstream
// C API of pass options and pipeline registration.
//
//===----------------------------------------------------------------------===//

#include "capi/bridge/options.h"
#include "capi/src/pass_shim.h"

#include "mlir/CAPI/Support.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;

namespace {

using OptionError = function_ref<LogicalResult(const Twine &)>;

struct PipelineOptions : mlir::detail::PassOptions {
  explicit PipelineOptions(const AicPipelineDef *def)
      : table(*this, def->options, def->optionsSize) {}
  aic::TableOptions table;
};

LogicalResult addPipeline(const AicPipelineDef *def, OpPassManager &manager,
                          StringRef text, OptionError error) {
  PipelineOptions options(def);
  std::string message;
  llvm::raw_string_ostream os(message);
  if (failed(options.parseFromString(text, os)))
    return error("pipeline '" + Twine(def->name) + "': " + message);
  StringRef anchor = def->anchor ? def->anchor : "builtin.module";
  if (manager.getOpAnchorName() != anchor)
    return error("pipeline '" + Twine(def->name) + "' runs on '" + anchor +
                 "' but was put into '" + manager.getOpAnchorName() + "'");

  std::string passes;
  def->build(
      options.table.pack().data(),
      [](MlirStringRef part, void *out) {
        static_cast<std::string *>(out)->append(part.data, part.length);
      },
      &passes);
  if (failed(parsePassPipeline(passes, manager, os)))
    return error("pipeline '" + Twine(def->name) + "' became '" + passes +
                 "', which is wrong: " + message);
  return success();
}

} // namespace

void aicBridgeRegisterPipeline(const AicPipelineDef *def) {
  if (PassPipelineInfo::lookup(def->name))
    return;
  registerPassPipeline(
      def->name, def->summary,
      [def](OpPassManager &manager, StringRef text, OptionError error) {
        return addPipeline(def, manager, text, error);
      },
      [def](function_ref<void(const mlir::detail::PassOptions &)> visit) {
        visit(PipelineOptions(def));
      });
}
