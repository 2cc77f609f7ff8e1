//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Options of a table, and pipelines of a table as registered MLIR pipelines.
// Waits for an upstream C API of pass options and pipeline registration.
//
//===----------------------------------------------------------------------===//

#include "capi/bridge/options.h"

#include "aic/diag.h"
#include "capi/bridge/pass_shim.h"

#include "mlir/CAPI/Support.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

#include <cstring>

using namespace mlir;

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

bool aic::TableOptions::fallback(const AicOptionDef &def, bool) {
  return def.fallback && StringRef(def.fallback) == "true";
}

int64_t aic::TableOptions::fallback(const AicOptionDef &def, int64_t) {
  int64_t value = 0;
  if (def.fallback && StringRef(def.fallback).getAsInteger(10, value))
    AIC_BUG("default '%s' of option '%s' is no integer", def.fallback,
            def.name);
  return value;
}

std::string aic::TableOptions::fallback(const AicOptionDef &def,
                                        const std::string &) {
  return def.fallback ? def.fallback : "";
}

std::vector<char> aic::TableOptions::pack() const {
  std::vector<char> bytes(size);
  auto store = [&](const AicOptionDef &def, const auto &value) {
    if (def.offset + sizeof(value) > size)
      AIC_BUG("option '%s' lies outside its options struct", def.name);
    memcpy(bytes.data() + def.offset, &value, sizeof(value));
  };
  size_t b = 0, i = 0, s = 0;
  for (const AicOptionDef *def = defs; def && def->name; ++def)
    switch (def->kind) {
    case AIC_OPTION_BOOL:
      store(*def, bools[b++]->getValue());
      break;
    case AIC_OPTION_INT64:
      store(*def, ints[i++]->getValue());
      break;
    case AIC_OPTION_STRING: {
      const char *text = strings[s++]->getValue().c_str();
      store(*def, text);
      break;
    }
    }
  return bytes;
}

//===----------------------------------------------------------------------===//
// Pipelines
//===----------------------------------------------------------------------===//

namespace {

using OptionError = function_ref<LogicalResult(const Twine &)>;

struct PipelineOptions : mlir::detail::PassOptions {
  explicit PipelineOptions(const AicPipelineDef *def)
      : table(aic::TableOptions::create<mlir::detail::PassOptions::Option>(
            *this, def->options, def->optionsSize)) {}
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
