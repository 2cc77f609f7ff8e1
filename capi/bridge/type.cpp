//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Types and attributes of tables: dynamic types and attributes whose
// parameters are attributes of the kinds that the table names. And the bytes of
// resources, which the C API reads element by element, of few types, and only
// where there are any.
//
//===----------------------------------------------------------------------===//

#include "aic/build.h"
#include "capi/bridge/bridge.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace aic;

using EmitError = llvm::function_ref<InFlightDiagnostic()>;

static LogicalResult verifyParams(const AicParametricDef *def, EmitError error,
                                  llvm::ArrayRef<Attribute> values) {
  auto wrapped = llvm::to_vector(
      llvm::map_range(values, [](Attribute value) { return wrap(value); }));
  auto emit = [](const char *text, void *userData) {
    (*static_cast<EmitError *>(userData))() << text;
  };
  return unwrap(
      aicVerifyParams(def, wrapped.data(), wrapped.size(), emit, &error));
}

// A word may be quoted and an integer may name its type: this is how dialects
// defined in IRDL, which have no words, print them.
static ParseResult parseParam(AicParamKind kind, AsmParser &parser,
                              Attribute &value) {
  Type type;
  int64_t integer;
  std::string word;
  if (kind == AIC_PARAM_ATTRIBUTE)
    return parser.parseAttribute(value);
  if (kind == AIC_PARAM_TYPE    ? parser.parseType(type)
      : kind == AIC_PARAM_INT64 ? parser.parseInteger(integer)
                                : parser.parseKeywordOrString(&word))
    return failure();
  value = kind == AIC_PARAM_TYPE ? Attribute(TypeAttr::get(type))
          : kind == AIC_PARAM_INT64
              ? parser.getBuilder().getI64IntegerAttr(integer)
              : Attribute(parser.getBuilder().getStringAttr(word));
  return ParseResult(failure(kind == AIC_PARAM_INT64 &&
                             succeeded(parser.parseOptionalColon()) &&
                             parser.parseKeyword("i64")));
}

static ParseResult parseParams(const AicParametricDef *def, AsmParser &parser,
                               SmallVectorImpl<Attribute> &values) {
  auto params = list(def->params);
  if (params.empty())
    return success();
  if (parser.parseLess())
    return failure();
  for (const AicParamDef &param : params)
    if ((&param != params.begin() && parser.parseComma()) ||
        parseParam(param.kind, parser, values.emplace_back()))
      return failure();
  return parser.parseGreater();
}

static void printParams(const AicParametricDef *def, AsmPrinter &printer,
                        llvm::ArrayRef<Attribute> values) {
  const char *before = "<";
  bool generic = OpPrintingFlags().shouldPrintGenericOpForm();
  for (auto [param, value] : llvm::zip(list(def->params), values)) {
    printer << std::exchange(before, ", ");
    if (param.kind == AIC_PARAM_WORD && !generic)
      printer << cast<StringAttr>(value).getValue();
    else if (param.kind == AIC_PARAM_INT64)
      printer << cast<IntegerAttr>(value).getInt();
    else
      printer << value;
  }
  if (!values.empty())
    printer << '>';
}

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

template <typename Definition>
static bool isDefinedBy(Definition *definition, const AicParametricDef *def) {
  auto [dialect, name] = splitName(def);
  return definition->getName() == name &&
         definition->getDialect()->getNamespace() == dialect;
}

/// Makes a Dynamic{Type,Attr}, or nothing with one error.
template <typename Dynamic, typename Definition>
static Dynamic make(Definition *(ExtensibleDialect::*lookup)(StringRef) const,
                    MlirContext context, const AicParametricDef *def,
                    const MlirAttribute *params, intptr_t count) {
  auto [name, suffix] = splitName(def);
  auto error = [&] { return emitError(UnknownLoc::get(unwrap(context))); };
  auto *dialect = dyn_cast_or_null<ExtensibleDialect>(
      unwrap(context)->getLoadedDialect(name));
  Definition *definition = dialect ? (dialect->*lookup)(suffix) : nullptr;
  if (!definition) {
    error() << "'" << def->name << "' belongs to a dialect that is not loaded";
    return {};
  }
  auto values = llvm::to_vector(
      llvm::map_range(llvm::ArrayRef<MlirAttribute>(params, count),
                      [](MlirAttribute value) { return unwrap(value); }));
  return Dynamic::getChecked(error, definition, values);
}

template <typename Dynamic>
static MlirAttribute getParam(Dynamic dynamic, intptr_t index) {
  auto params = dynamic ? dynamic.getParams() : llvm::ArrayRef<Attribute>();
  bool has = index >= 0 && static_cast<size_t>(index) < params.size();
  return wrap(has ? params[index] : Attribute());
}

MlirType aicTypeGet(MlirContext context, const AicTypeDef *def,
                    const MlirAttribute *params, intptr_t numParams) {
  return wrap(Type(make<DynamicType, DynamicTypeDefinition>(
      &ExtensibleDialect::lookupTypeDefinition, context, def, params,
      numParams)));
}

bool aicTypeIs(MlirType type, const AicTypeDef *def) {
  auto dynamic = dyn_cast_or_null<DynamicType>(unwrap(type));
  return dynamic && isDefinedBy(dynamic.getTypeDef(), def);
}

MlirAttribute aicTypeGetParam(MlirType type, intptr_t index) {
  return getParam(dyn_cast_or_null<DynamicType>(unwrap(type)), index);
}

MlirAttribute aicAttributeGet(MlirContext context, const AicAttributeDef *def,
                              const MlirAttribute *params, intptr_t numParams) {
  return wrap(Attribute(make<DynamicAttr, DynamicAttrDefinition>(
      &ExtensibleDialect::lookupAttrDefinition, context, def, params,
      numParams)));
}

bool aicAttributeIs(MlirAttribute attr, const AicAttributeDef *def) {
  auto dynamic = dyn_cast_or_null<DynamicAttr>(unwrap(attr));
  return dynamic && isDefinedBy(dynamic.getAttrDef(), def);
}

MlirAttribute aicAttributeGetParam(MlirAttribute attr, intptr_t index) {
  return getParam(dyn_cast_or_null<DynamicAttr>(unwrap(attr)), index);
}

const void *aicAttrGetResource(MlirAttribute attr, size_t *bytes) {
  auto resource = dyn_cast_or_null<DenseResourceElementsAttr>(unwrap(attr));
  AsmResourceBlob *blob =
      resource ? resource.getRawHandle().getBlob() : nullptr;
  *bytes = blob ? blob->getData().size() : 0;
  return blob ? blob->getData().data() : nullptr;
}
