# RUN: %python %s
"""Names in published headers carry the prefix, and ownership is in the words of
MLIR: what a function hands over comes from Create, Open, Take, Begin or Get, with a
way to give it back; every function says what it does."""

import re

from lint import breaks, files, name, report

PATH = "capi/include/aic/a.h"


def header(text):
    return {PATH: f"#define AIC_A_H\n{text}\n"}


CREATE = "/// Makes it.\nAIC_EXPORT AicThing *aicThingCreate(void);\n"
DESTROY = "/// NULL is a no-op.\nAIC_EXPORT void aicThingDestroy(AicThing *thing);\n"
breaks(f"{PATH}:3: function 'makeThing' has no prefix 'aic'",
       header("/// Makes it.\nAIC_EXPORT int makeThing(void);"))
breaks(f"{PATH}:2: type 'Thing' has no prefix 'Aic'", header("typedef struct Thing Thing;"))
breaks(f"{PATH}:4: type 'Thing' has no prefix 'Aic'", header("typedef struct {\n  int a;\n} Thing;"))
breaks(f"{PATH}:2: constant 'MAX' has no prefix 'AIC_'", header("enum { MAX = 1 };"))
breaks(f"{PATH}:3: constant 'NONE' has no prefix 'AIC_'",
       header("typedef enum AicKind {\n  NONE = 0, ///< x\n} AicKind;"))
breaks(f"{PATH}:2: macro 'LIST' has no prefix 'AIC_'", header("#define LIST(x) x"))
breaks(f"{PATH}:2: 'aicThingSize' says nothing of itself",
       header("AIC_EXPORT int aicThingSize(const AicThing *thing);"))
breaks(f"{PATH}:3: 'aicThing' hands over an AicThing, which none of Create, Open, Take and Get says",
       header("/// Makes it.\nAIC_EXPORT AicThing *aicThing(void);"))
breaks(f"{PATH}:3: nothing gives back what 'aicThingCreate' hands over", header(CREATE))
breaks(f"{PATH}:5: 'aicThingDestroy' does not say what NULL means",
       header(CREATE + DESTROY.replace("NULL is a no-op.", "Frees it.")))

HANDS_OVER = re.compile(r"Create|Open|Take|Get|Begin")
GIVES_BACK = re.compile(r"Destroy|Close|Release|End")
# What MLIR looks for by its own names.
FOREIGN = {"mlirGetDialectPluginInfo", "mlirGetPassPluginInfo"}


def blank(match):
    """Comments and bodies away, lines kept."""
    return re.sub(r"[^\n]", " ", match.group())


def documented(text, at):
    """A comment stands over the declaration, or over its group."""
    for line in reversed(text[:at].splitlines()):
        if line.startswith("///"):
            return True
        if not line.strip():
            return False
    return False


def comment_over(text, at):
    lines = []
    for line in reversed(text[:at].splitlines()):
        if not line.startswith("///"):
            break
        lines.append(line)
    return " ".join(lines)


problems = []
headers = files(".h", under="capi/include") + files(".h", under="runtime/include")
texts = {path: path.read_text() for path in headers}
everything = "\n".join(texts.values())
for path, text in texts.items():
    def problem(at, what):
        problems.append(f"{name(path)}:{text.count(chr(10), 0, at) + 1}: {what}")
    code = re.sub(r"//[^\n]*|/\*.*?\*/", blank, text, flags=re.S)
    for macro in re.finditer(r"^#\s*define (\w+)", code, re.M):
        if not macro.group(1).startswith("AIC_"):
            problem(macro.start(), f"macro '{macro.group(1)}' has no prefix 'AIC_'")
    code = re.sub(r"^#(?:.*\\\n)*.*$", blank, code, flags=re.M)
    for body in re.finditer(r"\benum\b\s*\w*\s*\{([^}]*)\}", code):
        for constant in re.finditer(r"(?:^|,)\s*([A-Za-z]\w*)", body.group(1)):
            if not constant.group(1).startswith("AIC_"):
                problem(body.start(1) + constant.start(1),
                        f"constant '{constant.group(1)}' has no prefix 'AIC_'")
    for typedef in re.finditer(r"typedef\b[^;{]*?\b(\w+);|^\}\s*(\w+);", code, re.M):
        word = typedef.group(1) or typedef.group(2)
        if not word.startswith("Aic"):
            problem(typedef.start(), f"type '{word}' has no prefix 'Aic'")
    # A declaration at the left margin, up to its parameters.
    for function in re.finditer(r"^(?!typedef|static|extern)((?:[A-Za-z_][\w ]*[ *]+\n?))(\w+)\(",
                                code, re.M):
        result, word = function.group(1), function.group(2)
        if word.isupper() or word in FOREIGN:
            continue
        if not re.match(r"aic[A-Z]", word):
            problem(function.start(2), f"function '{word}' has no prefix 'aic'")
            continue
        if not documented(text, function.start()):
            problem(function.start(2), f"'{word}' says nothing of itself")
        owned = re.search(r"\b(Aic\w+)\s*\*", result)
        if owned and "const" not in result:
            if not HANDS_OVER.search(word):
                problem(function.start(2), f"'{word}' hands over an {owned.group(1)}, which none "
                                           f"of Create, Open, Take and Get says")
            elif "Get" not in word and not re.search(
                    rf"\baic\w*(?:{GIVES_BACK.pattern})\w*\({owned.group(1)} \*", everything):
                problem(function.start(2), f"nothing gives back what '{word}' hands over")
        if re.search(r"Destroy$|Close$", word) and "NULL" not in comment_over(text, function.start()):
            problem(function.start(2), f"'{word}' does not say what NULL means")
report(problems, len(headers), "headers")
