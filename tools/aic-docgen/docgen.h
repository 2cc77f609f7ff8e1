//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The parts of aic-docgen: each writes one text from the tables to a stream.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_AIC_DOCGEN_DOCGEN_H
#define AIC_TOOLS_AIC_DOCGEN_DOCGEN_H

#include "aic/dialect.h"
#include "tools/support/cli.h"

#include <stdio.h>

/// The reference of one dialect: operations, types, attributes.
void docgenDialect(FILE *out, const AicDialectDef *dialect);
/// The same dialect as IRDL, for tools without our library.
void docgenIrdl(FILE *out, const AicDialectDef *dialect);
/// The reference of all passes and pipelines with their options.
void docgenPasses(FILE *out, const AicPackage *package);
/// All keys of a machine's description with their defaults and ranges.
void docgenMachine(FILE *out);
/// Every operation's example, separated by "// -----"; aic-opt reads it back.
void docgenExamples(FILE *out, const AicDialectDef *dialect);
/// One name per line: "op npu.load", "pass aic-partition", "label npu.load C1".
void docgenList(FILE *out, const AicPackage *package);
/// The before (or after) halves of all canonicalizations, separated by
/// "// -----".
void docgenPatterns(FILE *out, const AicPackage *package, bool after);
/// The same for the patterns of one pass; false when there is no such pass.
bool docgenPassPatterns(FILE *out, const AicPackage *package, const char *pass,
                        bool after);

/// Manual pages and shell completion of all programs, as they lie below
/// share/; false after a complaint. `docgen` is this program.
bool docgenShare(const char *folder, const AicCliCommand *docgen);

#endif // AIC_TOOLS_AIC_DOCGEN_DOCGEN_H
