//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Passes and pipelines of tables as MLIR passes and pipelines. Waits for an
// upstream C API of passes with options and statistics.
//
//===----------------------------------------------------------------------===//

#include "capi/src/pass_shim.h"

#include "aic/dialect.h"

#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Pass.h"
#include "mlir/CAPI/Rewrite.h"
#include "mlir/CAPI/Support.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/CommandLine.h"

using namespace mlir;

namespace {

using OnError = function_ref<LogicalResult(const Twine &)>;

/// The options of a table as MLIR options, which the command line, --help and
/// printed pipelines know. `Parent` (a Pass or PassOptions) has a template
/// `Option`.
struct Options {
  template <typename Parent>
  Options(Parent &parent, const AicOptionDef *defs, size_t size)
      : defs(defs), size(size) {
    for (; defs && defs->name; ++defs)
      if (defs->kind == AIC_OPTION_BOOL)
        add<bool, bool>(parent, *defs);
      else if (defs->kind == AIC_OPTION_INT64)
        add<int64_t, int64_t>(parent, *defs);
      else
        add<std::string, const char *>(parent, *defs);
  }

  template <typename T, typename Field, typename Parent>
  void add(Parent &parent, const AicOptionDef &def) {
    StringRef text = def.fallback ? def.fallback : "";
    T value{};
    bool wrong = false;
    if constexpr (std::is_same_v<T, std::string>)
      value = text.str();
    else if constexpr (std::is_same_v<T, bool>)
      value = text == "true";
    else
      wrong = !text.empty() && text.getAsInteger(10, value);
    if (wrong || def.offset + sizeof(Field) > size)
      AIC_BUG("option '%s' has a wrong default or place", def.name);
    auto option = std::make_shared<typename Parent::template Option<T>>(
        parent, def.name, llvm::cl::desc(def.summary), llvm::cl::init(value));
    stores.push_back([option, offset = def.offset](char *bytes) {
      Field field;
      if constexpr (std::is_same_v<T, std::string>)
        field = option->getValue().c_str();
      else
        field = option->getValue();
      memcpy(bytes + offset, &field, sizeof(field));
    });
  }

  /// The struct of the table. Its strings point into the options.
  std::vector<char> pack() const {
    std::vector<char> bytes(size);
    for (const auto &store : stores)
      store(bytes.data());
    return bytes;
  }

  /// An option with words has one of them.
  LogicalResult check(OnError onError) const {
    char text[512];
    return success(aicOptionsCheck(defs, pack().data(), text, sizeof(text)) ||
                   onError(text).succeeded());
  }

  const AicOptionDef *defs;
  size_t size;
  std::vector<std::function<void(char *)>> stores;
};

/// The counters that a pass shares with its clones on other threads, shown at
/// their end if MLIR's flag asks for it.
std::shared_ptr<AicCounters> createCounters(const AicPassDef *def) {
  return {aicCountersCreate(def), [](AicCounters *counters) {
            auto *flag =
                llvm::cl::getRegisteredOptions().lookup("mlir-pass-statistics");
            aicCountersDestroy(counters, flag && flag->getNumOccurrences());
          }};
}

/// Loads dialects by name when a registry that has it is appended to a
/// context. Waits for the builtin dialect, which every context has: with an
/// empty list MLIR would call it again for every dialect that is being loaded.
struct LoadDialects : DialectExtensionBase {
  explicit LoadDialects(const char *const *names)
      : DialectExtensionBase({"builtin"}), names(names) {}
  void apply(MLIRContext *context, MutableArrayRef<Dialect *>) const override {
    for (const char *const *name = names; *name; ++name)
      context->getOrLoadDialect(*name);
  }
  std::unique_ptr<DialectExtensionBase> clone() const override {
    return std::make_unique<LoadDialects>(*this);
  }
  const char *const *names;
};

} // namespace

