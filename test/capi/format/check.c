// RUN: %cc %s -o %t %aic_lib
// RUN: %t | FileCheck %s

// What aicFormatCheck says about formats that cannot work, one line each; and
// that every operation of the package has one that does.

#include "aic/asm.h"
#include "aic/dialect.h"
#include "lowering/package.h"

#include <stdio.h>

static void show(MlirStringRef text, void *userData) {
  printf("%s: %.*s\n", (const char *)userData, (int)text.length, text.data);
}

static const AicAttrConstraint words = {
    .name = "words", .words = (const char *const[]){"yes", "no", NULL}};

static const AicAttrConstraint phrases = {
    .name = "phrases", .words = (const char *const[]){"not a word", NULL}};

/// Operands a, b?; result c; attributes n, o?, u?, v, w; region r.
static void check(const char *assembly, unsigned traits) {
  const AicOpDef def = {
      .name = "test.op",
      .assembly = assembly,
      .operands =
          (const AicValueDef[]){
              {.name = "a", .type = &aicAnyType},
              {.name = "b", .type = &aicAnyType, .arity = AIC_ARITY_OPTIONAL},
              {0}},
      .results = (const AicValueDef[]){{.name = "c", .type = &aicAnyType}, {0}},
      .attributes =
          (const AicAttrDef[]){
              {.name = "n", .attr = &aicI64Attr},
              {.name = "o", .attr = &aicI64Attr, .optional = true},
              {.name = "u", .attr = &aicUnitAttr, .optional = true},
              {.name = "v", .attr = &phrases},
              {.name = "w", .attr = &words},
              {0}},
      .regions = (const AicRegionDef[]){{.name = "r"}, {0}},
      .traits = traits,
  };
  char label[] = "bad";
  if (mlirLogicalResultIsSuccess(aicFormatCheck(&def, show, label)))
    printf("accepted: %s\n", assembly);
}

static MlirLogicalResult infer(const AicInfer *infer) {
  (void)infer;
  return mlirLogicalResultSuccess();
}

/// Results s and t, two lists or one of each, whose types are inferred.
static void checkInferred(const char *assembly, bool lists) {
  AicArity arity = lists ? AIC_ARITY_VARIADIC : AIC_ARITY_ONE;
  const AicOpDef def = {
      .name = "test.inferred",
      .assembly = assembly,
      .results =
          (const AicValueDef[]){
              {.name = "s", .type = &aicAnyType, .arity = arity},
              {.name = "t", .type = &aicAnyType, .arity = arity},
              {0}},
      .inferTypes = infer,
  };
  char label[] = "bad";
  if (mlirLogicalResultIsSuccess(aicFormatCheck(&def, show, label)))
    printf("accepted: %s\n", assembly);
}

/// More operands than a format has room for.
static void checkMany(const char *assembly) {
  AicValueDef operands[200] = {{0}};
  for (int i = 0; i < 199; ++i)
    operands[i] = (AicValueDef){.name = "a", .type = &aicAnyType};
  const AicOpDef def = {
      .name = "test.many", .assembly = assembly, .operands = operands};
  char label[] = "bad";
  if (mlirLogicalResultIsSuccess(aicFormatCheck(&def, show, label)))
    printf("accepted: %s\n", assembly);
}

/// Operands x and y of any number; results s and t of any number.
static void checkLists(const char *assembly) {
  const AicOpDef def = {
      .name = "test.lists",
      .assembly = assembly,
      .operands =
          (const AicValueDef[]){
              {.name = "x", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC},
              {.name = "y", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC},
              {0}},
      .results =
          (const AicValueDef[]){
              {.name = "s", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC},
              {.name = "t", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC},
              {0}},
  };
  char label[] = "bad";
  if (mlirLogicalResultIsSuccess(aicFormatCheck(&def, show, label)))
    printf("accepted: %s\n", assembly);
}

#define TYPES "`:` type($a) type($b) type($c)"

