# RUN: %python %s
"""Every text of an error begins in lower case and has no full stop, and every
diagnostic of an input is expected by a test."""

import re

from lint import breaks, files, name, report

# Not to be reached by text or by tables that the bridge accepts, with the reason.
UNREACHED = {
    # The format is checked when the dialect is registered.
    "'%s' op cannot tell the type of operand '%s'",
    "'%s' op cannot tell the types of its results",
    # The inputs of an operation are verified before its types are inferred.
    "needs %d operands but has %d",
    "needs one operand of type !npu.ring",
    "infers its type from an operand, got none",
    # A format that gives no types needs inference, and a builder says the types.
    "does not infer its result types",
    # The table's terminator is checked before.
    "body must end with npu.yield",
    # Only an npu.ring has a result of the type.
    "names a ring that is no npu.ring of the program",
    # How often a ring is used is bounded before.
    "is executed too often to be counted",
    # A token that is left is refused before; memory comes from nothing else.
    "uses memory on the chip that is no npu.slot, aic-npu-sync must run before",
    "uses memory in DRAM that is no argument, npu.weight or npu.buffer of the program",
    # These need no memory, 65,536 buffers, or a scratchpad of 2 GiB.
    "out of memory",
    "has %d buffers, at most %d",
    "has an operand at byte %d",
    # Simplifying a copy of a function that verifies does not fail.
    "the conditions on its sizes cannot be derived",
}

CALL = 'f() {\n  return aicOpError(op, %s);\n}\n'
TEST = {"test/a.mlir": '// expected-error @+1 {{has 3 rows but rhs has 4}}\n'}
TEXT = '"has %d rows "\n     "but rhs has %" PRId64, a, b'
breaks("dialects/a.c:2: begins with a capital letter: Has it",
       {"dialects/a.c": CALL % '"Has it"', "test/a.mlir": "Has it"})
breaks("tools/a.c:1: ends with a full stop: cannot.",
       {"tools/a.c": 'aicErrorCreate(AIC_ERROR_IO, "cannot.")'})
breaks("dialects/a.c:2: no test expects: has %d rows but rhs has %d",
       {"dialects/a.c": CALL % TEXT, "test/a.mlir": "has 3 rows but lhs has 4"})
breaks("lowering/a.c:2: no test expects: is %d, at most 3",
       {"lowering/a.c": CALL % '"is %d, at most 3", x', "dialects/a.c": CALL % TEXT, **TEST})

breaks("the exception 'out of memory' is of no use any more", {"tools/a.c": "f();\n"})

DIAGNOSTICS = {"aicOpError", "aicInferError", "aicErrorAt", "aicParserError", "formatError"}
CALLS = re.compile(r"\b(%s|aicErrorCreate|aicCliUsageError)\(" % "|".join(DIAGNOSTICS))
STRING = r'"(?:[^"\\]|\\.)*"'
# Adjacent strings, with PRId64 and other macros between them.
STRINGS = re.compile(rf"{STRING}(?:\s*(?:{STRING}|[A-Z]\w+\b(?!\()))*")
DIRECTIVE = re.compile(r"%[-+ #0-9.*]*(?:hh|h|ll|l|z|t|j)?[a-zA-Z]|%%")


def calls(code):
    """(function, line, text) of every call with a constant text."""
    for call in CALLS.finditer(code):
        # Strings of the arguments that follow the format come behind a comma.
        text = STRINGS.search(code, call.end())
        if not text or ";" in code[call.end():text.start()]:
            continue
        joined = re.sub(r'"\s*PRI\w+(?:\s*")?', "d", text.group().rstrip())
        joined = re.sub(r'"\s*[A-Z_]+\s*"', "%s", re.sub(r'"\s*"', "", joined))
        line = code.count("\n", 0, call.start()) + 1
        yield call.group(1), line, joined.strip('"').replace('\\"', '"')


def flat(text):
    """A test's text, with strings joined and FileCheck's braces away."""
    text = re.sub(r'"\s*\n\s*(?:#|//)?\s*f?"', "", text)
    text = re.sub(r"\\(['\"])", r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"\{\{|\}\}", "", text))


tests = " ".join(flat(p.read_text(errors="replace"))
                 for p in files(".mlir", ".py", ".c", ".test", ".h", under="test")
                 if not name(p).startswith("test/lint/error_texts"))


def expected(text):
    """A test has the longest part of the text between its directives."""
    parts = [part.strip() for part in DIRECTIVE.split(text)]
    return max(parts, key=len) in tests


problems = []
checked = 0
excused = set()
for path in files(".c"):
    where = name(path)
    if where.startswith(("test/", "docs/")):
        continue
    for function, line, text in calls(path.read_text()):
        checked += 1
        if re.match(r"[A-Z][a-z]", text):
            problems.append(f"{where}:{line}: begins with a capital letter: {text}")
        if re.search(r"[^.]\.$", text):
            problems.append(f"{where}:{line}: ends with a full stop: {text}")
        if function in DIAGNOSTICS and text in UNREACHED:
            excused.add(text)
        elif function in DIAGNOSTICS and not expected(text):
            problems.append(f"{where}:{line}: no test expects: {text}")
problems += [f"the exception '{text}' is of no use any more"
             for text in sorted(UNREACHED - excused)]
report(problems, checked, "texts of errors")
