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

#include "aic/diag.h"
#include "aic/pass.h"

#include "mlir/Pass/PassOptions.h"

#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace aic {

class TableOptions {
public:
  /// `Parent` is a Pass or PassOptions, which both have a template `Option`.
  template <typename Parent>
  TableOptions(Parent &parent, const AicOptionDef *defs, size_t size)
      : size(size) {
    for (; defs && defs->name; ++defs)
      switch (defs->kind) {
      case AIC_OPTION_BOOL:
        add<bool, bool>(parent, *defs);
        break;
      case AIC_OPTION_INT64:
        add<int64_t, int64_t>(parent, *defs);
        break;
      case AIC_OPTION_STRING:
        add<std::string, const char *>(parent, *defs);
        break;
      }
  }

  /// The options struct of the table. Strings in it point into this object.
  std::vector<char> pack() const {
    std::vector<char> bytes(size);
    for (const auto &store : stores)
      store(bytes.data());
    return bytes;
  }

private:
  template <typename T, typename Field, typename Parent>
  void add(Parent &parent, const AicOptionDef &def) {
    if (def.offset + sizeof(Field) > size)
      AIC_BUG("option '%s' lies outside its options struct", def.name);
    llvm::StringRef text = def.fallback ? def.fallback : "";
    T value{};
    if constexpr (std::is_same_v<T, std::string>)
      value = text.str();
    else if constexpr (std::is_same_v<T, bool>)
      value = text == "true";
    else if (!text.empty() && text.getAsInteger(10, value))
      AIC_BUG("default of option '%s' is no integer", def.name);
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

  size_t size;
  std::vector<std::function<void(char *)>> stores;
};

} // namespace aic

#endif // AIC_CAPI_BRIDGE_OPTIONS_H
