//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A pass of a table as an MLIR pass. Waits for an upstream C API of passes
// with options, statistics and registration by name.
//
//===----------------------------------------------------------------------===//

#include "capi/bridge/options.h"
#include "capi/src/pass_shim.h"

#include "aic/dialect.h"

#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Pass.h"
#include "mlir/CAPI/Rewrite.h"
#include "mlir/CAPI/Support.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/CommandLine.h"

#include <atomic>

using namespace mlir;

namespace {

/// What a pass and its clones on other threads have counted. Debian's MLIR is
/// built without LLVM_ENABLE_STATS, where Pass::Statistic counts nothing, so
/// the counters are ours; the flag that shows them is MLIR's.
struct Counters {
  explicit Counters(const AicPassDef *def) : def(def) {
    while (def->statistics && def->statistics[size].name)
      ++size;
    values = std::make_unique<std::atomic<uint64_t>[]>(size);
  }
  ~Counters() {
    auto &flags = llvm::cl::getRegisteredOptions();
    auto flag = flags.find("mlir-pass-statistics");
    if (!ran || !size || flag == flags.end() ||
        !flag->second->getNumOccurrences())
      return;
    std::string text = std::string(def->argument) + "\n";
    llvm::raw_string_ostream os(text);
    for (size_t i = 0; i < size; ++i)
      os << "  (S) " << values[i].load() << " " << def->statistics[i].name
         << " - " << def->statistics[i].summary << "\n";
    llvm::errs() << text;
  }

  const AicPassDef *def;
  size_t size = 0;
  std::unique_ptr<std::atomic<uint64_t>[]> values;
  std::atomic<bool> ran{false};
};

/// Loads dialects by name when a registry that has it is appended to a
/// context. Waits for the builtin dialect, which every context has: with an
/// empty list MLIR would call it again for every dialect that is being loaded.
struct LoadDialects : DialectExtensionBase {
  explicit LoadDialects(const AicPassDef *def)
      : DialectExtensionBase({"builtin"}), def(def) {}
  void apply(MLIRContext *context, MutableArrayRef<Dialect *>) const override {
    for (const char *const *name = def->dependentDialects; *name; ++name)
      context->getOrLoadDialect(*name);
  }
  std::unique_ptr<DialectExtensionBase> clone() const override {
    return std::make_unique<LoadDialects>(*this);
  }
  const AicPassDef *def;
};

} // namespace

struct AicPassRun : Pass {
  AicPassRun(const AicPassDef *def, std::shared_ptr<Counters> counters)
      : Pass(TypeID::getFromOpaquePointer(def),
             def->anchor ? std::optional<StringRef>(def->anchor)
                         : std::nullopt),
        def(def), counters(std::move(counters)),
        options(*this, def->options, def->optionsSize) {}

  StringRef getName() const override { return def->argument; }
  StringRef getArgument() const override { return def->argument; }
  StringRef getDescription() const override { return def->summary; }
  bool canScheduleOn(RegisteredOperationName name) const override {
    return !def->anchor || name.getStringRef() == def->anchor;
  }
  std::unique_ptr<Pass> clonePass() const override {
    return std::make_unique<AicPassRun>(def, counters);
  }

  void getDependentDialects(DialectRegistry &registry) const override {
    if (def->dependentDialects)
      registry.addExtension(TypeID::getFromOpaquePointer(def),
                            std::make_unique<LoadDialects>(def));
  }
  LogicalResult initialize(MLIRContext *context) override {
    for (const char *const *name = def->dependentDialects; name && *name;
         ++name)
      if (!context->getLoadedDialect(*name))
        return emitError(UnknownLoc::get(context))
               << "pass '" << def->argument << "' needs dialect '" << *name
               << "', which is not registered";
    return success();
  }

  void runOnOperation() override {
    counters->ran = true;
    std::vector<char> bytes = options.pack();
    MlirOperation root = wrap(getOperation());
    MlirLogicalResult result =
        def->run ? def->run(this, root, bytes.data())
                 : aicPatternsApply(root, def->patterns, bytes.data());
    if (mlirLogicalResultIsFailure(result))
      signalPassFailure();
  }

  LogicalResult runText(Operation *op, StringRef text) {
    OpPassManager pipeline(op->getName().getStringRef());
    std::string error;
    llvm::raw_string_ostream os(error);
    if (failed(parsePassPipeline(text, pipeline, os)))
      return op->emitOpError() << "pass '" << def->argument << "' cannot run '"
                               << text << "': " << error;
    // A nested pipeline cannot load dialects any more: threads are running.
    DialectRegistry registry;
    pipeline.getDependentDialects(registry);
    for (StringRef name : registry.getDialectNames())
      if (!op->getContext()->getLoadedDialect(name))
        return op->emitOpError()
               << "pass '" << def->argument << "' runs '" << text
               << "', which needs dialect '" << name
               << "': name it in the pass's dependentDialects";
    return runPipeline(pipeline, op);
  }

  const AicPassDef *def;
  std::shared_ptr<Counters> counters;
  aic::TableOptions options;
};

void aicPassCount(AicPassRun *run, size_t index, uint64_t count) {
  if (index >= run->counters->size)
    AIC_BUG("pass '%s' has no statistic %zu", run->def->argument, index);
  run->counters->values[index] += count;
}

MlirLogicalResult aicPassRunPipeline(AicPassRun *run, MlirOperation op,
                                     const char *pipeline) {
  return wrap(run->runText(unwrap(op), pipeline));
}

static std::unique_ptr<Pass> createPass(const AicPassDef *def) {
  if (def->abi > AIC_ABI)
    AIC_BUG("pass '%s' has tables of version %u, this library knows up to %d",
            def->argument, def->abi, AIC_ABI);
  return std::make_unique<AicPassRun>(def, std::make_shared<Counters>(def));
}

MlirPass aicPassCreate(const AicPassDef *def) {
  return wrap(createPass(def).release());
}

MlirContext aicBridgePatternContext(MlirRewritePatternSet set) {
  return wrap(unwrap(set)->getContext());
}

void aicPackageRegisterPasses(const AicPackage *package) {
  // MLIR keeps the first registration of a pass and stops the program when
  // another pass comes under the same name.
  for (auto *pass = package->passes; pass && *pass; ++pass)
    registerPass([def = *pass] { return createPass(def); });
  for (auto *pipeline = package->pipelines; pipeline && *pipeline; ++pipeline)
    aicBridgeRegisterPipeline(*pipeline);
}
