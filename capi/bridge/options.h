//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The options of a table as MLIR options, which the command line, --help and
// printed pipelines know, and their values as the C struct that `run` and
// `build` get. Shared by passes and pipelines.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_BRIDGE_OPTIONS_H
#define AIC_CAPI_BRIDGE_OPTIONS_H

#include "aic/pass.h"

#include "mlir/Pass/PassOptions.h"

#include <string>
#include <vector>

namespace aic {

class TableOptions {
public:
  /// `parent` is a pass or a pipeline's PassOptions; `OptionOf` is its option
  /// template.
  template <template <typename...> class OptionOf, typename Parent>
  static TableOptions create(Parent &parent, const AicOptionDef *defs,
                             size_t size) {
    TableOptions options;
    options.defs = defs;
    options.size = size;
    for (const AicOptionDef *def = defs; def && def->name; ++def)
      switch (def->kind) {
      case AIC_OPTION_BOOL:
        options.add<OptionOf<bool>>(parent, *def, options.bools);
        break;
      case AIC_OPTION_INT64:
        options.add<OptionOf<int64_t>>(parent, *def, options.ints);
        break;
      case AIC_OPTION_STRING:
        options.add<OptionOf<std::string>>(parent, *def, options.strings);
        break;
      }
    return options;
  }

  /// The values as the options struct of the table. Strings point into this
  /// object.
  std::vector<char> pack() const;

private:
  template <typename T>
  using List =
      std::vector<std::unique_ptr<mlir::detail::PassOptions::Option<T>>>;

  template <typename OptionT, typename Parent, typename T>
  void add(Parent &parent, const AicOptionDef &def, List<T> &list) {
    list.push_back(
        std::make_unique<OptionT>(parent, def.name, llvm::cl::desc(def.summary),
                                  llvm::cl::init(fallback(def, T()))));
  }
  static bool fallback(const AicOptionDef &def, bool);
  static int64_t fallback(const AicOptionDef &def, int64_t);
  static std::string fallback(const AicOptionDef &def, const std::string &);

  const AicOptionDef *defs = nullptr;
  size_t size = 0;
  List<bool> bools;
  List<int64_t> ints;
  List<std::string> strings;
};

} // namespace aic

#endif // AIC_CAPI_BRIDGE_OPTIONS_H
