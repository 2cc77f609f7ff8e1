//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Types and attributes of tables: dynamic types and attributes whose
// parameters are attributes of the kinds that the table names.
//
//===----------------------------------------------------------------------===//

#include "capi/bridge/op.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace aic;

using EmitError = llvm::function_ref<InFlightDiagnostic()>;

static bool isWord(const AicParamDef &param, StringRef word) {
  auto words = param.words;
  while (words && *words && word != *words)
    ++words;
  return !words || *words;
}

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

static const char *getKindName(AicParamKind kind) {
  static const char *const names[] = {"a type", "a 64-bit integer", "a word",
                                      "an attribute"};
  return names[kind];
}

static bool isOfKind(const AicParamDef &param, Attribute attr) {
  if (!attr)
    return false;
  switch (param.kind) {
  case AIC_PARAM_TYPE:
    return isa<TypeAttr>(attr);
  case AIC_PARAM_INT64: {
    auto integer = dyn_cast<IntegerAttr>(attr);
    return integer && integer.getType().isSignlessInteger(64);
  }
  case AIC_PARAM_WORD:
    return isa<StringAttr>(attr) &&
           isWord(param, cast<StringAttr>(attr).getValue());
  case AIC_PARAM_ATTRIBUTE:
    return true;
  }
  return false;
}

static LogicalResult verifyParams(const AicParametricDef *def, EmitError error,
                                  llvm::ArrayRef<Attribute> values) {
  auto params = list(def->params);
  if (values.size() != params.size())
    return error() << "'" << def->name << "' expects " << params.size()
                   << " parameter(s), got " << values.size();
  llvm::SmallVector<MlirAttribute, 4> wrapped;
  for (auto [param, value] : llvm::zip(params, values)) {
    if (!isOfKind(param, value))
      return error() << "'" << def->name << "' parameter '" << param.name
                     << "' must be " << getKindName(param.kind) << ", got "
                     << value;
    wrapped.push_back(wrap(value));
  }
  if (!def->verify)
    return success();
  auto emit = [](const char *text, void *userData) {
    (*static_cast<EmitError *>(userData))() << text;
  };
  return unwrap(def->verify(wrapped.data(), wrapped.size(), emit, &error));
}

static ParseResult parseWord(const AicParamDef &param, AsmParser &parser,
                             Attribute &value) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef word;
  if (parser.parseKeyword(&word))
    return failure();
  if (isWord(param, word)) {
    value = parser.getBuilder().getStringAttr(word);
    return success();
  }
  auto error = parser.emitError(loc)
               << "expected '" << param.name << "' to be one of";
  for (auto words = param.words; *words; ++words)
    error << (words == param.words ? " '" : ", '") << *words << "'";
  return error << ", got '" << word << "'";
}

static ParseResult parseParam(const AicParamDef &param, AsmParser &parser,
                              Attribute &value) {
  switch (param.kind) {
  case AIC_PARAM_TYPE: {
    Type type;
    if (parser.parseType(type))
      return failure();
    value = TypeAttr::get(type);
    return success();
  }
  case AIC_PARAM_INT64: {
    int64_t integer;
    if (parser.parseInteger(integer))
      return failure();
    value = parser.getBuilder().getI64IntegerAttr(integer);
    return success();
  }
  case AIC_PARAM_WORD:
    return parseWord(param, parser, value);
  case AIC_PARAM_ATTRIBUTE:
    return parser.parseAttribute(value);
  }
  return failure();
}

static ParseResult parseParams(const AicParametricDef *def, AsmParser &parser,
                               SmallVectorImpl<Attribute> &values) {
  auto params = list(def->params);
  if (params.empty())
    return success();
  if (parser.parseLess())
    return failure();
  for (const AicParamDef &param : params) {
    if ((&param != params.begin() && parser.parseComma()) ||
        parseParam(param, parser, values.emplace_back()))
      return failure();
  }
  return parser.parseGreater();
}

static void printParams(const AicParametricDef *def, AsmPrinter &printer,
                        llvm::ArrayRef<Attribute> values) {
  if (values.empty())
    return;
  printer << '<';
  for (auto [param, value] : llvm::zip(list(def->params), values)) {
    if (&param != def->params)
      printer << ", ";
    if (param.kind == AIC_PARAM_WORD)
      printer << cast<StringAttr>(value).getValue();
    else if (param.kind == AIC_PARAM_INT64)
      printer << cast<IntegerAttr>(value).getInt();
    else
      printer << value;
  }
  printer << '>';
}

//===----------------------------------------------------------------------===//
// Registration
//===----------------------------------------------------------------------===//

/// "npu" and "ring" of "npu.ring".
static std::pair<StringRef, StringRef> splitName(const AicParametricDef *def) {
  return StringRef(def->name).split('.');
}

