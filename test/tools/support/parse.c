// RUN: %cc %s -o %t %build/lib/libaic_tool_support.a
// RUN: %t --name=a -n b --many x --many=y --number -5 --ratio 0.5 -f -- -last
// RUN: not %t --number 11 last 2>&1 | FileCheck %s --check-prefix=LARGE
// RUN: not %t --number=x last 2>&1 | FileCheck %s --check-prefix=WORD
// RUN: not %t --ratio=nan last 2>&1 | FileCheck %s --check-prefix=RATIO
// RUN: not %t --number= last 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not %t --number 99999999999999999999 last 2>&1 \
// RUN:   | FileCheck %s --check-prefix=HUGE
// RUN: not %t --color=gren last 2>&1 | FileCheck %s --check-prefix=COLOR
// RUN: not %t --fla last 2>&1 | FileCheck %s --check-prefix=BEGUN
// RUN: not %t '' 2>&1 | FileCheck %s --check-prefix=NOTHING
// RUN: %t --shade=pink --help | FileCheck %s --check-prefix=HELP

// A command line becomes the request that its table describes, and a wrong one
// a message with the numbers.

// LARGE: test: --number takes a number from -5 to 10, not '11'; 'test --help' shows
// WORD: test: --number takes a number from -5 to 10, not 'x'
// RATIO: test: --ratio takes a number from 0 to 1, not 'nan'
// EMPTY: test: option '--number' needs a value
// HUGE: test: --number takes a number from -5 to 10, not '99999999999999999999'
// COLOR: test: --color is red or green, not 'gren'; did you mean 'green'? 'test
// BEGUN: test: there is no option '--fla'; did you mean '--flag'?
// NOTHING: test: LAST is empty

// Help is wrapped at 80 columns, behind labels that are not too wide.
// HELP: usage: test LAST
// HELP: --name=TEXT a text of so many words that the line must be broken for it to{{$}}
// HELP-NEXT: {{^}}                 stay readable{{$}}
// HELP: --color=COLOR a color: red or green{{$}}
// HELP: --shade=COLOR any color, open to all{{$}}

#undef NDEBUG
#include "tools/support/cli.h"

#include <assert.h>
#include <string.h>

typedef struct Request {
  int before;
  const char *last, *name, *shortName, *color, *shade;
  AicCliList many;
  int64_t number;
  double ratio;
  bool flag, shortFlag;
  int after;
} Request;

static int run(const AicCliCommand *self, int argc, char **argv) {
  Request request = {.before = 1, .after = 2};
  int code;
  if (!aicCliParse(self, argc, argv, &request, &code))
    return code;
  assert(request.before == 1 && request.after == 2);
  assert(strcmp(request.name, "a") == 0);
  assert(strcmp(request.shortName, "b") == 0);
  assert(request.many.count == 2);
  assert(strcmp(request.many.items[0], "x") == 0);
  assert(strcmp(request.many.items[1], "y") == 0);
  assert(request.number == -5 && request.ratio == 0.5);
  assert(request.shortFlag && !request.flag && !request.color);
  assert(strcmp(request.last, "-last") == 0);
  return EXIT_GOOD;
}

static const AicCliCommand program = {
    .name = "test",
    .summary = "a test",
    .usage = AIC_CLI_WORDS("LAST"),
    .options = AIC_CLI_OPTIONS(
        {.name = "LAST", .argument = "FILE", .offset = offsetof(Request, last)},
        {.name = "--name",
         .argument = "TEXT",
         .summary = "a text of so many words that the line must be broken for "
                    "it to stay readable",
         .offset = offsetof(Request, name)},
        {.name = "-n",
         .argument = "TEXT",
         .summary = "a text",
         .offset = offsetof(Request, shortName)},
        {.name = "--color",
         .argument = "COLOR",
         .summary = "a color",
         .words = AIC_CLI_WORDS("red", "green"),
         .offset = offsetof(Request, color)},
        {.name = "--shade",
         .argument = "COLOR",
         .summary = "any color, open to all",
         .words = AIC_CLI_WORDS("red", "green"),
         .open = true,
         .offset = offsetof(Request, shade)},
        {.name = "--many",
         .argument = "TEXT",
         .summary = "may be repeated",
         .kind = AIC_CLI_LIST,
         .offset = offsetof(Request, many)},
        {.name = "--number",
         .argument = "N",
         .summary = "a number",
         .kind = AIC_CLI_INTEGER,
         .least = -5,
         .most = 10,
         .offset = offsetof(Request, number)},
        {.name = "--ratio",
         .argument = "X",
         .summary = "a number that need not be whole",
         .kind = AIC_CLI_NUMBER,
         .most = 1,
         .offset = offsetof(Request, ratio)},
        {.name = "--flag",
         .summary = "a flag",
         .offset = offsetof(Request, flag)},
        {.name = "-f",
         .summary = "a flag",
         .offset = offsetof(Request, shortFlag)}),
    .run = run,
};

int main(int argc, char **argv) { return aicCliMain(&program, argc, argv); }