struct AicPassRun : Pass {
  AicPassRun(const AicPassDef *def, std::shared_ptr<AicCounters> counters)
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
  LogicalResult initializeOptions(StringRef text, OnError onError) override {
    return success(succeeded(Pass::initializeOptions(text, onError)) &&
                   succeeded(options.check([&](const Twine &message) {
                     return onError("pass '" + Twine(def->argument) +
                                    "': " + message);
                   })));
  }
  std::unique_ptr<Pass> clonePass() const override {
    return std::make_unique<AicPassRun>(def, counters);
  }

  void getDependentDialects(DialectRegistry &registry) const override {
    if (def->dependentDialects)
      registry.addExtension(
          getTypeID(), std::make_unique<LoadDialects>(def->dependentDialects));
  }
  LogicalResult initialize(MLIRContext *context) override {
    const char *const *name = def->dependentDialects;
    for (; name && *name; ++name)
      if (!context->getLoadedDialect(*name))
        return emitError(UnknownLoc::get(context))
               << "pass '" << def->argument << "' needs dialect '" << *name
               << "', which is not registered, or not loaded by the pass that "
                  "runs this one";
    return success();
  }

  void runOnOperation() override {
    aicCountersStart(counters.get());
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
  std::shared_ptr<AicCounters> counters;
  Options options;
};

AicCounters *aicBridgeCounters(AicPassRun *run) { return run->counters.get(); }

MlirLogicalResult aicPassRunPipeline(AicPassRun *run, MlirOperation op,
                                     const char *pipeline) {
  return wrap(run->runText(unwrap(op), pipeline));
}

static std::unique_ptr<Pass> createPass(const AicPassDef *def) {
  if (def->abi > AIC_ABI || (!def->run && !def->patterns))
    AIC_BUG("pass '%s' has nothing to run, or a version above %d (%u)",
            def->argument, AIC_ABI, def->abi);
  return std::make_unique<AicPassRun>(def, createCounters(def));
}

MlirPass aicPassCreate(const AicPassDef *def) {
  return wrap(createPass(def).release());
}

MlirContext aicBridgePatternContext(MlirRewritePatternSet set) {
  return wrap(unwrap(set)->getContext());
}

//===----------------------------------------------------------------------===//
// Pipelines and registration
//===----------------------------------------------------------------------===//

namespace {
struct PipelineOptions : detail::PassOptions {
  explicit PipelineOptions(const AicPipelineDef *def)
      : table(*this, def->options, def->optionsSize) {}
  Options table;
};
} // namespace

static LogicalResult addPipeline(const AicPipelineDef *def,
                                 OpPassManager &manager, StringRef text,
                                 OnError onError) {
  std::string message = "pipeline '" + std::string(def->name) + "'", passes;
  llvm::raw_string_ostream os(message);
  PipelineOptions options(def);
  os << ": ";
  if (failed(options.parseFromString(text, os)))
    return onError(message);
  auto prefix = [&](const Twine &text) { return onError(message + text); };
  if (failed(options.table.check(prefix)))
    return failure();
  StringRef anchor = def->anchor ? def->anchor : "builtin.module";
  if (manager.getOpAnchorName() != anchor)
    return prefix("it runs on '" + anchor + "' but was put into '" +
                  manager.getOpAnchorName() + "'");
  auto append = [](MlirStringRef part, void *out) {
    static_cast<std::string *>(out)->append(part.data, part.length);
  };
  def->build(options.table.pack().data(), append, &passes);
  os << "it became '" << passes << "', which is wrong: ";
  return succeeded(parsePassPipeline(passes, manager, os)) ? success()
                                                           : onError(message);
}

// MLIR keeps the first registration of a pass and stops the program when
// another pass comes under the same name.
void aicPackageRegisterPasses(const AicPackage *package) {
  for (auto *pass = package->passes; pass && *pass; ++pass)
    registerPass([def = *pass] { return createPass(def); });
  for (auto *each = package->pipelines; each && *each; ++each) {
    const AicPipelineDef *def = *each;
    if (!PassPipelineInfo::lookup(def->name))
      registerPassPipeline(
          def->name, def->summary,
          [def](OpPassManager &manager, StringRef text, OnError onError) {
            return addPipeline(def, manager, text, onError);
          },
          [def](function_ref<void(const detail::PassOptions &)> visit) {
            visit(PipelineOptions(def));
          });
  }
}