/// The same three hooks make a type and an attribute.
template <typename Definition>
static std::unique_ptr<Definition> define(const AicParametricDef *def,
                                          ExtensibleDialect *dialect) {
  return Definition::get(
      splitName(def).second, dialect,
      [def](EmitError error, llvm::ArrayRef<Attribute> values) {
        return verifyParams(def, error, values);
      },
      [def](AsmParser &parser, SmallVectorImpl<Attribute> &values) {
        return parseParams(def, parser, values);
      },
      [def](AsmPrinter &printer, llvm::ArrayRef<Attribute> values) {
        printParams(def, printer, values);
      });
}

void aic::registerParametrics(const AicDialectDef *def,
                              ExtensibleDialect *dialect) {
  for (auto type = def->types; type && *type; ++type)
    dialect->registerDynamicType(define<DynamicTypeDefinition>(*type, dialect));
  for (auto attr = def->attributes; attr && *attr; ++attr)
    dialect->registerDynamicAttr(define<DynamicAttrDefinition>(*attr, dialect));
}

//===----------------------------------------------------------------------===//
// The C functions
//===----------------------------------------------------------------------===//

static ExtensibleDialect *getDialect(MLIRContext *context,
                                     const AicParametricDef *def) {
  return dyn_cast_or_null<ExtensibleDialect>(
      context->getLoadedDialect(splitName(def).first));
}

template <typename Definition>
static bool isDefinedBy(Definition *definition, const AicParametricDef *def) {
  auto [dialect, name] = splitName(def);
  return definition->getName() == name &&
         definition->getDialect()->getNamespace() == dialect;
}

static llvm::SmallVector<Attribute, 4> unwrapAll(const MlirAttribute *params,
                                                 intptr_t count) {
  llvm::SmallVector<Attribute, 4> values;
  for (intptr_t i = 0; i < count; ++i)
    values.push_back(unwrap(params[i]));
  return values;
}

/// Makes a Dynamic{Type,Attr}, or nothing with one error.
template <typename Dynamic, typename Definition>
static Dynamic getChecked(MLIRContext *context, Definition *definition,
                          const AicParametricDef *def,
                          const MlirAttribute *params, intptr_t count) {
  auto error = [&] { return emitError(UnknownLoc::get(context)); };
  if (definition)
    return Dynamic::getChecked(error, definition, unwrapAll(params, count));
  error() << "'" << def->name << "' belongs to a dialect that is not loaded";
  return {};
}

MlirType aicTypeGet(MlirContext context, const AicTypeDef *def,
                    const MlirAttribute *params, intptr_t numParams) {
  ExtensibleDialect *dialect = getDialect(unwrap(context), def);
  auto *definition =
      dialect ? dialect->lookupTypeDefinition(splitName(def).second) : nullptr;
  return wrap(Type(getChecked<DynamicType>(unwrap(context), definition, def,
                                           params, numParams)));
}

bool aicTypeIs(MlirType type, const AicTypeDef *def) {
  auto dynamic = dyn_cast_or_null<DynamicType>(unwrap(type));
  return dynamic && isDefinedBy(dynamic.getTypeDef(), def);
}

MlirAttribute aicTypeGetParam(MlirType type, intptr_t index) {
  auto dynamic = dyn_cast_or_null<DynamicType>(unwrap(type));
  auto params = dynamic ? dynamic.getParams() : llvm::ArrayRef<Attribute>();
  return wrap(static_cast<size_t>(index) < params.size() ? params[index]
                                                         : Attribute());
}

MlirAttribute aicAttributeGet(MlirContext context, const AicAttributeDef *def,
                              const MlirAttribute *params, intptr_t numParams) {
  ExtensibleDialect *dialect = getDialect(unwrap(context), def);
  auto *definition =
      dialect ? dialect->lookupAttrDefinition(splitName(def).second) : nullptr;
  return wrap(Attribute(getChecked<DynamicAttr>(unwrap(context), definition,
                                                def, params, numParams)));
}

bool aicAttributeIs(MlirAttribute attr, const AicAttributeDef *def) {
  auto dynamic = dyn_cast_or_null<DynamicAttr>(unwrap(attr));
  return dynamic && isDefinedBy(dynamic.getAttrDef(), def);
}

MlirAttribute aicAttributeGetParam(MlirAttribute attr, intptr_t index) {
  auto dynamic = dyn_cast_or_null<DynamicAttr>(unwrap(attr));
  auto params = dynamic ? dynamic.getParams() : llvm::ArrayRef<Attribute>();
  return wrap(static_cast<size_t>(index) < params.size() ? params[index]
                                                         : Attribute());
}