static void checkTexts(void) {
  // CHECK: accepted: $a $b $r attr-dict
  check("$a $b $r attr-dict " TYPES, 0);

  // Words that the table does not have.
  // CHECK: bad: no operand, attribute or region of this name at '$z'
  check("$z", 0);
  // CHECK: bad: no operand or result of this name at '$z)'
  check("type($z)", 0);
  // CHECK: bad: no such directive at 'custom<X>($a)'
  check("custom<X>($a)", 0);
  // CHECK: bad: expected $name, 'operands' or 'results' at '42)'
  check("type(42)", 0);

  // Text that is not well formed.
  // CHECK: bad: literal without its second '`' at 'into'
  check("`into", 0);
  // CHECK: bad: neither keyword nor punctuation at '12`'
  check("`12`", 0);
  // CHECK: bad: expected ')' at ''
  check("(`x` $b^", 0);
  // CHECK: bad: expected '?' at 'attr-dict'
  check("(`x` $b^) attr-dict", 0);
  // CHECK: bad: ')' without its '(' at ')'
  check(")", 0);
  // CHECK: bad: expected ',' at '$c)'
  check("functional-type($a $c)", 0);
  // CHECK: bad: '^' outside of a group at ''
  check("$b^", 0);
  // CHECK: bad: a second '^' in one group at ')?'
  check("($b^ $o^)?", 0);
  // CHECK: bad: group without an anchor '^' at '?'
  check("($b)?", 0);
  // CHECK: bad: '^' in an else group at '?'
  check("($b^) : ($o^)?", 0);
  // CHECK: bad: neither assembly nor parse and print
  check(NULL, 0);

  // Things that are missing or there twice.
  // CHECK: bad: operand 'a' appears 0 times instead of once
  check("$b $r attr-dict " TYPES, 0);
  // CHECK: bad: operand 'a' appears 2 times instead of once
  check("$a $b operands $r attr-dict " TYPES, 0);
  // CHECK: bad: region 'r' appears 0 times instead of once
  check("$a $b attr-dict " TYPES, 0);
  // CHECK: bad: attribute 'n' appears more than once
  check("$a $b $n $n $r attr-dict " TYPES, 0);
  // CHECK: bad: attr-dict appears 0 times instead of once
  check("$a $b $r " TYPES, 0);
  // CHECK: bad: attr-dict appears 2 times instead of once
  check("$a $b $r attr-dict attr-dict-with-keyword " TYPES, 0);

  // Groups that cannot be told from their absence.
  // CHECK: bad: the anchor of a group must be an optional attribute, operands that may be empty, or a region
  check("(`x` $a^)? $b $r attr-dict " TYPES, 0);
  // CHECK: bad: a group must start with a literal or with something that may be absent
  check("($n $o^)? $a $b $r attr-dict " TYPES, 0);
  // CHECK: bad: attribute 'o' may be absent and stands in no group
  check("$a $b $o $r attr-dict " TYPES, 0);
  // CHECK: bad: unit attribute 'u' is neither the anchor nor the first element of a group
  check("(`x` $o^ $u)? $a $b $r attr-dict " TYPES, 0);

  // What would get lost with its group.
  // CHECK: bad: attr-dict and functional-type cannot be in a group
  check("$a $b $r (`x` $o^ attr-dict)? " TYPES, 0);
  // CHECK: bad: operands, types and regions in a group must be those of its anchor
  check("$a (`x` $o^ $b)? $r attr-dict " TYPES, 0);
  // CHECK: bad: operands, types and regions in a group must be those of its anchor
  check("$a $b (`x` $o^) : ($r)? attr-dict " TYPES, 0);

  // Text that reads as more of what stands before it.
  // CHECK: bad: a list that may go on is followed by ','
  check("operands `,` $r attr-dict " TYPES, 0);
  // CHECK: bad: a list of types, which may be empty, is followed by '('
  check("$a $b $r attr-dict `:` type(operands) `(` type($c) `)`", 0);
  // CHECK: bad: attr-dict is followed by '{': use attr-dict-with-keyword, or put it behind
  check("$a $b attr-dict $r " TYPES, 0);
  // CHECK: bad: 'not a word' of attribute 'v' is no keyword
  check("$a $b $v $r attr-dict " TYPES, 0);

  // Types that nothing gives.
  // CHECK: bad: the type of operand 'b' cannot be derived
  check("$a $b $r attr-dict `:` type($a) type($c)", 0);
  // CHECK: bad: the type of result 'c' cannot be derived
  check("$a $b $r attr-dict `:` type(operands)", 0);
  // Inference gives all results or none, and one list at most is open.
  // CHECK: bad: inferred results cannot be divided: more than one of them is optional or variadic
  checkInferred("attr-dict", true);
  // CHECK: bad: the types of some results are given and that of 't' is not
  checkInferred("attr-dict `:` type($s)", false);
  // CHECK: bad: more than {{[0-9]+}} operands or results or {{[0-9]+}} attributes
  checkMany("attr-dict");
  // CHECK: accepted: $a $b $r attr-dict `:` type($c)
  check("$a $b $r attr-dict `:` type($c)",
        AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE);
  // An operand that may be absent gives no type to the others.
  // CHECK: bad: the type of operand 'a' cannot be derived
  check("$a $b $r attr-dict `:` type($b)",
        AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE);

  // Lists that cannot be divided.
  // CHECK: bad: 'operands' cannot be divided: more than one of them is optional or variadic
  checkLists("operands attr-dict `:` type($x) `,` type($y) type($s) type($t)");
  // CHECK: bad: 'results' cannot be divided: more than one of them is optional or variadic
  checkLists("$x `:` $y attr-dict `:` functional-type(operands, results)");
}

int main(void) {
  checkTexts();
  int checked = 0, wrong = 0;
  for (const AicDialectDef *const *dialect = aicPackage.dialects; *dialect;
       ++dialect)
    for (const AicOpDef *const *op = (*dialect)->ops; *op; ++op, ++checked) {
      char name[128];
      snprintf(name, sizeof name, "%s", (*op)->name);
      wrong += mlirLogicalResultIsFailure(aicFormatCheck(*op, show, name));
    }
  // CHECK: package: {{[1-9][0-9]*}} operations, 0 wrong
  printf("package: %d operations, %d wrong\n", checked, wrong);
  return wrong != 0;
}
